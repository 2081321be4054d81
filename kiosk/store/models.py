"""The tables of one kiosk.

`at` orders all records of all ledgers in one number: the ledger's number above, the record's seq below. The first
columns of `records` stay in this order and never change size: salvage finds rows in a torn file by their shape.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

SEQ_BITS = 40
APPLICATION_ID = 0x59504B31  # "YPK1": a file that is not ours is never written to
COMMON = ("served", "ended", "asked", "rated", "explained", "unrated", "qr_shown")  # of every visit: not worth an index
RARE = (
    f"kind NOT IN ({', '.join(repr(kind) for kind in COMMON)})"  # queries must say it in these words to use the index
)
REVISION = "0001"  # the newest of migrations/versions; a test compares

metadata = MetaData()

ledgers = Table(
    "ledgers",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ledger", String(36), nullable=False),
    Column("kiosk", Text, nullable=False),
    Column("hall", Text, nullable=False),
    Column("window", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),  # of the last record
    Column("head", LargeBinary(32), nullable=False),  # after the last record
    Column("settled", BigInteger, nullable=False, server_default="0"),  # with the centre up to here
    Column("pruned", BigInteger, nullable=False, server_default="0"),  # no longer here up to here (K4)
    Column("pruned_head", LargeBinary(32), nullable=False),  # what the first record still here is hashed onto
    Column("backed_up", BigInteger, nullable=False, server_default="0"),  # in a verified backup up to here
    Column("salvaged", Boolean, nullable=False, server_default="0"),  # brought back from quarantine: may have holes
    UniqueConstraint("ledger", name="ledgers_ledger"),
)

records = Table(
    "records",
    metadata,
    Column("at", Integer, primary_key=True, autoincrement=False),
    Column("prev", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("id", String(36), nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("visit", String(36)),
    Column("ticket_key", Text),  # of `served` only
    Column("day", Text),  # of `served` only
    UniqueConstraint("id", name="records_id"),
)
Index("records_visit", records.c.visit, sqlite_where=text("visit IS NOT NULL"))
Index("records_kind", records.c.kind, sqlite_where=text(RARE))
Index("records_ticket_key", records.c.ticket_key, sqlite_where=text("ticket_key IS NOT NULL"))
Index("records_day", records.c.day, sqlite_where=text("day IS NOT NULL"))

attachments = Table(
    "attachments",
    metadata,
    Column("at", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("key", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

verdicts = Table(  # only what is not plainly accepted: settled without a row here means accepted
    "verdicts",
    metadata,
    Column("at", Integer, primary_key=True, autoincrement=False),
    Column("said", Text, nullable=False),
    Column("why", Text),
)
Index("verdicts_said", verdicts.c.said)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)


def place_of(number: int, seq: int) -> int:
    """Return `at` of a record."""
    return (number << SEQ_BITS) + seq


def seq_of(at: int) -> int:
    """Return the seq of a record at this place."""
    return at & ((1 << SEQ_BITS) - 1)
