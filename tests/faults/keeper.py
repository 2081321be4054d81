"""A program that keeps records as fast as it can and says each number once it is kept; tests kill it.

Run as `python -m tests.faults.keeper FOLDER [SYNCHRONOUS] [COUNT]`. It prints `<seq> <id> <head>` after each `keep` returned
(what a citizen would be thanked for), `no <why>` where it was not saved, and `ready` when the store is open.
"""

from __future__ import annotations

import itertools
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from kiosk.store.store import Store
from kiosk.store.trouble import NotSaved
from sync.clock import SystemClock
from tests.faults.filling import PLACE, visit_entries


def forked(folder: Path, answers: Connection, synchronous: str = "FULL") -> None:
    """The same in a process forked from one that has everything imported; answers go into a pipe."""
    os.dup2(answers.fileno(), 1)
    main(folder, synchronous)


def main(folder: Path, synchronous: str = "FULL", count: int = 1 << 40) -> None:
    """Keep until killed, or until so many steps are done; then close cleanly."""
    store = Store.open(folder, PLACE, SystemClock())
    store._opened.db.exec_driver_sql(f"PRAGMA synchronous={synchronous}").close()
    say("ready")
    steps = (step for number in itertools.count() for step in visit_entries(number, comment=b"sealed" * 30))
    for step in itertools.islice(steps, count):
        try:
            for kept in store.keep(step):
                say(f"{kept.seq} {kept.id} {kept.head}")
        except NotSaved as trouble:
            say(f"no {trouble}")
        store.tidy()
    store.close()
    say("closed")


def say(line: str) -> None:
    """One write: a kill falls before or after it, never into it."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3], *map(int, sys.argv[3:4]))
