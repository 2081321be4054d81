"""The first tables.

Written out, not taken from models.py: what was released must not change with it. A test compares the two.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE ledgers (
      number INTEGER NOT NULL PRIMARY KEY, ledger VARCHAR(36) NOT NULL, kiosk TEXT NOT NULL,
      hall TEXT NOT NULL, "window" TEXT NOT NULL, seq BIGINT NOT NULL, head BLOB NOT NULL,
      settled BIGINT DEFAULT '0' NOT NULL, pruned BIGINT DEFAULT '0' NOT NULL, pruned_head BLOB NOT NULL,
      backed_up BIGINT DEFAULT '0' NOT NULL, salvaged BOOLEAN DEFAULT '0' NOT NULL,
      CONSTRAINT ledgers_ledger UNIQUE (ledger))""",
    """CREATE TABLE records (
      at INTEGER NOT NULL PRIMARY KEY, prev BLOB NOT NULL, hash BLOB NOT NULL, id VARCHAR(36) NOT NULL,
      text TEXT NOT NULL, kind TEXT NOT NULL, visit VARCHAR(36), ticket_key TEXT, day TEXT,
      CONSTRAINT records_id UNIQUE (id))""",
    "CREATE INDEX records_visit ON records (visit) WHERE visit IS NOT NULL",
    """CREATE INDEX records_kind ON records (kind)
      WHERE kind NOT IN ('served', 'ended', 'asked', 'rated', 'explained', 'unrated', 'qr_shown')""",
    "CREATE INDEX records_ticket_key ON records (ticket_key) WHERE ticket_key IS NOT NULL",
    "CREATE INDEX records_day ON records (day) WHERE day IS NOT NULL",
    """CREATE TRIGGER records_never_change BEFORE UPDATE ON records
      BEGIN SELECT RAISE(ABORT, 'records never change'); END""",
    """CREATE TABLE attachments (
      at INTEGER NOT NULL PRIMARY KEY, sha256 VARCHAR(64) NOT NULL, "key" TEXT NOT NULL, sealed BLOB NOT NULL)""",
    "CREATE TABLE verdicts (at INTEGER NOT NULL PRIMARY KEY, said TEXT NOT NULL, why TEXT)",
    "CREATE INDEX verdicts_said ON verdicts (said)",
    "CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
