"""5 000 made-up requests over the whole OpenAPI document: none falls over, none writes unverified, none is kept in memory.

The same requests each time (a fixed seed); `YIPING_TEST_FUZZ` set to another number makes others.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select, update

from sync.central.accounts.door import COOKIE, FORM
from sync.central.accounts.people import create_account
from sync.central.accounts.roles import Act, Role, acts_of
from sync.central.accounts.sessions import Step, open_session, person_of
from sync.central.accounts.tokens import May, create_token
from sync.central.app import create_app
from sync.central.figures.kept import EVERYTHING, count_stale
from sync.central.places.models import Staff
from sync.central.tables import tables
from sync.contract import b64
from sync.kinds import Level
from sync.suite import Keys, sign_request
from tests.support.asking import Client
from tests.support.facing import Town, town
from tests.support.fuzzing import Case, Promised, Seen, cases, dealt, fire, memory
from tests.sync.central.accounts.matrix import SIGNED, TOKEN, asked_by_route

MANY = int(os.environ.get("YIPING_TEST_FUZZ_CASES", "5000"))  # half of them without the right to write
NUMBER = int(os.environ.get("YIPING_TEST_FUZZ", "0"))
RICHEST = (Role.HALL_MANAGER, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.SUPERVISOR)  # between them they may everything
PASSWORD = "a quite long sentence of mine"
DAY = "2026-03-02"
NOTED = {"access_log", "audit", "audit_heads"}  # who asked for what, given or refused
SEEN = {"log_ins"}  # when a session was last used
MOST_GROWN = (
    48 << 20
)  # bytes over the last 1 250 requests (38 KiB each); caches that are still filling take up to 20 MiB

Dressing = Callable[[Case], Mapping[str, str]]


@pytest.fixture
def place(postgres_url: str, tmp_path: Path) -> Iterator[Town]:
    """A town on PostgreSQL, which refuses more than SQLite does, with a morning in its tables and people of every role."""
    with town(tmp_path, postgres_url, halls=("H001", "H002")) as made:
        tablet = made.tablet()
        for number, level in enumerate(Level):
            tablet.ledger.rated_visit(f"A00{number}", level)
        made.deliver(tablet)
        count_stale(made.central.database, EVERYTHING, DAY, DAY)
        with made.central.database.write() as db:
            db.execute(update(Staff).values(manager=True))
            for role in Role:
                somewhere = (
                    {"departments": [("H001", "D01")], "halls": ()} if role is Role.DEPARTMENT else {"halls": None}
                )
                create_account(db, role, PASSWORD, now=made.clock.now(), role=role, **somewhere)  # type: ignore[arg-type]
            create_account(db, "li", PASSWORD, halls=["H001"], now=made.clock.now())
        made.app = create_app(made.central, poll_s=0.01)
        yield made


def bearer(place: Town, may: May) -> Mapping[str, str]:
    with place.central.database.write() as db:
        return {"authorization": f"Bearer {create_token(db, 'H001', now=place.clock.now(), may=may)}"}


def session(place: Town, role: Role) -> Mapping[str, str]:
    """Return a log-in's cookie and the secret its forms need."""
    with place.central.database.write() as db:
        cookie = open_session(db, role, Step.OPEN, place.clock.now())
    with place.central.database.read() as db:
        who = person_of(db, cookie, now=place.clock.now())
    assert who is not None
    return {"cookie": f"{COOKIE}={cookie}", FORM: who.form}


def signed(place: Town, keys: Keys) -> Dressing:
    """Return what signs a case as the kiosk at window 3, with these keys."""

    def dress(case: Case) -> Mapping[str, str]:
        signing = {"method": case.method, "path": case.path, "kiosk": place.tablet().known.id, "challenge": ""}
        return sign_request(keys, **signing, body=case.body, created=int(place.clock.now().timestamp())).headers

    return dress


def without_the_right(place: Town) -> list[Dressing]:
    """Return how those are dressed who may read at most."""
    reading, person = bearer(place, May.READ), {"cookie": session(place, Role.HALL_MANAGER)["cookie"]}
    forged = signed(place, Keys.made())
    return [
        lambda _: {},
        lambda _: {"authorization": "Bearer yr_" + b64(bytes(32))},
        forged,
        lambda _: reading,
        lambda _: person,
    ]


def with_the_right(place: Town) -> Dressing:
    """Return what dresses each case as somebody who may do what it asks for, by the matrix of roles and routes."""
    kiosk, queue = signed(place, place.tablet().keys), bearer(place, May.QUEUE)
    people = {role: session(place, role) for role in Role}
    asked = {name.replace(":path", ""): what for name, what in asked_by_route().items()}

    def dress(case: Case) -> Mapping[str, str]:
        what = asked[f"{case.method} {case.route}"]
        if what == SIGNED:
            return kiosk(case)
        if what == TOKEN:
            return queue
        return next((people[role] for role in RICHEST if isinstance(what, Act) and what in acts_of(role)), {})

    return dress


