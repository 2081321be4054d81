"""Letting go of old records (K4): settled, 90 days old, and in a backup that the centre has verified."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import Connection

from kiosk.store.checks import RECENT, Span, spans
from kiosk.store.database import transaction
from kiosk.store.models import place_of, seq_of
from sync.clock import Clock
from sync.contract import moment

KEEP = timedelta(days=90)
A_STEP = 100  # records

_TABLES = ("attachments", "verdicts", "records")


def prune_some(db: Connection, clock: Clock) -> bool:
    """Remove the oldest records that may go, a step's worth; return whether there may be more.

    The newest 500 of the current ledger stay, whatever their age: a start checks them.
    """
    every = spans(db)
    for span in every:
        spared = RECENT if span is every[-1] else 0
        if _prune(db, clock, span, min(span.settled, _backed_up(db, span), span.seq - spared)):
            return True
    return False


def _backed_up(db: Connection, span: Span) -> int:
    found: int = db.exec_driver_sql("SELECT backed_up FROM ledgers WHERE number = ?", (span.number,)).scalar_one()
    return found


def _prune(db: Connection, clock: Clock, span: Span, ceiling: int) -> bool:
    rows = db.exec_driver_sql(
        "SELECT at, hash, text FROM records WHERE at > ? AND at <= ? ORDER BY at LIMIT ?",
        (place_of(span.number, span.pruned), place_of(span.number, ceiling), A_STEP),
    ).fetchall()
    oldest = clock.now() - KEEP
    gone = []
    for at, own, text in rows:
        if moment(json.loads(text)["wall"]) >= oldest:
            break
        gone.append((at, own))
    if not gone:
        return False
    last, head = gone[-1]
    with transaction(db):
        for table in _TABLES:
            db.exec_driver_sql(
                f"DELETE FROM {table} WHERE at > ? AND at <= ?",  # noqa: S608 - names are ours
                (place_of(span.number, span.pruned), last),
            )
        db.exec_driver_sql(
            "UPDATE ledgers SET pruned = ?, pruned_head = ? WHERE number = ?", (seq_of(last), head, span.number)
        )
    return True
