"""A backlog of 2 000, 20 000 and 200 000 records drained by one kiosk: the time a record takes must not grow.

Real store, real delivery, the real centre on SQLite in a process of its own, over loopback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from kiosk.entry import Entry
from kiosk.identity import identity_in, keep_identity
from kiosk.qr import sealer
from kiosk.simulate.visits import Counter, a_visit
from kiosk.store.place import Place
from kiosk.store.store import Store
from sync.clock import SystemClock
from sync.delivery.cable import Cable
from sync.delivery.client import Client
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Delivered, NothingToDo, Unreachable
from sync.delivery.pace import Limits
from sync.delivery.rounds import one_round
from sync.questionnaire import read_questionnaire
from sync.resources import config
from tests.bench.rows import at_most, stated, tell
from tests.support.real_centre import real_centre
from tests.support.serving import served

SIZES = (2_000, 20_000, 200_000)
LIMIT = 1.5  # time per record, against the same kiosk's smallest backlog: more would be a curve, not a line
KEPT_AT_ONCE = 500
SEED = 7


def main() -> int:
    """Measure; return the exit code."""
    sizes = tuple(int(text) for text in sys.argv[1:]) or SIZES
    with tempfile.TemporaryDirectory() as name, centre(Path(name)) as (url, identities):
        cost = {}
        for size, identity in zip(sizes, identities, strict=False):
            cost[size] = drained(Path(name) / str(size), identity, url, size)
            tell(stated(f"backlog of {size:,} records: records/s", 1 / cost[size], f"{cost[size] * size:.1f} s in all"))
    smallest, *larger = sizes
    rows = [
        at_most(
            f"backlog: time a record at {size:,}, against {smallest:,}",
            cost[size] / cost[smallest],
            LIMIT,
            "1 is a straight line",
        )
        for size in larger
    ]
    for row in rows:
        tell(row)
    return 0 if all(row.ok for row in rows) else 1


def drained(folder: Path, identity: Identity, url: str, size: int) -> float:
    """Fill a store, then drain it; return seconds a record."""
    store = Store.open(folder, Place(identity.kiosk, identity.hall, identity.window), SystemClock())
    try:
        fill(store, identity, size)
        client = Client(identity, Cable(url), SystemClock())
        waiting = store.facts().pending
        began = time.perf_counter()
        limits, outcome = Limits(), None
        while not isinstance(outcome, NothingToDo):
            outcome = one_round(store, client, limits)
            assert isinstance(outcome, (Delivered, NothingToDo, Unreachable)), outcome  # too late: sent again
        took = time.perf_counter() - began
        client.close()
        facts = store.facts()
        assert (facts.pending, facts.set_aside) == (0, 0), facts
        return took / waiting
    finally:
        store.close()


def fill(store: Store, identity: Identity, size: int) -> None:
    """Keep visits until so many records wait."""
    chance, number = Random(SEED), 0
    at = Counter(
        window=identity.window,
        day="2026-03-02",
        staff=("S001", "S002"),
        questionnaire=read_questionnaire(config() / "questionnaire.toml"),
        seal=sealer(identity.centre_keys),
    )
    written = store.facts().pending
    entries: list[Entry] = []
    while written < size:
        while len(entries) < KEPT_AT_ONCE:
            number += 1
            entries += [one for step in a_visit(at, number, chance) for one in step]
        part = entries[: min(KEPT_AT_ONCE, size - written)]
        store.keep(part)
        written, entries = written + len(part), entries[len(part) :]


@contextmanager
def centre(folder: Path) -> Iterator[tuple[str, list[Identity]]]:
    """Run the real centre in a process of its own; yield its address and as many enrolled kiosks as there are sizes."""
    said = folder / "identities"
    said.mkdir()
    script = f"from tests.bench.bench_backlog import serve; serve({str(folder)!r})"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        yield url, [kept for at in range(len(SIZES)) if (kept := identity_in(said / str(at)))]
    finally:
        process.stdin.close()
        process.wait(30)


def serve(folder: str) -> None:
    """Be the centre until standard input ends (in the other process)."""
    with real_centre(Path(folder) / "centre") as here, served(here.app) as url:
        for at in range(len(SIZES)):
            keep_identity(Path(folder) / "identities" / str(at), here.enrolled(window=str(at + 1), central=url))
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(main())
