"""Beginning a ledger, and finding where the last one ended."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from kiosk.entry import Entry
from kiosk.store.ledger import End, Ledger, Reading
from kiosk.store.place import Place
from kiosk.store.witness import Line
from sync.clock import Clock
from sync.contract import GENESIS, moment, uuid7
from sync.kinds import Body, LedgerOpened, WhyLedger

_NEW = "INSERT INTO ledgers (number, ledger, kiosk, hall, window, seq, head, pruned_head) VALUES (?,?,?,?,?,0,?,?)"


def current_end(db: Connection) -> End | None:
    """Return where the newest ledger of this file ends; None where there is none."""
    found = db.exec_driver_sql("SELECT number, ledger, seq, head FROM ledgers ORDER BY number DESC LIMIT 1").first()
    return End(*found) if found else None


def current_place(db: Connection) -> Place:
    """Return whose the newest ledger is."""
    found = db.exec_driver_sql("SELECT kiosk, hall, window FROM ledgers ORDER BY number DESC LIMIT 1").one()
    return Place(*found)


def continued(db: Connection, place: Place, clock: Clock, end: End) -> Ledger:
    """Return the newest ledger, to be written on."""
    return Ledger(db, place, clock, end, _last_reading(db))


def begun(
    db: Connection, place: Place, clock: Clock, why: WhyLedger, *, old: Line | None = None
) -> tuple[Ledger, list[Line]]:
    """Begin a new ledger whose first record names the old one's end; return it and the lines to witness."""
    now = int(clock.now().timestamp() * 1000)
    number = db.exec_driver_sql("SELECT coalesce(max(number), 0) + 1 FROM ledgers").scalar_one()
    ledger = Ledger(db, place, clock, End(number, uuid7(now), 0, GENESIS), None)
    row = (number, ledger.end.ledger, place.kiosk, place.hall, place.window, GENESIS, GENESIS)
    _, lines = ledger.append([Entry(id=uuid7(now), body=_opened(place, why, old))], also=[(_NEW, row)])
    return ledger, lines


def _opened(place: Place, why: WhyLedger, old: Line | None) -> Body:
    if old is None:
        return LedgerOpened(why=why, kiosk=place.kiosk)
    return LedgerOpened(why=why, kiosk=place.kiosk, old_ledger=old.ledger, old_seq=old.seq, old_head=old.head.hex())


def _last_reading(db: Connection) -> Reading | None:
    found = db.exec_driver_sql("SELECT text FROM records ORDER BY at DESC LIMIT 1").scalar()
    if found is None:
        return None
    stamp = json.loads(found)
    wall = int(moment(stamp["wall"]).timestamp() * 1000)
    return Reading(stamp["boot_id"], wall, stamp["boot_ms"])
