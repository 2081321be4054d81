"""How long a citizen waits for safety: storage call → Kept, against one raw INSERT+COMMIT plus one fdatasync'ed line.

Both on the same disk with the same pragmas, in turns, one rating each. `python -m tests.bench.bench_keep`.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.store.database import PRAGMAS
from kiosk.store.storage import Storage
from kiosk.store.store import Store
from sync.clock import SystemClock
from tests.bench.rows import at_most, tell
from tests.faults.filling import PLACE, visit_entries

LIMIT = 2.0
ROUNDS = 1500
WARM_UP = 100


class Raw:
    """The least that keeps one text and one line: the line at the end of a file, as the witness has it."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
        for pragma in PRAGMAS:
            self._db.execute(pragma)
        self._db.execute("CREATE TABLE records (at INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        self._line = os.open(folder / "raw.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def keep(self, text: str, line: bytes) -> None:
        """Commit the text, then the line."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT INTO records (text) VALUES (?)", (text,))
        self._db.execute("COMMIT")
        os.write(self._line, line)
        os.fdatasync(self._line)


def measure(folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Return the times of our way and of the raw way, in turns."""
    raw, storage = Raw(folder), Storage(lambda: Store.open(folder / "data", PLACE, SystemClock()))
    storage.start().result()
    visits = [visit_entries(number) for number in range(rounds + WARM_UP)]
    storage.keep(visits[0][2]).result()
    text = storage.call(lambda store: store.unsettled(500, 1 << 20)).result().texts[-1]  # type: ignore[union-attr] - a record waits
    line = b"%b %012d %b\n" % (b"x" * 36, 1, b"y" * 64)
    ours, theirs = [], []
    for visit in visits[1:]:
        theirs.append(timed(lambda: raw.keep(text, line)))
        ours.append(timed(lambda visit=visit: storage.keep(visit[2]).result()))  # type: ignore[misc] - bound now
    storage.stop()
    return ours[WARM_UP - 1 :], theirs[WARM_UP - 1 :]


def timed(act: Callable[[], object]) -> float:
    """Return how long it took, in ms."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    """Print one row as JSON; 1 if the limit is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument(
        "--folder", type=Path, default=None, help="where to measure (default: a new folder on the disk of $TMPDIR)"
    )
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        ours, theirs = measure(Path(folder), given.rounds)
    p50, raw = statistics.median(ours), statistics.median(theirs)
    p99, raw99 = statistics.quantiles(ours, n=100)[98], statistics.quantiles(theirs, n=100)[98]
    note = f"{p50:.2f} ms against {raw:.2f} ms; p99 {p99:.2f} against {raw99:.2f} ms; {len(ours)} in turns"
    row = at_most("storage call → Kept, p50, against a raw commit and a synced line", p50 / raw, LIMIT, note)
    tell(row)
    return 0 if row.ok else 1


if __name__ == "__main__":
    sys.exit(main())
