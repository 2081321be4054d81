"""Intake of signed batches by one centre process, against one bare statement per batch into the same table.

200 records of a simulated day a batch, signed beforehand, a commit per batch, fsync on. Both take the same batches in
turns, so that a busy machine slows both. `python -m tests.bench.bench_intake [batches] [postgresql|sqlite]`.
"""

from __future__ import annotations

import gzip
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from sync.central.app import create_app
from sync.central.central import Central
from sync.central.intake.api import read_batch, taken_in
from sync.central.intake.chain import placed
from sync.central.intake.filed import Belongs, Filed, file, row
from sync.central.intake.filing import RECORDS
from sync.central.intake.rows import ask, bare_statement
from sync.central.intake.story import Piece, told
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.wire import answered
from sync.contract import Batch, State, canonical, rfc3339
from sync.kinds import Anchor, Cause, Level, Passed, Start
from sync.suite import check_request, sign_answer, sign_request
from tests.bench.rows import at_least, stated, tell
from tests.support import postgres
from tests.support.centre import FakeKiosk, admitted, centre, kiosk
from tests.support.clock import FakeClock

LIMIT = 0.4  # records a second, of what the bare statement takes
RECORDS_A_BATCH = 200
BATCHES = 480
TURN = (
    32  # batches; both ways take their turn with the same ones, long enough that four kiosks are mostly at work at once
)
HALLS = ("H001", "H002", "H003", "H004")  # a centre serves several halls; one hall's batches wait for each other
PLACES = tuple((hall, window) for hall in HALLS for window in ("1", "2"))
PATH = "/api/v1/batches"
LEVELS = ((5, 70), (4, 17), (3, 8), (2, 3), (1, 2))
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Ready:
    """One batch, made before anything is measured: as a kiosk sends it, and as the bare statement takes it."""

    kiosk: FakeKiosk
    batch: Batch
    body: bytes
    headers: dict[str, str]
    rows: list[dict[str, Any]]


def main(arguments: Sequence[str]) -> int:
    """Measure; return the exit code."""
    count = next((int(one) for one in arguments if one.isdigit()), BATCHES)
    wanted = [one for one in arguments if not one.isdigit()] or ["postgresql", "sqlite"]
    kept = [measured(kind, count) for kind in wanted]
    return 0 if all(kept) else 1


