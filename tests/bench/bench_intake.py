"""Intake of signed batches over HTTP against two bare programs: the statement that writes the same records and nothing
else, and a program that writes every row intake writes.

200 records of a simulated day a batch, signed beforehand, a commit per batch, fsync on; the centre as `serve` runs it by
itself (one process a core on PostgreSQL), client and database on the same cores. All take the same batches in turns, so
that a busy machine slows all. `python -m tests.bench.bench_intake [batches] [postgresql|sqlite]`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sync.central.app import create_app
from sync.central.central import Central
from tests.bench.intake_parts import taken, where
from tests.bench.intake_ways import (
    HALLS,
    PLACES,
    RECORDS_A_BATCH,
    Clients,
    Ready,
    adopt,
    made,
    seconds,
    serving,
    straight,
    straight_everything,
    written,
)
from tests.bench.rows import at_least, stated, tell
from tests.support import postgres
from tests.support.centre import centre
from tests.support.clock import FakeClock

OF_THE_STATEMENT = {"postgresql": 0.5, "sqlite": 0.4}  # records a second, of what the bare statement takes
OF_EVERYTHING = 0.7  # and of what the bare program takes, on PostgreSQL
BATCHES = 640
TURN = 160  # batches; long enough that all kiosks are mostly at work at once


def main(arguments: Sequence[str]) -> int:
    """Measure; return the exit code."""
    count = next((int(one) for one in arguments if one.isdigit()), BATCHES)
    wanted = [one for one in arguments if not one.isdigit()] or ["postgresql", "sqlite"]
    kept = [measured(kind, count) for kind in wanted]
    return 0 if all(kept) else 1


def measured(kind: str, count: int) -> bool:
    """Measure on one kind of database; return whether the limits are kept."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        names = ("served", "bare", "everything", "inside")
        urls = [""] * len(names)
        if kind == "postgresql":
            server = stack.enter_context(postgres.server(durable=True))
            urls = [server.new() for _ in names]
        served, bare, everything, inside = (
            centre(folder / name, FakeClock(), url, HALLS) for name, url in zip(names, urls, strict=True)
        )
        create_app(inside)  # joins the cases to its intake, as serving does
        batches = made(served, count)
        for one in {id(one.kiosk): one.kiosk for one in batches}.values():
            adopt(inside, one)
        whole = seconds(lambda: [taken(inside, one) for one in batches])
        written(inside, batches)
        url = stack.enter_context(serving(folder / "served", urls[0]))
        kept = compared(kind, url, bare, everything, batches)
        where(kind, whole, inside, bare, batches)
        for one in (served, bare, everything, inside):
            one.close()
    return kept


def compared(kind: str, url: str, bare: Central, everything: Central, batches: Sequence[Ready]) -> bool:
    """Take the batches three ways, in turns; tell the figures; return whether the limits are kept."""
    ours = statement = program = 0.0
    with Clients(url) as clients:
        for at in range(0, len(batches), TURN):
            some = batches[at : at + TURN]
            took = (
                seconds(lambda some=some: clients.send(some)),  # type: ignore[misc] - bound now
                seconds(lambda some=some: [straight(bare, one) for one in some]),  # type: ignore[misc] - the same
                seconds(lambda some=some: [straight_everything(everything, one) for one in some]),  # type: ignore[misc] - the same
            )
            if at:  # pools and plans are made in the first turn
                ours, statement, program = (sum(pair) for pair in zip((ours, statement, program), took, strict=True))
    records = (len(batches) - TURN) * RECORDS_A_BATCH
    kiosks = f"{len(PLACES)} kiosks of {len(HALLS)} halls at once"
    tell(stated(f"intake on {kind}: bare statement, records/s", records / statement, "one connection, straight"))
    tell(stated(f"intake on {kind}: bare program, all rows, records/s", records / program, "one connection, straight"))
    tell(stated(f"intake on {kind}: signed batches over HTTP, records/s", records / ours, kiosks))
    limit = OF_THE_STATEMENT[kind]
    tell(at_least(f"intake on {kind}, of the bare statement", statement / ours, limit, "200 records a batch, fsync on"))
    if kind == "sqlite":
        tell(stated("intake on sqlite, of the bare program", program / ours, "every row intake writes"))
        return statement / ours >= limit
    tell(at_least(f"intake on {kind}, of the bare program", program / ours, OF_EVERYTHING, "every row intake writes"))
    return statement / ours >= limit and program / ours >= OF_EVERYTHING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
