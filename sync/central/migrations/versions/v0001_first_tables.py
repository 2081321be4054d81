"""The first tables."""

from __future__ import annotations

from alembic import op

from sync.central.tables import METADATA

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    METADATA.create_all(op.get_bind())
