"""Alembic's entry: runs the revisions on the connection the store already holds."""

from __future__ import annotations

from alembic import context

from kiosk.store.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,  # the store wraps all of them in one of its own
    transactional_ddl=False,
)
context.run_migrations()
