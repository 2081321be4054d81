"""Alembic's entry: runs on the connection it is handed, inside the transaction that is already open."""

from alembic import context

from sync.central.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
