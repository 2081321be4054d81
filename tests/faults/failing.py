"""Run under `faulty.c`: one store a case, in which one operation fails; says what was acknowledged, as JSON lines.

`python -m tests.faults.failing FOLDER`: cases go into FOLDER/<case>, and, as a crash would leave them, FOLDER/<case>-left.
"""

from __future__ import annotations

import errno
import itertools
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.entry import Entry
from kiosk.store.room import Room
from kiosk.store.store import Store
from kiosk.store.trouble import NotSaved
from tests.faults.filling import PLACE, snatch, visit_entries
from tests.faults.preload import Control, Operation
from tests.support.clock import FakeClock

FAULTS = [
    ("write-EIO", Operation.WRITE, errno.EIO),
    ("write-ENOSPC", Operation.WRITE, errno.ENOSPC),
    ("sync-EIO", Operation.SYNC, errno.EIO),
    ("open-EMFILE", Operation.OPEN, errno.EMFILE),
]
ENOUGH = 400  # operations; far more than any case needs


def keep(store: Store, entries: list[Entry], acknowledged: list[str]) -> bool:
    """Keep a step; return whether it was saved."""
    try:
        acknowledged += [kept.id for kept in store.keep(entries)]
    except NotSaved:
        return False
    return True


def commits(folder: Path, control: Control) -> Iterator[dict[str, object]]:
    """Let the Nth operation of one commit fail, once and for good."""
    for (name, operation, code), row in itertools.product(FAULTS, (1, 0)):
        for nth in range(1, ENOUGH):
            case = folder / f"commit-{name}-{row}-{nth}"
            store = Store.open(case, PLACE, FakeClock())
            acknowledged: list[str] = []
            steps = [step for number in range(3) for step in visit_entries(number)]
            for step in steps[:4]:
                keep(store, step, acknowledged)
            control.arm(operation, nth, code, in_a_row=row)
            thanked = keep(store, steps[4], acknowledged)
            reached = control.reached
            control.off()
            snatch(case, folder / f"{case.name}-left")
            before = len(acknowledged)
            after = keep(store, steps[5], acknowledged)
            snatch(case, folder / f"{case.name}-later")
            store.close()
            yield {
                "case": case.name, "acknowledged": acknowledged, "before": before, "thanked": thanked, "after": after,
                "reached": reached, "for_good": row == 0,
            }  # fmt: skip
            if not reached:
                break


def openings(folder: Path, control: Control) -> Iterator[dict[str, object]]:
    """Let the Nth operation of a start fail: it starts, or says why not, and the next start is whole."""
    for name, operation, code in FAULTS:
        for nth in range(1, ENOUGH):
            case = folder / f"opening-{name}-{nth}"
            store = Store.open(case, PLACE, FakeClock())
            acknowledged: list[str] = []
            for step in visit_entries(1):
                keep(store, step, acknowledged)
            left = snatch(case, folder / f"{case.name}-left")
            store.close()
            control.arm(operation, nth, code)
            started = attempt(lambda left=left: Store.open(left, PLACE, FakeClock()).close())  # type: ignore[misc] - bound now
            reached = control.reached
            control.off()
            yield {"case": case.name, "acknowledged": acknowledged, "started": started}
            if not reached:
                break


def full_disks(folder: Path, control: Control) -> Iterator[dict[str, object]]:
    """Let the disk be full after 50 different numbers of bytes, without a ballast to give up."""
    for offset in range(50):
        case = folder / f"full-{offset}"
        store = Store.open(case, PLACE, FakeClock())
        acknowledged: list[str] = []
        steps = (step for number in itertools.count() for step in visit_entries(number))
        for step in itertools.islice(steps, 8):
            keep(store, step, acknowledged)
        control.leave(offset * 2741 + offset)  # odd on purpose: within pages, frames and lines
        refused = 0
        for step in itertools.islice(steps, 60):
            refused += not keep(store, step, acknowledged)
        left = folder / f"{case.name}-left"
        control.off()
        snatch(case, left)
        before = len(acknowledged)
        after = keep(store, next(steps), acknowledged)
        snatch(case, folder / f"{case.name}-later")
        store.close()
        yield {
            "case": case.name, "acknowledged": acknowledged, "before": before, "refused": refused, "after": after,
        }  # fmt: skip


def with_ballast(folder: Path, control: Control) -> Iterator[dict[str, object]]:
    """The same disk full, with a ballast: the citizen is still heard."""
    case = folder / "ballast"
    store = Store.open(case, PLACE, FakeClock())
    while store.tidy():
        pass
    laid_in = Room(case).has_ballast
    acknowledged: list[str] = []
    control.leave(3000)
    saved = [keep(store, step, acknowledged) for number in range(5) for step in visit_entries(number)]
    control.off()
    snatch(case, folder / "ballast-left")
    given_up = not Room(case).has_ballast
    store.close()
    yield {
        "case": "ballast", "acknowledged": acknowledged, "saved": all(saved), "laid_in": laid_in, "given_up": given_up,
    }  # fmt: skip


def careless(folder: Path, control: Control) -> Iterator[dict[str, object]]:
    """The positive control: a program that does not ask for syncs thanks although every sync fails."""
    db = sqlite3.connect(folder / "careless", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=OFF")
    control.arm(Operation.SYNC, 1, errno.EIO, in_a_row=0)
    thanked = attempt(lambda: db.execute("CREATE TABLE t (n INTEGER)").close())
    control.off()
    db.close()
    yield {"case": "careless", "acknowledged": [], "thanked": thanked}


def attempt(act: Callable[[], None]) -> bool:
    """Return whether it went well; what the world did is no mistake of ours."""
    try:
        act()
    except (NotSaved, OSError):
        return False
    return True


def main(folder: Path) -> None:
    """Run everything."""
    control = Control(folder.with_suffix(".control"))
    for cases in (commits, openings, full_disks, with_ballast, careless):
        for case in cases(folder, control):
            print(json.dumps(case), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
