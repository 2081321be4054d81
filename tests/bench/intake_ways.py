"""What intake is measured with: batches of a simulated day, clients that send them, and two bare programs beside.

The bare statement writes the same records and nothing else; the bare program writes every row that intake writes. Both
know beforehand what to write, and have one connection.
"""

from __future__ import annotations

import gzip
import http.client
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, Table, select

from sync.central.central import Central
from sync.central.database import table_of
from sync.central.followup.models import Case
from sync.central.intake.chain import placed
from sync.central.intake.filed import Belongs, Filed, file, row
from sync.central.intake.filing import DELIVERIES, RECORDS
from sync.central.intake.ledgers import LEDGERS
from sync.central.intake.retelling import RATINGS, VISITS
from sync.central.intake.rows import ask, bare_statement, put, put_all
from sync.central.kiosks.known import KioskKnown
from sync.contract import Batch, State, canonical, rfc3339
from sync.kinds import Anchor, Cause, Level, Passed, Start
from sync.suite import sign_request
from tests.support.centre import FakeKiosk, admitted, kiosk

RECORDS_A_BATCH = 200
HALLS = tuple(f"H{number:03d}" for number in range(1, 9))  # one hall's batches wait for each other
PLACES = tuple((hall, window) for hall in HALLS for window in ("1", "2", "3", "4"))
PATH = "/api/v1/batches"
LEVELS = ((5, 70), (4, 17), (3, 8), (2, 3), (1, 2))
CASES = table_of(Case)


@dataclass(frozen=True, slots=True)
class Ready:
    """One batch, made before anything is measured: as a kiosk sends it, and as the bare ways take it."""

    kiosk: FakeKiosk
    batch: Batch
    body: bytes
    headers: dict[str, str]
    rows: list[dict[str, Any]]
    everything: list[tuple[Table, list[dict[str, Any]]]] = field(default_factory=list)


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


# --- the ways ---------------------------------------------------------------------------------------------------------


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


def written(inside: Central, batches: Sequence[Ready]) -> None:
    """Note in each batch all rows that a centre wrote for it: read where it was taken in, each with the batch it came in."""
    with inside.database.read() as db:
        came = {
            (one.ledger, seq): (one.ledger, one.first_seq)
            for one in db.execute(select(DELIVERIES))
            for seq in range(one.first_seq, one.last_seq + 1)
        }
        of_record = {
            one.id: came[one.ledger, one.seq]
            for one in db.execute(select(RECORDS.c.id, RECORDS.c.ledger, RECORDS.c.seq))
        }
        first_of = {
            one.visit_id: came[one.ledger, one.seq]
            for one in db.execute(
                select(RECORDS.c.visit_id, RECORDS.c.ledger, RECORDS.c.seq).where(RECORDS.c.kind == "served")
            )
        }
        found: defaultdict[tuple[str, int], defaultdict[Table, list[dict[str, Any]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for table, batch_of in (
            (VISITS, lambda one: first_of[one["id"]]),
            (RATINGS, lambda one: of_record[one["id"]]),
            (CASES, lambda one: of_record[one["rating_id"]]),
            (DELIVERIES, lambda one: (one["ledger"], one["first_seq"])),
        ):
            for one in db.execute(select(table)).mappings():
                found[batch_of(one)][table].append(dict(one))
        ledgers = {one["id"]: dict(one) for one in db.execute(select(LEDGERS)).mappings()}
    for batch in batches:
        rows = found[batch.batch.ledger, batch.batch.first]
        batch.everything.extend([(RECORDS, batch.rows), *rows.items(), (LEDGERS, [ledgers[batch.batch.ledger]])])


def straight_everything(bare: Central, one: Ready) -> None:
    """The same with every row that intake writes for the batch: one statement for what is new, one for the ledger."""
    *new, (ledgers, held) = one.everything
    with bare.database.write() as db:
        put_all(db, new)
        put(db, ledgers, held, replace=True)


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


def adopt(central: Central, one: FakeKiosk) -> None:
    """Have another centre know a kiosk by the same id and keys."""
    public = one.keys.public
    admitted(central, KioskKnown(one.id, one.ledger.hall, one.window, State.ACTIVE, public.sign, public.seal))


def seconds(work: Callable[[], object]) -> float:
    """Return how long work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
