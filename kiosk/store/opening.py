"""Opening a folder: trust it or move it aside, and never stand without a ledger."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from kiosk.store import beginnings, quarantine
from kiosk.store.answered import FILE as ANSWERED
from kiosk.store.answered import sync_folder
from kiosk.store.database import FILE, connect, misfit, torn
from kiosk.store.ledger import Ledger
from kiosk.store.place import Place
from kiosk.store.schema import prepare
from kiosk.store.soundness import Sound, sound
from kiosk.store.trouble import Copied, Damaged, Lost
from kiosk.store.witness import FILE as WITNESS
from kiosk.store.witness import Line, Witness
from sync.clock import Clock
from sync.kinds import Body, Quarantined, WhyLedger, WindowBound

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open folder. `clean`: it was closed properly before; `said` is how the witness was found, for `start`.

    `news` are records owed to the ledger before anything else.
    """

    db: Connection
    witness: Witness
    ledger: Ledger
    clean: bool
    said: str
    news: tuple[Body, ...] = ()


def open_folder(folder: Path, place: Place, clock: Clock) -> Opened:
    """Return an open, checked folder; what could not be trusted is in quarantine and a new ledger has begun.

    Lines the witness lacks wait in it for the next flush.

    Raises:
        Newer: the database belongs to a newer version: nothing was touched.
        sqlalchemy.exc.OperationalError, OSError: the disk is full or may not be written.
    """
    witness = _witness(folder, clock)
    try:
        found = _trusted(folder, witness, place)
        if isinstance(found, Damaged):
            return _afresh(folder, place, clock, witness, found)
        return _go_on(place, clock, witness, found)
    except BaseException:
        witness.close()
        raise


def _witness(folder: Path, clock: Clock) -> Witness:
    path = folder / WITNESS
    if path.is_dir():  # nothing of ours: out of the way
        quarantine.move_aside(folder, "there was a folder in the witness's place", clock.now(), also=(WITNESS,))
    witness = Witness(path)
    sync_folder(folder)
    return witness


def _trusted(folder: Path, witness: Witness, place: Place) -> Sound | Damaged:
    try:
        return sound(folder, witness, place)
    except Damaged as trouble:
        return trouble
    except DatabaseError as trouble:
        if not torn(trouble) and not misfit(trouble):
            raise
        return Damaged(str(trouble.orig))


def _go_on(place: Place, clock: Clock, witness: Witness, found: Sound) -> Opened:
    db, end = found.db, found.end
    if end is None:
        return _begun(db, place, clock, witness, WhyLedger.ENROLLED, said="new")
    old = Line(end.ledger, end.seq, end.head)
    missing = not any(line.ledger == end.ledger for line in witness.tail()) and end.seq > 1
    witness.hold(found.lacking)
    if missing:  # nothing vouches for this ledger's end any more
        return _begun(db, place, clock, witness, WhyLedger.LOSS, old=old, clean=found.clean, said="missing")
    before = beginnings.current_place(db)
    if before != place:
        news = (WindowBound(old_window=before.window),)
        return _begun(db, place, clock, witness, WhyLedger.MOVED, old=old, clean=found.clean, said="same", news=news)
    said = f"repaired {len(found.lacking)}" if found.lacking else "same"
    ledger = beginnings.continued(db, place, clock, end)
    return Opened(db=db, witness=witness, ledger=ledger, clean=found.clean, said=said)


def _afresh(folder: Path, place: Place, clock: Clock, witness: Witness, trouble: Damaged) -> Opened:
    log.error("the database was moved to quarantine: %s", trouble)
    tail = witness.tail()
    foreign = isinstance(trouble, Copied)
    aside = quarantine.move_aside(folder, str(trouble), clock.now(), also=(WITNESS, ANSWERED) if foreign else ())
    if foreign:
        quarantine.finish(aside)  # its records are another kiosk's to send
        witness.reopen()
    why = _why(trouble)
    db = connect(folder / FILE)
    prepare(db, folder)
    news = (Quarantined(why=str(trouble)[:500], folder=aside.name),)
    old = tail[-1] if tail else None
    return _begun(db, place, clock, witness, why, old=old, clean=False, said=str(trouble)[:200], news=news)


def _why(trouble: Damaged) -> WhyLedger:
    match trouble:
        case Lost():
            return WhyLedger.LOSS
        case Copied():
            return WhyLedger.COPIED
        case _:
            return WhyLedger.DAMAGED


def _begun(
    db: Connection,
    place: Place,
    clock: Clock,
    witness: Witness,
    why: WhyLedger,
    *,
    said: str,
    old: Line | None = None,
    clean: bool = True,
    news: Sequence[Body] = (),
) -> Opened:
    ledger, lines = beginnings.begun(db, place, clock, why, old=old)
    witness.hold(lines)
    return Opened(db=db, witness=witness, ledger=ledger, clean=clean, said=said, news=tuple(news))
