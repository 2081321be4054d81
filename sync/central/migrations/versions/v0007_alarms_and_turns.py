"""Who closed an alarm and why, turns between processes, and indexes by which alarms and new cases are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the indexes."""
    op.create_table(
        "alarm_closings",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("alarm_id", sa.String(length=36), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "alarm_id"),
    )
    op.create_table(
        "turns",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("mark_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("alarms_by_kiosk", "alarms", ["hall_id", "kiosk_id"], unique=False)
    op.create_index("alarms_by_time", "alarms", ["hall_id", "raised_ms"], unique=False)
    still_open = sa.text("closed_ms IS NULL")
    op.create_index("alarms_open", "alarms", ["hall_id", "kind"], sqlite_where=still_open, postgresql_where=still_open)
    op.create_index("cases_by_time", "cases", ["hall_id", "opened_ms"], unique=False)
