"""Records and what follows from them, as the first version made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of what was said."""
    op.create_table(
        "alarms",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("ledger", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("raised_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_table(
        "anchors",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("ledger", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("boot_id", sa.String(length=64), nullable=False),
        sa.Column("boot_ms", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("round_trip_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ledger", "seq"),
    )
    op.create_index("anchors_by_boot", "anchors", ["hall_id", "kiosk_id", "boot_id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("erased_ms", sa.BigInteger(), nullable=True),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "record_id", "sha256"),
    )
    op.create_table(
        "cases",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("ticket_key", sa.String(length=200), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("pool", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("rating_id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_ms", sa.BigInteger(), nullable=True),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ticket_key", "round"),
    )
    op.create_index("cases_by_pool", "cases", ["hall_id", "pool"], unique=False)
    op.create_table(
        "days",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("exported", sa.Boolean(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "day"),
    )
    op.create_table(
        "deliveries",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("ledger", sa.String(length=36), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ledger", "first_seq"),
    )
    op.create_table(
        "exports",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("exported_ms", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("formats", sa.String(length=40), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_index("exports_by_day", "exports", ["hall_id", "day"], unique=False)
    op.create_table(
        "gaps",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("ledger", sa.String(length=36), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ledger", "first_seq"),
    )
    op.create_table(
        "ledgers",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("settled_through", sa.BigInteger(), nullable=False),
        sa.Column("settled_head", sa.String(length=64), nullable=False),
        sa.Column("backed_up_through", sa.BigInteger(), nullable=False),
        sa.Column("challenge_ms", sa.BigInteger(), nullable=False),
        sa.Column("follows", sa.String(length=36), nullable=True),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("open_from", sa.BigInteger(), nullable=True),
        sa.Column("floor_ms", sa.BigInteger(), nullable=True),
        sa.Column("tail_boot", sa.String(length=64), nullable=True),
        sa.Column("tail_boot_ms", sa.BigInteger(), nullable=True),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_index("ledgers_by_kiosk", "ledgers", ["hall_id", "kiosk_id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("ticket_key", sa.String(length=200), nullable=True),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("sitting", sa.String(length=36), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.String(length=8), nullable=False),
        sa.Column("corrected_by", sa.String(length=36), nullable=True),
        sa.Column("void", sa.String(length=16), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("unexplained", sa.Boolean(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("questionnaire_version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("standing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("disputed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_index("ratings_by_day", "ratings", ["hall_id", "day"], unique=False)
    op.create_index(
        "ratings_by_receipt",
        "ratings",
        ["receipt"],
        unique=False,
        sqlite_where=sa.text("receipt IS NOT NULL"),
        postgresql_where=sa.text("receipt IS NOT NULL"),
    )
    op.create_index("ratings_by_ticket_key", "ratings", ["hall_id", "ticket_key", "round"], unique=False)
    op.create_index("ratings_by_visit", "ratings", ["hall_id", "visit_id"], unique=False)
    op.create_table(
        "records",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("ledger", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=True),
        sa.Column("visit_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("said", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=True),
        sa.Column("quality", sa.String(length=8), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ledger", "seq"),
    )
    op.create_index("records_by_id", "records", ["hall_id", "id"], unique=True)
    op.create_index("records_by_visit", "records", ["hall_id", "visit_id"], unique=False)
    op.create_table(
        "strays",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("ledger", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ledger", "seq", "hash"),
    )
    op.create_table(
        "visits",
        sa.Column("hall_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("window_id", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("ticket_key", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("known_by", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("kiosk_id", sa.String(length=36), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("matter", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("shift", sa.Text(), nullable=True),
        sa.Column("previous_visit", sa.Text(), nullable=True),
        sa.Column("begun_ms", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.String(length=8), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("asked_ms", sa.BigInteger(), nullable=True),
        sa.Column("asked_by", sa.String(length=16), nullable=True),
        sa.Column("cause", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_index("visits_by_day", "visits", ["hall_id", "day"], unique=False)
