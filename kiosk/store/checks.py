"""What is looked at before a database is trusted. Most corruption is silent: SQLite's own check passes a flipped bit
inside a value, a lost write-ahead log and an empty file. The chain and the witness do not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.store.ledger import End
from kiosk.store.models import place_of, seq_of
from kiosk.store.trouble import Damaged
from kiosk.store.witness import Line
from sync.contract import link

RECENT = 500

_ROWS = (
    "SELECT at, prev, hash, id, text, kind, visit, ticket_key, day FROM records WHERE at > ? AND at <= ? ORDER BY at"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A ledger as its row in `ledgers` tells it."""

    number: int
    ledger: str
    seq: int
    head: bytes
    settled: int
    pruned: int
    pruned_head: bytes
    salvaged: bool


def spans(db: Connection) -> list[Span]:
    """Return all ledgers of this file, oldest first."""
    found = db.exec_driver_sql(
        "SELECT number, ledger, seq, head, settled, pruned, pruned_head, salvaged FROM ledgers ORDER BY number"
    )
    return [Span(*row) for row in found]


def check_file(db: Connection, *, thorough: bool) -> None:
    """Let SQLite check its own pages: quickly, or with every index.

    Raises:
        Damaged: it found something.
    """
    said = db.exec_driver_sql("PRAGMA integrity_check(3)" if thorough else "PRAGMA quick_check(3)").scalars().all()
    if list(said) != ["ok"]:
        raise Damaged("; ".join(said)[:300])


def check_recent(db: Connection) -> None:
    """Check the chain of everything unsent and of the newest 500.

    Raises:
        Damaged: a record is missing, changed or out of place.
    """
    every = spans(db)
    for span in every:
        recent = span.seq - RECENT if span is every[-1] else span.seq
        check_chain(db, span, max(span.pruned, min(span.settled, recent)))


def check_chain(db: Connection, span: Span, after: int) -> None:
    """Check the records of one ledger after a number, up to its end.

    Raises:
        Damaged: a record is missing, changed or out of place.
    """
    seq, head = after, span.pruned_head if after == span.pruned else None
    for row in db.exec_driver_sql(_ROWS, (place_of(span.number, after), place_of(span.number + 1, -1))):
        at, prev, own, text = row[0], row[1], row[2], row[4]
        if span.salvaged and seq_of(at) != seq + 1:
            head = None  # a hole we know of
        elif seq_of(at) != seq + 1:
            raise Damaged(f"record {seq + 1} of ledger {span.ledger} is missing")
        seq = seq_of(at)
        if link(prev, text) != own or (head is not None and prev != head):
            raise Damaged(f"record {seq} of ledger {span.ledger} is not the one that was written")
        if _columns(text) != (span.ledger, seq, *row[3:4], *row[5:]):
            raise Damaged(f"record {seq} of ledger {span.ledger} is filed under another name")
        head = own
    if seq != span.seq or (head is not None and head != span.head):
        raise Damaged(f"ledger {span.ledger} ends at {seq}, not at {span.seq}")


def check_witness(db: Connection, end: End, lines: Iterable[Line]) -> list[Line]:
    """Compare the ledger's end with the witness; return the lines the witness lacks at its end.

    Raises:
        Damaged: the witness saw a record that is not here, or another one.
    """
    seen = {line.seq: line.head for line in lines if line.ledger == end.ledger}
    first, last = min(seen, default=end.seq + 1), max(seen, default=0)
    if last > end.seq:
        raise Damaged(f"the witness saw {last} records of ledger {end.ledger}; {last - end.seq} of them are gone")
    bounds = (place_of(end.number, min(first, last + 1) - 1), place_of(end.number, end.seq))
    ours = {seq_of(at): own for at, own in db.exec_driver_sql(
        "SELECT at, hash FROM records WHERE at > ? AND at <= ? ORDER BY at", bounds
    )}  # fmt: skip
    for seq, head in seen.items():
        if seq in ours and ours[seq] != head:
            raise Damaged(f"record {seq} of ledger {end.ledger} is not the one the witness saw")
    return [Line(end.ledger, seq, own) for seq, own in ours.items() if seq > last]


def _columns(text: str) -> tuple[object, ...]:
    value = json.loads(text)
    served = value["kind"] == "served"
    key, day = (value["ticket_key"], value["day"]) if served else (None, None)
    return (value["ledger"], value["seq"], value["id"], value["kind"], value.get("visit"), key, day)