def measured(kind: str, count: int) -> bool:
    """Measure on one kind of database; return whether the limit is kept."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = ["", "", ""]
        if kind == "postgresql":
            server = stack.enter_context(postgres.server(durable=True))
            urls = [server.new() for _ in urls]
        served, bare, inside = (
            centre(folder / name, FakeClock(), url, HALLS)
            for name, url in zip(("served", "bare", "inside"), urls, strict=True)
        )
        create_app(inside)  # joins the cases to its intake, as serving does
        batches = made(served, count)
        for one in {id(one.kiosk): one.kiosk for one in batches}.values():
            adopt(inside, one)
        url = stack.enter_context(serving(folder / "served", urls[0]))
        row = compared(kind, url, bare, batches)
        where(kind, inside, bare, batches[: len(batches) // 2])
        for one in (served, bare, inside):
            one.close()
    return bool(row)


def made(central: Central, count: int) -> list[Ready]:
    """Return the batches of a simulated day at four windows of two halls, signed, in the order in which they are sent."""
    kiosks = [kiosk(central, "", window, hall=hall) for hall, window in PLACES]
    each = count // len(kiosks)
    for one in kiosks:
        day(one, each * RECORDS_A_BATCH)
    return [ready(one, at) for at in range(each) for one in kiosks]


def day(one: FakeKiosk, records: int) -> None:
    """Write a ledger of so many records: most visits rated, well, some explained, some not rated or passed."""
    chance, ledger = Random(f"{one.ledger.hall} {one.window}"), one.ledger
    ledger.add(Start(clean=True, version="bench", witness="ok"))
    ledger.add(Anchor(time=rfc3339(ledger.clock.now()), round_trip_ms=20, centre="c", answer="a"))
    number = 0
    while len(ledger.texts) < records:
        number += 1
        ticket = f"{one.window}-{number:05d}"
        luck = chance.random()
        if luck < 0.03:
            ledger.add(Passed(), visit=ledger.serve(ticket))
        elif luck < 0.2:
            ledger.unrated_visit(ticket, Cause.TIMED_OUT)
        else:
            level = chance.choices([level for level, _ in LEVELS], [weight for _, weight in LEVELS])[0]
            reasons = ("510",) if chance.random() < 0.4 else ()
            ledger.rated_visit(ticket, Level(level), reasons=reasons)


def ready(one: FakeKiosk, at: int) -> Ready:
    """Return the batch of that number."""
    batch = one.ledger.batch(at * RECORDS_A_BATCH + 1, (at + 1) * RECORDS_A_BATCH)
    body = gzip.compress(canonical(batch).encode(), 6)
    signing: dict[str, Any] = {"method": "POST", "path": PATH, "body": body, "kiosk": one.id, "challenge": ""}
    headers = {**sign_request(one.keys, **signing, created=1).headers, "content-encoding": "gzip"}
    return Ready(one, batch, body, headers, [row(found, one.ledger.hall, batch.ledger) for found in filed(one, batch)])


def filed(one: FakeKiosk, batch: Batch) -> list[Filed]:
    """Return the records of a batch, read and judged, with a time."""
    belongs = Belongs(hall=one.ledger.hall, window=one.window, ledger=batch.ledger, state=State.ACTIVE)
    found = file(placed(batch.first, batch.prev, batch.records), belongs)
    for record in found:
        record.at_ms = record.wall_ms
    return found


# --- the two ways -------------------------------------------------------------------------------------------------------


def compared(kind: str, url: str, bare: Central, batches: Sequence[Ready]) -> bool:
    """Take the batches both ways, in turns; tell the figures; return whether the limit is kept."""
    ours = theirs = 0.0
    with Clients(url) as clients:
        for at in range(0, len(batches), TURN):
            some = batches[at : at + TURN]
            first = at == 0  # pools and plans are made then
            took = seconds(lambda some=some: clients.send(some))  # type: ignore[misc] - bound now
            ours += 0 if first else took
            took = seconds(lambda some=some: [straight(bare, one) for one in some])  # type: ignore[misc] - the same
            theirs += 0 if first else took
    records = (len(batches) - TURN) * RECORDS_A_BATCH
    tell(stated(f"intake on {kind}: bare statement, records/s", records / theirs, "one connection, straight"))
    tell(
        stated(
            f"intake on {kind}: signed batches over HTTP, records/s",
            records / ours,
            f"{len(PLACES)} kiosks of {len(HALLS)} halls at once",
        )
    )
    tell(at_least(f"intake on {kind}, of the bare statement", theirs / ours, LIMIT, "200 records a batch, fsync on"))
    return theirs / ours >= LIMIT


def place_of(one: Ready) -> tuple[str, str]:
    return one.kiosk.ledger.hall, one.kiosk.window


class Clients:
    """One connection a kiosk, each sending its own batches in order, as kiosks do."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._lines = {
            place: http.client.HTTPConnection(where.hostname or "", where.port, timeout=60) for place in PLACES
        }
        self._hands = ThreadPoolExecutor(len(PLACES))

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        self._hands.shutdown()
        for line in self._lines.values():
            line.close()

    def send(self, batches: Sequence[Ready]) -> None:
        """Send batches and wait for all answers."""
        own = [[one for one in batches if place_of(one) == place] for place in PLACES]
        list(self._hands.map(self._send, own))

    def _send(self, batches: Sequence[Ready]) -> None:
        for one in batches:
            line = self._lines[place_of(one)]
            line.request("POST", PATH, one.body, one.headers)
            answer = line.getresponse()
            body = answer.read()
            if answer.status != 200 or b"set_aside" in body:
                raise RuntimeError(f"a batch was not taken in: {answer.status} {body[:300]!r}")


def straight(bare: Central, one: Ready) -> None:
    """The limit: the same rows by one statement with one parameter, and a commit."""
    with bare.database.write() as db:
        bare_put(db, one.rows)


