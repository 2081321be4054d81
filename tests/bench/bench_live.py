"""How long after its commit a change reaches those who watch a hall: 200 open streams, two processes, one PostgreSQL.

Every second change is a bad rating (told as *case* too). Counted from just before the COMMIT is sent, fsync on.
`python -m tests.bench.bench_live [changes]`.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import event

from sync.central.accounts.tokens import create_token
from sync.central.app import create_app
from sync.central.central import Central
from sync.kinds import Level
from tests.bench.rows import at_most, stated, tell
from tests.support import postgres
from tests.support.centre import centre
from tests.support.clock import FakeClock
from tests.support.facing import Tablet, Town
from tests.sync.central.commands.test_processes import serving

WATCHERS = 200
CHANGES = 40
QUIET_S = 1.3  # between two changes, so that each is the first after a quiet second
BURST = 30  # changes as fast as they go
LIMIT_MS = 250.0
PATIENCE_S = 60.0


@dataclass
class Watcher:
    """One stream: when which event came, by this machine's clock."""

    came: list[tuple[str, float]] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, host: str, port: int, token: str) -> None:
        """Read until the stream ends or this is cancelled."""
        reader, writer = await asyncio.open_connection(host, port)
        head = f"GET /api/v1/halls/H001/live HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n"
        writer.write(head.encode())
        try:
            while line := await reader.readline():
                if line.startswith(b"event: "):
                    self.came.append((line[7:].strip().decode(), time.perf_counter()))
                    self.ready.set()
        finally:
            writer.close()


class Hands:
    """Makes changes in the database the server watches, and notes when each COMMIT was sent."""

    def __init__(self, central: Central) -> None:
        clock = FakeClock(at=datetime.now(UTC))
        self._town = Town(central, clock, create_app(central))
        self._tablet: Tablet = self._town.tablet("1")
        self.sent = 0.0
        self._number = 0
        event.listen(central.database._writer, "commit", self._committing)

    def change(self, level: Level) -> float:
        """Take a rating in; return when its COMMIT was sent."""
        self._number += 1
        self._tablet.ledger.rated_visit(f"A{self._number:04d}", level)
        self._town.deliver(self._tablet)
        return self.sent

    def _committing(self, _connection: object) -> None:
        self.sent = time.perf_counter()


def main(arguments: Sequence[str]) -> int:
    """Measure; return the exit code."""
    count = next((int(one) for one in arguments if one.isdigit()), CHANGES)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgres.server(durable=True)).new()
        central = centre(folder, FakeClock(at=datetime.now(UTC)), url)
        with central.database.write() as db:
            token = create_token(db, "H001", now=central.clock.now())
        hands = Hands(central)
        _, _, address = stack.enter_context(serving(folder, url, "--workers", "2"))
        kept = asyncio.run(measured(address, token, hands, count))
        central.close()
    return 0 if kept else 1


async def measured(address: str, token: str, hands: Hands, count: int) -> bool:
    """Open the streams, change things, tell how long each took to be seen."""
    where = urlsplit(address)
    watchers = [Watcher() for _ in range(WATCHERS)]
    streams = [asyncio.create_task(one.watch(where.hostname or "", where.port or 0, token)) for one in watchers]
    await asyncio.gather(*(asyncio.wait_for(one.ready.wait(), PATIENCE_S) for one in watchers))
    changed: list[float] = []
    cases: list[float] = []
    for at in range(count):
        await asyncio.sleep(QUIET_S)
        bad = at % 2 == 1
        sent = await asyncio.to_thread(hands.change, Level.VERY_DISSATISFIED if bad else Level.SATISFIED)
        changed += await seen(watchers, "changed", sent)
        cases += await seen(watchers, "case", sent) if bad else []
    told_in_burst = await burst(watchers, hands)
    for one in streams:
        one.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    load = f"load {os.getloadavg()[0]:.1f}"
    tell(stated("live: commit to subscriber, median ms", percentile(changed, 50), f"{WATCHERS} subscribers, {load}"))
    tell(stated("live: a new case, p99 ms", percentile(cases, 99), "told at once, never held back"))
    tell(stated(f"live: events a subscriber has of {BURST} changes at once", told_in_burst, "coalesced, once a second"))
    row = at_most(
        "live: commit to subscriber, p99 ms", percentile(changed, 99), LIMIT_MS, f"{len(changed)} events, {load}"
    )
    tell(row)
    return bool(row.ok)


async def seen(watchers: Sequence[Watcher], name: str, sent: float) -> list[float]:
    """Wait until every watcher has that event; return how many milliseconds after the COMMIT each had it."""
    end = time.perf_counter() + PATIENCE_S
    found: list[float] = []
    for one in watchers:
        while not (came := [at for what, at in one.came if what == name and at >= sent]):
            if time.perf_counter() > end:
                raise TimeoutError(f"a subscriber never heard {name}")
            await asyncio.sleep(0.005)
        found.append((came[0] - sent) * 1000)
    return found


async def burst(watchers: Sequence[Watcher], hands: Hands) -> float:
    """Make many changes as fast as they go; return how many *changed* a subscriber had of them, at most."""
    await asyncio.sleep(QUIET_S)
    began = time.perf_counter()
    for _ in range(BURST):
        await asyncio.to_thread(hands.change, Level.SATISFIED)
    lasted = time.perf_counter() - began
    await asyncio.sleep(2 * QUIET_S)
    most = max(sum(what == "changed" and at >= began for what, at in one.came) for one in watchers)
    print(f"{BURST} changes took {lasted:.2f} s")
    return float(most)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
