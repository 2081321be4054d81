"""Help calls, what windows are told, files and notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of what reaches a window from the centre."""
    op.create_table(
        "help_calls",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("visit_id", sa.String(length=64), nullable=True),
        sa.Column("called_ms", sa.BigInteger(), nullable=False),
        sa.Column("heard_ms", sa.BigInteger(), nullable=False),
        sa.Column("answered_ms", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.String(length=100), nullable=True),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_index("help_calls_by_id", "help_calls", ["id"], unique=False)
    op.create_index("help_calls_by_kiosk", "help_calls", ["hall_id", "kiosk_id"], unique=False)
    op.create_index("help_calls_by_time", "help_calls", ["hall_id", "heard_ms"], unique=False)
    op.create_table(
        "window_events",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "window_id", "seq"),
    )
    op.create_index("window_events_by_source", "window_events", ["hall_id", "source"], unique=True)
    op.create_table(
        "files",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "sha256"),
    )
    op.create_table(
        "file_parts",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "sha256", "part"),
    )
    op.create_table(
        "notices",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("begins", sa.String(length=32), nullable=True),
        sa.Column("ends", sa.String(length=32), nullable=True),
        sa.Column("from_time", sa.String(length=5), nullable=False),
        sa.Column("to_time", sa.String(length=5), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("windows", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
