"""What each person may do, their second factor, and the chain of what was done.

Whoever could log in before is a hall manager. Sessions end: they lack what a session has now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.central.migrations.sealing import sealed_anew

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    with sealed_anew("accounts"):
        op.add_column("accounts", sa.Column("role", sa.String(length=16), server_default="", nullable=False))
        op.add_column(
            "accounts", sa.Column("must_change", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        op.execute("UPDATE accounts SET role = 'hall_manager'")
    _table(
        "account_departments",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        key=("hall_id", "account", "department_id"),
    )
    _log_ins()
    _second_factors()
    _audit()


def _log_ins() -> None:
    op.drop_table("log_ins")
    _table(
        "log_ins",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("ends_at", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        key=("sha256",),
    )
    op.drop_table("log_in_tries")
    _table(
        "log_in_tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.String(length=32), nullable=False),
        sa.Column("tried_at", sa.String(length=32), nullable=False),
        key=("key",),
    )


def _second_factors() -> None:
    _table(
        "second_factors",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", sa.String(length=32), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        key=("account",),
    )
    _table(
        "recovery_codes",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.String(length=32), nullable=True),
        key=("account", "sha256"),
    )


def _audit() -> None:
    _table(
        "audit",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        key=("hall_id", "seq"),
    )
    _table(
        "audit_heads",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        key=("hall_id",),
    )


def _table(name: str, *columns: sa.Column[object], key: tuple[str, ...]) -> None:
    seal = sa.Column("seal", sa.String(length=64), server_default="", nullable=False)
    op.create_table(name, *columns, seal, sa.PrimaryKeyConstraint(*key))
