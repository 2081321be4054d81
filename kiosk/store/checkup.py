"""What a technician is told of the store: every page, every record, every line of the witness."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from kiosk.store import checks, quarantine
from kiosk.store.beginnings import current_end
from kiosk.store.models import place_of
from kiosk.store.room import BALLAST, LOW_MIB, Room
from kiosk.store.schema import revision
from kiosk.store.trouble import Damaged
from kiosk.store.witness import Line as WitnessLine
from kiosk.store.witness import Witness, lines_of


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at, whether it is well, and what to know or do."""

    what: str
    ok: bool
    said: str


def checked(db: Connection, folder: Path, witness: Witness) -> tuple[Line, ...]:
    """Look at everything; nothing is changed. Takes seconds on a large ledger."""
    return tuple(look() for look in looks(db, folder, witness))


def looks(db: Connection, folder: Path, witness: Witness) -> tuple[Callable[[], Line], ...]:
    """Return the same one by one, for a kiosk that runs: between two of them its watchdog is answered."""
    lines = lines_of(witness.path.read_bytes())
    return (
        lambda: Line("database", True, f"{folder}, tables of revision {revision(db)}"),
        lambda: _judged("pages", lambda: checks.check_file(db, thorough=True), "SQLite finds no damaged page"),
        lambda: _judged("chain", lambda: _chains(db), f"{_count(db)} records, each hashed onto the last"),
        lambda: _judged("witness", lambda: _witness(db, lines), f"{len(lines)} lines, all of records that are here"),
        lambda: _protection(witness.path),
        lambda: _aside(db),
        lambda: _quarantine(folder),
        lambda: _disk(folder),
    )


def _judged(what: str, look: Callable[[], None], well: str) -> Line:
    try:
        look()
    except Damaged as trouble:
        return Line(what, False, f"{trouble}; restart the kiosk: it moves the file to quarantine and salvages it")
    return Line(what, True, well)


def _chains(db: Connection) -> None:
    for span in checks.spans(db):
        checks.check_chain(db, span, span.pruned)


def _witness(db: Connection, lines: list[WitnessLine]) -> None:
    end = current_end(db)
    if end and checks.check_witness(db, end, lines):
        raise Damaged("records at the ledger's end have no line in the witness")
    for span in checks.spans(db):
        seen = {line.seq: line.head for line in lines if line.ledger == span.ledger}
        for seq, own in _hashes(db, span):
            if seen.get(seq, own) != own:
                raise Damaged(f"record {seq} of ledger {span.ledger} is not the one the witness saw")


def _hashes(db: Connection, span: checks.Span) -> Iterator[tuple[int, bytes]]:
    base = place_of(span.number, 0)
    for at, own in db.exec_driver_sql(
        "SELECT at, hash FROM records WHERE at > ? AND at < ?", (base, place_of(span.number + 1, 0))
    ):
        yield at - base, own


def _count(db: Connection) -> int:
    count: int = db.exec_driver_sql("SELECT count(*) FROM records").scalar_one()
    return count


def _protection(path: Path) -> Line:
    if append_only(path):
        return Line("witness file", True, "append-only: not even the kiosk can shorten it")
    return Line("witness file", True, f"not append-only here; an administrator can set it: chattr +a {path}")


def append_only(path: Path) -> bool:
    """Return whether the file system lets nobody shorten this file (Linux's `a` attribute)."""
    if os.name != "posix":
        return False
    try:
        said = subprocess.run(["lsattr", "-d", path], capture_output=True, text=True, check=False)  # noqa: S603, S607 - a fixed tool of the system
    except FileNotFoundError:
        return False
    return said.returncode == 0 and "a" in said.stdout.split(" ", 1)[0]


def _aside(db: Connection) -> Line:
    rows = db.exec_driver_sql(
        "SELECT coalesce(why, said), count(*) FROM verdicts WHERE said = 'set_aside' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    said = ", ".join(f"{count} × {why}" for why, count in rows)
    return Line("set aside", not rows, f"the centre set records aside: {said}" if rows else "nothing")


def _quarantine(folder: Path) -> Line:
    home = folder / quarantine.FOLDER
    count, left = len(list(home.iterdir())) if home.is_dir() else 0, len(quarantine.waiting(folder))
    if left:
        return Line("quarantine", False, f"{left} of {count} still to be salvaged: leave the kiosk running")
    return Line("quarantine", True, f"{count}, all salvaged: {home}" if count else "empty")


def _disk(folder: Path) -> Line:
    room = Room(folder)
    said = (
        f"{room.free_mib} MiB free, ballast of {BALLAST >> 20} MiB {'is there' if room.has_ballast else 'is missing'}"
    )
    if room.free_mib < LOW_MIB:
        return Line("disk", False, f"{said}: free some room")
    return Line("disk", True, said)
