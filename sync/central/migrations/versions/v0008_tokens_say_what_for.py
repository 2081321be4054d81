"""A token's row says what it is for, so that the page of tokens can."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.central.migrations.sealing import sealed_anew

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what the tokens made before are for is written in the tokens alone."""
    with sealed_anew("reading_tokens"):
        op.add_column("reading_tokens", sa.Column("may", sa.String(length=16), server_default="", nullable=False))
