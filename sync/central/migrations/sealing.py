"""Changing the columns of a table whose rows are sealed: a seal covers every column, so each fits no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context, op

from sync.central.seals import broken_seals, seal_row


@contextmanager
def sealed_anew(name: str) -> Iterator[None]:
    """Hold while a table's columns are changed. Rows whose seal fitted get one that fits; others stay broken, to be found."""
    secret: bytes = context.config.attributes["secret"]
    bind = op.get_bind()
    before = sa.Table(name, sa.MetaData(), autoload_with=bind)
    broken = [tuple(key.values()) for key in broken_seals(bind, secret, before)]
    yield
    after = sa.Table(name, sa.MetaData(), autoload_with=bind)
    for row in bind.execute(sa.select(after)).mappings().all():
        if tuple(row[column.name] for column in after.primary_key) not in broken:
            seal_row(bind, secret, after, row)