def bare_put(db: Connection, rows: list[dict[str, Any]]) -> None:
    statement = bare_statement(RECORDS, tuple(rows[0]), db.dialect.name).replace("%s", "?")
    ask(db, statement, msgspec.json.encode(rows).decode())


@contextmanager
def serving(folder: Path, database: str) -> Iterator[str]:
    """Serve a centre in a process of its own; give its address."""
    environment = {**os.environ, "YIPING_DATA": str(folder), "YIPING_DATABASE_URL": database}
    command = [sys.executable, "-m", "sync.central", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.terminate()


# --- where the time goes --------------------------------------------------------------------------------------------------


def where(kind: str, inside: Central, bare: Central, batches: Sequence[Ready]) -> None:
    """Tell what a batch's time is made of: each part alone on the same batches, the rest by subtraction."""
    whole = seconds(lambda: [taken(inside, one) for one in batches])
    found = [filed(one.kiosk, one.batch) for one in batches]
    parts = {
        "signature and inflating": seconds(lambda: [opened(one) for one in batches]),
        "reading the batch": seconds(lambda: [read_batch(canonical(one.batch).encode()) for one in batches])
        - seconds(lambda: [canonical(one.batch).encode() for one in batches]),
        "chain of hashes": seconds(
            lambda: [placed(one.batch.first, one.batch.prev, one.batch.records) for one in batches]
        ),
        "reading and judging records": seconds(lambda: [filed(one.kiosk, one.batch) for one in batches])
        - seconds(lambda: [placed(one.batch.first, one.batch.prev, one.batch.records) for one in batches]),
        "telling visits and ratings": seconds(lambda: [stories(records) for records in found]),
        "signing the answer": seconds(lambda: [signed(inside) for _ in batches]),
    }
    parts["the other statements and the commit"] = whole - sum(parts.values()) - _bare(bare, batches)
    parts["the bare statement itself"] = _bare(bare, batches)
    for name, took in parts.items():
        tell(
            stated(
                f"intake on {kind}, ms a batch: {name}", took / len(batches) * 1000, f"{took / whole:.0%} without HTTP"
            )
        )
    tell(stated(f"intake on {kind}, ms a batch: all, without HTTP", whole / len(batches) * 1000, "one at a time"))


def _bare(bare: Central, batches: Sequence[Ready]) -> float:
    """Time the bare statement again, on rows of another hall so that they are new."""
    global _halls
    _halls += 1
    moved = [[{**one, "hall_id": f"H{_halls}"} for one in batch.rows] for batch in batches]
    return seconds(lambda: [_put(bare, rows) for rows in moved])


_halls = 100


def _put(bare: Central, rows: list[dict[str, Any]]) -> None:
    with bare.database.write() as db:
        bare_put(db, rows)


def adopt(central: Central, one: FakeKiosk) -> None:
    """Have another centre know a kiosk by the same id and keys."""
    public = one.keys.public
    admitted(central, KioskKnown(one.id, one.ledger.hall, one.window, State.ACTIVE, public.sign, public.seal))


def taken(central: Central, one: Ready) -> None:
    answer = answered(central, "POST", PATH, one.headers, one.body, lambda asked: taken_in(central, asked))
    if answer.status_code != 200:
        raise RuntimeError(f"a batch was not taken in: {answer.status_code} {bytes(answer.body)[:300]!r}")


def opened(one: Ready) -> None:
    check_request(one.kiosk.keys.public.sign, method="POST", path=PATH, body=one.body, headers=one.headers)
    gzip.decompress(one.body)


def stories(records: Sequence[Filed]) -> None:
    visits: dict[str, list[Piece]] = {}
    for one in records:
        if one.record is not None and one.record.visit:
            visits.setdefault(one.record.visit, []).append(Piece(one.record, one.wall_ms, "exact", "k"))
    for pieces in visits.values():
        told("H001", ZONE, pieces)


def signed(central: Central) -> None:
    sign_answer(central.keys.pair, status=200, body=b"x" * 25_000, centre=central.keys.centre, request="r", created=1)


def seconds(work: Callable[[], object]) -> float:
    """Return how long work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
