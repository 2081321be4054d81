"""This kiosk's store: one folder, one connection, one owner. What it promises is in `keep`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from kiosk.entry import Entry, Kept
from kiosk.store import anchors, outbox, reads
from kiosk.store.database import FILE, WORLD, connect, disconnect
from kiosk.store.ledger import Ledger, Statement
from kiosk.store.opening import begun, continued, current_end
from kiosk.store.place import Place
from kiosk.store.reads import LastVisit
from kiosk.store.schema import prepare
from kiosk.store.trouble import NotSaved
from kiosk.store.witness import FILE as WITNESS
from kiosk.store.witness import Witness
from sync.clock import Clock
from sync.contract import Record, uuid7
from sync.delivery.outbox import AnchorSeen, LedgerFacts, Settled, Unsettled
from sync.kinds import Start, WhyLedger

log = logging.getLogger(__name__)


class Store:
    """Open it with `open`, on the thread that will use it. It satisfies `sync.delivery.outbox.Outbox`."""

    def __init__(self, db: Connection, witness: Witness, ledger: Ledger, clock: Clock) -> None:
        self._db, self._witness, self._ledger, self._clock = db, witness, ledger, clock

    @classmethod
    def open(cls, folder: Path, place: Place, clock: Clock, version: str = "0.1.0") -> Store:
        """Open or make the store of this folder."""
        folder.mkdir(parents=True, exist_ok=True)
        db = connect(folder / FILE)
        prepare(db, folder)
        witness = Witness(folder / WITNESS)
        end = current_end(db)
        if end is None:
            ledger, lines = begun(db, place, clock, WhyLedger.ENROLLED)
            witness.add(lines)
        else:
            ledger = continued(db, place, clock, end)
        store = cls(db, witness, ledger, clock)
        store.keep([Entry(id=uuid7(), body=Start(clean=True, version=version, witness="same"))])
        return store

    # --- keeping -----------------------------------------------------------------------------------------------------

    def keep(self, entries: Sequence[Entry]) -> list[Kept]:
        """Put entries on disk: one transaction, then the witness's lines. When this returns, pulling the plug loses nothing.

        Raises:
            NotSaved: the world did not let us (K5).
        """
        return self._keep(entries, ())

    def _keep(self, entries: Sequence[Entry], also: Sequence[Statement]) -> list[Kept]:
        try:
            kept, lines = self._ledger.append(entries, also)
            self._witness.add(lines)
        except WORLD as trouble:
            raise NotSaved(str(trouble)) from trouble
        return kept

    # --- for delivery ------------------------------------------------------------------------------------------------

    def unsettled(self, max_records: int, max_bytes: int) -> Unsettled | None:
        """Return the oldest unsettled run, oldest ledger first; None when everything is settled."""
        return outbox.unsettled(self._db, max_records, max_bytes)

    def settle(self, settled: Settled) -> None:
        """Write the verdicts; see `sync.delivery.outbox.Outbox`."""
        outbox.settle(self._db, settled)

    def anchor(self, seen: AnchorSeen) -> None:
        """Append an anchor record if this boot has none or the last is over an hour old."""
        body = anchors.due(self._db, self._clock, seen)
        if body is not None:
            self.keep([Entry(id=uuid7(), body=body)])

    def facts(self) -> LedgerFacts:
        """Return the facts for a heartbeat."""
        return outbox.facts(self._db, self._clock)

    # --- for the kiosk -----------------------------------------------------------------------------------------------

    def records(self, *, kind: str | None = None, visit: str | None = None) -> list[Record]:
        """Return the records of a kind, of a visit, or all, in order."""
        return reads.records(self._db, kind=kind, visit=visit)

    def texts_of_day(self, day: str) -> list[str]:
        """Return the canonical texts of all records of the visits of a business day."""
        return [text for part in self.parts_of_day(day) for text in part(self)]

    def parts_of_day(self, day: str) -> list[Callable[[Store], list[str]]]:
        """Return the same in steps of at most 50 ms, to be called one by one."""
        visits = reads.visits_of_day(self._db, day)
        size = reads.VISITS_A_SLICE
        return [partial(_texts_of, visits[n : n + size]) for n in range(0, len(visits), size)]

    def rated(self, ticket_key: str) -> bool:
        """Return whether a visit of this ticket was rated here."""
        return reads.rated(self._db, ticket_key)

    def last_visit(self) -> LastVisit | None:
        """Return the visit served last; not `closed` after a start means that it was interrupted."""
        return reads.last_visit(self._db)

    # --- its life ----------------------------------------------------------------------------------------------------

    def tidy(self) -> bool:
        """Do one slice of work that waits for a quiet moment; return whether there is more."""
        return False

    def close(self) -> None:
        """Close cleanly."""
        disconnect(self._db)
        self._witness.close()


def _texts_of(visits: Sequence[str], store: Store) -> list[str]:
    return reads.texts_of_visits(store._db, visits)
