"""A number is found on any day by an index, and the days that must be counted anew without looking at all others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the number behind the day in the index of visits, in place of the index of days alone."""
    op.create_index("visits_by_number", "visits", ["hall_id", "day", sa.text("substr(ticket, 1, 64)")], unique=False)
    op.drop_index("visits_by_day", table_name="visits")
    op.create_index(
        "days_stale",
        "days",
        ["hall_id", "day"],
        unique=False,
        sqlite_where=sa.text("stale"),
        postgresql_where=sa.text("stale"),
    )
