"""This kiosk's line of the completeness certificate: what it holds, and what it knows it has lost."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.store.beginnings import current_place
from kiosk.store.checks import Span, spans
from kiosk.store.models import place_of, seq_of
from sync.contract import Said
from sync.summary.facts import KioskCompleteness

_HOLES = (
    "SELECT before, at FROM (SELECT at, lag(at) OVER (ORDER BY at) AS before FROM records WHERE at > ? AND at < ?)"
    " WHERE before IS NOT NULL AND at <> before + 1"
)


def completeness(db: Connection) -> KioskCompleteness:
    """Return the certificate's line; only a salvaged ledger can have holes, any other hole is damage."""
    every = spans(db)
    now, place = every[-1], current_place(db)
    aside = db.exec_driver_sql("SELECT count(*) FROM verdicts WHERE said = ?", (Said.SET_ASIDE.value,)).scalar_one()
    return KioskCompleteness(
        kiosk=place.kiosk,
        window=place.window,
        ledger=now.ledger,
        first_seq=now.pruned + 1,
        last_seq=now.seq,
        head=now.head.hex(),
        gaps=tuple(gap for span in every if span.salvaged for gap in _gaps(db, span)),
        ledgers=len(every),
        set_aside=aside,
    )


def _gaps(db: Connection, span: Span) -> list[str]:
    bounds = (place_of(span.number, 0), place_of(span.number + 1, 0))
    return [
        f"{span.ledger}: {seq_of(before) + 1}–{seq_of(at) - 1}"
        for before, at in db.exec_driver_sql(_HOLES, bounds)
    ]  # fmt: skip
