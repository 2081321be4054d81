"""Whether a database may be trusted. Order: header → schema → SQLite's own check (thorough after an unclean stop) →
chain of the unsent and the newest 500 → witness → last signed answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from kiosk.store import beginnings, checks, quarantine
from kiosk.store.answered import Confirmed, read_answered
from kiosk.store.database import FILE, connect, disconnect, transaction
from kiosk.store.ledger import End
from kiosk.store.models import place_of
from kiosk.store.place import Place
from kiosk.store.schema import prepare
from kiosk.store.trouble import Copied, Damaged, Lost
from kiosk.store.witness import Line, Witness

MAGIC = b"SQLite format 3\0"

_NOTE = "INSERT OR REPLACE INTO meta (name, value) VALUES ('clean', ?)"
CLEAN, NOT_CLEAN = (_NOTE, ("1",)), (_NOTE, ("0",))  # whether the program stopped properly


@dataclass(frozen=True, slots=True)
class Sound:
    """A database that passed; `end` is None when it is new, `lacking` are the lines its witness has not got."""

    db: Connection
    clean: bool
    end: End | None
    lacking: list[Line]


def sound(folder: Path, witness: Witness, place: Place) -> Sound:
    """Open the database and look at everything.

    Raises:
        Damaged: it cannot be trusted. Newer: it is not ours to touch.
    """
    _look_at_header(folder, witness)
    quarantine.hold_wal(folder)
    db = connect(folder / FILE)
    try:
        prepare(db, folder)
        found = _examined(db, folder, witness, place)
    except BaseException:
        disconnect(db)
        raise
    quarantine.release_wal(folder)
    return found


def _examined(db: Connection, folder: Path, witness: Witness, place: Place) -> Sound:
    clean = db.exec_driver_sql("SELECT value FROM meta WHERE name = 'clean'").scalar() != "0"
    checks.check_file(db, thorough=not clean)
    end = beginnings.current_end(db)
    if end is None:
        if _had_records(folder, witness):
            raise Lost("the database is empty, but this kiosk had records")
        return Sound(db, True, None, [])
    if (owner := beginnings.current_place(db).kiosk) != place.kiosk:
        raise Copied(f"this folder was copied from kiosk {owner}")
    checks.check_recent(db)
    lacking = checks.check_witness(db, end, witness.tail())
    _compare_answers(db, folder)
    return Sound(db, clean, end, lacking)


def _look_at_header(folder: Path, witness: Witness) -> None:
    """SQLite throws away the log of an empty or missing database: notice before it is asked to open it."""
    path = folder / FILE
    if not path.exists():
        if _had_records(folder, witness) or (folder / f"{FILE}-wal").exists():
            raise Lost("the database is gone")
        return
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
    if not start and _had_records(folder, witness):
        raise Lost("the database file is empty")
    if start and start != MAGIC:
        raise Damaged("the file is not a database")


def _had_records(folder: Path, witness: Witness) -> bool:
    return bool(witness.tail() or read_answered(folder))


def _compare_answers(db: Connection, folder: Path) -> None:
    answered = read_answered(folder)
    for span in checks.spans(db):
        known = answered.get(span.ledger)
        if known and not span.salvaged:  # what came back from quarantine may well end earlier
            _compare_answer(db, span, known)
        through = known.through if known else 0
        if span.settled > max(through, span.pruned):  # a mark no signed answer made: duplicates cost nothing
            with transaction(db):
                db.exec_driver_sql("UPDATE ledgers SET settled = ? WHERE number = ?", (through, span.number))


def _compare_answer(db: Connection, span: checks.Span, known: Confirmed) -> None:
    if known.through > span.seq:
        raise Lost(f"the centre has {known.through} records of ledger {span.ledger}, here are {span.seq}")
    at = place_of(span.number, known.through)
    ours = db.exec_driver_sql("SELECT hash FROM records WHERE at = ?", (at,)).scalar()
    if ours is not None and ours.hex() != known.head:
        raise Damaged(f"record {known.through} of ledger {span.ledger} is not the one the centre has")
