"""Kiosks that move, kiosks that wait, and what kiosks are asked to do."""

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
    op.create_table(
        "remote_commands",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=True),
        sa.Column("volume", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("answered_ms", sa.BigInteger(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_index("remote_commands_by_kiosk", "remote_commands", ["hall_id", "kiosk_id", "until_ms"], unique=False)
    op.create_table(
        "bundle_parts",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("command_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "command_id", "part"),
    )
    op.create_table(
        "staged_settings",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "window_id", "revision"),
    )
    op.create_table(
        "former_keys",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("sign_key", sa.String(length=43), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "kiosk_id", "key"),
    )
    op.create_index("former_keys_by_key", "former_keys", ["hall_id", "key"], unique=False)
