"""Webhooks and what is delivered to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007b"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "webhooks",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("webhook_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.Column("done_ms", sa.BigInteger(), nullable=True),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_index(
        "webhook_deliveries_by_source", "webhook_deliveries", ["hall_id", "webhook_id", "source"], unique=True
    )
    op.create_index("webhook_deliveries_by_hook", "webhook_deliveries", ["hall_id", "webhook_id", "id"], unique=False)
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "webhook_deliveries_due",
        "webhook_deliveries",
        ["hall_id", "next_ms"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
