"""Rows that an update has to seal are found by an index, however many rows their table has by now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007b"
branch_labels = None
depends_on = None

TABLES = ("cases", "attachments", "alarms", "help_calls", "days", "deliveries")


def upgrade() -> None:
    """Make an index of no rows for each table that grows and is updated."""
    where = sa.text("seal = ''")
    for name in TABLES:
        op.create_index(f"{name}_unsealed", name, ["hall_id"], unique=False, sqlite_where=where, postgresql_where=where)