def known(place: Town) -> dict[str, str]:
    """Return what is there, by the names that paths have for it."""
    tablet, manager = place.tablet(), session(place, Role.HALL_MANAGER)
    visit = next(table for table in tables() if table.name == "visits")
    with place.central.database.read() as db:
        some = str(db.execute(select(visit.c.id)).scalars().first())
    hooks, commands = "/api/v1/halls/H001/webhooks", f"/api/v1/halls/H001/kiosks/{tablet.known.id}/commands"
    hook = posted(place, hooks, {"url": "https://example.test/hook"}, manager)
    command = posted(place, commands, {"kind": "bundle", "reason": "it is slow"}, manager)
    return {
        "hall": "H001",
        "day": DAY,
        "first": DAY,
        "last": DAY,
        "number": "A001",
        "kiosk": tablet.known.id,
        "visit": some,
        "window": "3",
        "department": "D01",
        "staff": "S001",
        "name": "li",
        "hook": hook["id"],
        "command": command["id"],
    }


def posted(place: Town, path: str, body: Mapping[str, str], dressed: Mapping[str, str]) -> Mapping[str, str]:
    got = Client(place.app).send("POST", path, json.dumps(body).encode(), **dressed, content_type="application/json")
    assert got.status < 300, got.text
    made: Mapping[str, str] = got.json()
    return made


def digests(place: Town) -> dict[str, str]:
    """Return what is in every table, except who was seen doing what."""
    made = {}
    with place.central.database.read() as db:
        for table in tables():
            if table.name not in NOTED | SEEN:
                rows = sorted(repr(tuple(row)) for row in db.execute(select(table)))
                made[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return made


def fallen(seen: list[Seen]) -> list[str]:
    return [f"{one.case.method} {one.case.path}?{one.case.query} {one.text}"[:400] for one in seen if one.status >= 500]


def broken(seen: list[Seen]) -> list[str]:
    """Return the answers that are not as the document says."""
    return [f"{one.case.method} {one.case.route} {one.status}: {one.wrong}" for one in seen if one.wrong]


def test_five_thousand_made_up_requests_break_nothing_and_write_nothing(place: Town) -> None:
    document = place.app.openapi()
    made = cases(document, MANY, known(place), number=NUMBER)
    outside, inside = dealt(made)
    promised = Promised(document)
    strangers, before = without_the_right(place), digests(place)

    refused = fire(place.app, outside, lambda at, case: strangers[at % len(strangers)](case), promised)
    assert fallen(refused) == []
    after = digests(place)
    assert [name for name in before if before[name] != after[name]] == []

    dress, half = with_the_right(place), len(inside) // 2
    taken = fire(place.app, inside[:half], lambda _, case: dress(case), promised)
    held = memory()  # by now everything that is needed is there
    taken += fire(place.app, inside[half:], lambda _, case: dress(case), promised)
    grown = memory() - held
    assert fallen(taken) == []
    assert grown < MOST_GROWN, f"{grown >> 20} MiB more after {len(inside) - half} requests"

    assert broken(refused + taken) == []
    assert len(made) >= MANY
    routes = {(path, method.upper()) for path, item in document["paths"].items() for method in item}
    assert {(one.case.route, one.case.method) for one in refused} >= routes
    through = {(one.case.route, one.case.method) for one in taken if one.status not in (401, 403)}
    assert through >= routes  # it is not the door alone that was asked
    done = {(one.case.route, one.case.method) for one in taken if one.status < 300}
    assert len(done) > len(routes) // 2, routes - done


def test_a_fault_an_unverified_write_and_a_leak_that_are_planted_are_found(place: Town) -> None:
    """The positive control: what the test above looks for, it sees."""
    kept: list[bytes] = []

    @place.app.get("/api/v1/planted/{number}")
    def planted(number: int, also: bool = False) -> dict[str, int]:
        kept.append(b"x" * (2 << 20))
        with place.central.database.write() as db:
            create_token(db, "H001", now=place.clock.now())
        return {"made": 1 // number if also else number}

    place.app.openapi_schema = None
    only = {**place.app.openapi()}
    only["paths"] = {path: item for path, item in only["paths"].items() if "planted" in path}
    before, held = digests(place), memory()
    seen = fire(place.app, cases(only, 60, {"number": "0"}))
    assert any("ZeroDivisionError" in one for one in fallen(seen))
    assert [name for name, digest in digests(place).items() if digest != before[name]] == ["reading_tokens"]
    assert memory() - held > MOST_GROWN
