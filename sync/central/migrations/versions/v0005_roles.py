"""What each person may do; whoever could log in before is a hall manager."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.central.migrations.sealing import sealed_anew

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give every account a role, and departments a place."""
    with sealed_anew("accounts"):
        op.add_column("accounts", sa.Column("role", sa.String(length=16), server_default="", nullable=False))
        op.execute("UPDATE accounts SET role = 'hall_manager'")
    op.create_table(
        "account_departments",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "account", "department_id"),
    )
