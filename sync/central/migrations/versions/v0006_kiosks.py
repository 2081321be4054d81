"""Kiosks that move and kiosks that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "former_places",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "kiosk_id", "window_id"),
    )
    op.create_index("former_places_by_kiosk", "former_places", ["kiosk_id"], unique=False)
    op.create_table(
        "waiting_kiosks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sign_key", sa.String(length=43), nullable=False),
        sa.Column("seal_key", sa.String(length=43), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("waiting_kiosks_by_key", "waiting_kiosks", ["sign_key"], unique=True)
