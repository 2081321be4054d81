"""A real centre for tests: open on SQLite or PostgreSQL, one hall loaded, and kiosks that speak to it without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import Connection, Row, insert, select

from sync.central.app import create_app
from sync.central.central import Central, open_central
from sync.central.database import Base
from sync.central.kiosks.enrol import enrol, new_codes
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import Kiosk
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.settings import CentralSettings
from sync.contract import Batch, BatchAnswer, Enrolment, b64, canonical, key_id, parsed
from sync.shape import shaped
from sync.suite import Keys, PublicKeys, check_answer, code_parts, code_proof, sign_request
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker
from tests.support.serving import served


def centre(folder: Path, clock: FakeClock, database: str = "", halls: Sequence[str] = ("H001",)) -> Central:
    """Return an open centre with hall H001 (or these halls), windows 1 to 4 and staff S001, S002 in each."""
    central = open_central(CentralSettings(data=folder, database=database), clock)
    with central.database.write() as db:
        known = set(db.execute(select(Hall.id)).scalars())
        for hall in halls:
            if hall not in known:
                _hall(db, hall)
    return central


def _hall(db: Connection, hall: str) -> None:
    db.execute(insert(Hall).values(id=hall, name="市政务服务中心"))
    db.execute(insert(Department).values(hall_id=hall, id="D1", name="公安局"))
    windows = [{"hall_id": hall, "id": str(n), "name": f"{n}号窗口", "department_id": "D1"} for n in range(1, 5)]
    db.execute(insert(Window), windows)
    people = [{"hall_id": hall, "id": f"S00{n}", "version": 1, "name": f"张{n}", "department_id": "D1"} for n in (1, 2)]
    db.execute(insert(Staff), [{**one, "since_ms": 0} for one in people])


@dataclass
class Answer:
    """What came back: the body read as JSON, after its signature was checked."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass
class FakeKiosk:
    """A kiosk in memory: real keys, a real ledger, requests really signed."""

    central: Central
    url: str
    id: str
    window: str
    keys: Keys
    ledger: LedgerMaker
    challenge: str = ""
    centre: PublicKeys = field(init=False)

    def __post_init__(self) -> None:
        self.centre = self.central.keys.pair.public

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        keys: Keys | None = None,
        timeout_s: float = 30,
    ) -> Answer:
        """Sign and send a request; check the answer's signature."""
        created = int(self.central.clock.now().timestamp())
        signing = {
            "method": method,
            "path": path.partition("?")[0],
            "body": body,
            "kiosk": self.id,
            "challenge": self.challenge,
        }
        sealed = sign_request(keys or self.keys, **signing, created=created)
        came = requests.request(
            method, self.url + path, data=body, headers={**(headers or {}), **sealed.headers}, timeout=timeout_s
        )
        low = {name.lower(): value for name, value in came.headers.items()}
        check_answer(self.centre.sign, status=came.status_code, body=came.content, request=sealed.name, headers=low)
        said = json.loads(came.content) if came.content else {}
        if "answer" in said:
            self.challenge = said["answer"]["challenge"]
        return Answer(came.status_code, low, said)

    def deliver(self, batch: Batch | None = None) -> BatchAnswer:
        """Send a batch (all of the ledger, where none is given) and return the answer."""
        answer = self.ask("POST", "/api/v1/batches", canonical(batch or self.ledger.batch()).encode())
        assert answer.status == 200, answer
        return shaped(BatchAnswer, parsed(canonical(answer.body)))


def kiosk(
    central: Central, url: str, window: str = "3", *, clock: FakeClock | None = None, hall: str = "H001"
) -> FakeKiosk:
    """Enrol a kiosk at a window."""
    name, secret = code_parts(new_codes(central, hall, window)[window])
    keys = Keys.made()
    ours = keys.public
    proof = code_proof(secret, "kiosk", ours.sign, ours.seal)
    said = enrol(central, Enrolment(code_id=name, sign_key=b64(ours.sign), seal_key=b64(ours.seal), proof=proof))
    maker = LedgerMaker(
        kiosk=said.kiosk, hall=hall, window=window, clock=clock or FakeClock(machine=said.kiosk), seed=said.kiosk
    )
    return FakeKiosk(central, url, said.kiosk, window, keys, maker)


@contextmanager
def speaking(central: Central) -> Iterator[str]:
    """Serve the centre on a loopback port; give its address."""
    with served(create_app(central)) as url:
        yield url


def admitted(central: Central, kiosk: KioskKnown) -> KioskKnown:
    """Have a kiosk enrolled whose batches a test hands to the intake itself."""
    row = {"hall_id": kiosk.hall, "id": kiosk.id, "window_id": kiosk.window or "", "sign_key": b64(kiosk.sign_key)}
    row |= {"seal_key": b64(kiosk.seal_key), "key": key_id(kiosk.sign_key), "state": kiosk.state.value}
    with central.database.write() as db:
        db.execute(insert(Kiosk).values(**row, enrolled_ms=0, state_ms=0))
    return kiosk


def rows(central: Central, model: type[Base]) -> list[Row[Any]]:
    """Return all rows of a table."""
    with central.database.read() as db:
        return list(db.execute(select(model.__table__)))


def state(
    central: Central, *tables: type[Base], leave: frozenset[str] = frozenset()
) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of tables as comparable values, some columns left out."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with central.database.read() as db:
        for model in tables:
            columns = [column for column in model.__table__.columns if column.name not in leave]
            rows = db.execute(select(*columns)).all()
            found[model.__tablename__] = sorted((tuple(row) for row in rows), key=repr)
    return found
