"""Every role at every route of the running centre: given what its acts say, refused everything else.

A route that is not in the matrix fails the first test. The centre is a real one; each request comes with a session of
its own, since some of them end it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from sqlalchemy import update

from sync.central.accounts.models import Account
from sync.central.accounts.people import create_account
from sync.central.accounts.roles import Act, Role, acts_of
from sync.central.accounts.sessions import Step, open_session, person_of
from tests.support.asking import Client, Got
from tests.support.facing import Town, town
from tests.support.routes import Route, routes_of
from tests.sync.central.accounts.matrix import EVERYWHERE, OPEN, SIGNED, TOKEN, asked_by_route

ASKED = asked_by_route()
WHERE = {"day": "2026-03-02", "what": "off"}
SPAN = "first=2026-03-02&last=2026-03-02&name=nobody"  # what some need beside


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A centre with an account of each role in H001, and of none in H002; nobody is kept waiting by its streams."""
    folder: Path = tmp_path_factory.mktemp("matrix")
    with town(folder, halls=("H001", "H002")) as made:
        made.app.state.face.hub.stop()
        with made.central.database.write() as db:
            for role in Role:
                of_department = {"departments": [("H001", "D01")]} if role is Role.DEPARTMENT else {}
                halls = () if of_department else ["H001"]
                now = made.clock.now()
                create_account(
                    db, role.value, "plum tractor seven lake", halls=halls, now=now, role=role, **of_department
                )  # type: ignore[arg-type]
        yield made


def ask(city: Town, route: Route, role: Role | None, *, hall: str = "H001", secret: bool = True) -> Got:
    """Ask as this role (None: nobody) in a session opened for it; without its secret as another site would."""
    client, form = Client(city.app), ""
    if role is not None:
        with city.central.database.write() as db:
            client.cookies["yiping"] = open_session(db, role.value, Step.OPEN, city.clock.now())
        with city.central.database.read() as db:
            who = person_of(db, client.cookies["yiping"], now=city.clock.now())
        assert who is not None
        form = who.form if secret else "another's"
    body, headers = route.body(city.app.openapi(), form)
    headers |= {"yiping-form": form, "accept": "text/html,application/json"}
    at = route.at(hall=hall, **WHERE)
    return client.send(route.method, f"{at}?{SPAN}", body, **headers)


def given(answer: Got) -> bool:
    """Return whether somebody was let in. What they sent names nothing that is there, so it may be refused (422), but
    not for its shape: that is looked at before who asks.
    """
    for_its_shape = answer.status == 422 and answer.body.startswith(b'{"detail":"body')
    return answer.status not in (401, 403, 405) and answer.status < 500 and not for_its_shape


def guarded() -> list[str]:
    """Return the routes that ask for an act."""
    return [name for name, what in ASKED.items() if isinstance(what, Act)]


def by_name(city: Town) -> dict[str, Route]:
    return {one.name: one for one in routes_of(city.app)}


def test_every_route_is_in_the_matrix_and_every_line_is_a_route(city: Town) -> None:
    assert by_name(city).keys() ^ ASKED.keys() == set()


def test_a_route_that_was_forgotten_is_missed(tmp_path: Path) -> None:
    """Positive control: a page somebody adds without a line here."""
    with town(tmp_path) as made:
        router = APIRouter(include_in_schema=False)

        @router.get("/backdoor")
        def back(_request: Request) -> str:
            return "everything"

        made.app.include_router(router)
        assert {one.name for one in routes_of(made.app)} - ASKED.keys() == {"GET /backdoor"}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_given_what_its_acts_say_and_nothing_else(city: Town, role: Role) -> None:
    routes = by_name(city)
    wrong = []
    for name in guarded():
        answer = ask(city, routes[name], role)
        may = ASKED[name] in acts_of(role)
        if not (given(answer) if may else answer.status == 403):
            wrong.append(f"{name}: {answer.status}, may: {may}")

    assert wrong == []


def test_a_new_hall_is_made_by_who_has_every_hall_and_by_nobody_else(city: Town) -> None:
    routes = by_name(city)
    for name in (name for name, what in ASKED.items() if what == EVERYWHERE):
        assert {ask(city, routes[name], role).status for role in Role} == {403}, name
        with city.central.database.write() as db:
            db.execute(update(Account).where(Account.name == Role.SYSTEM_ADMIN).values(everywhere=True))
        assert ask(city, routes[name], Role.SYSTEM_ADMIN).status != 403
        assert ask(city, routes[name], Role.SYSTEM_ADMIN, secret=False).status == (200 if "GET" in name else 403)
        with city.central.database.write() as db:
            db.execute(update(Account).where(Account.name == Role.SYSTEM_ADMIN).values(everywhere=False))


def test_nobody_is_let_in_anywhere_without_a_log_in(city: Town) -> None:
    routes = by_name(city)
    for name in guarded():
        answer = ask(city, routes[name], None)
        to_login = answer.status == 303 and answer.headers["location"].startswith("/login")
        assert answer.status == 401 or to_login, f"{name}: {answer.status}"


def test_no_log_in_stands_in_for_a_kiosks_signature_or_a_programs_token(city: Town) -> None:
    routes = by_name(city)
    for name, what in ASKED.items():
        if what in (SIGNED, TOKEN) and name != "POST /api/v1/enrolments":  # its proof is in the body
            assert ask(city, routes[name], Role.SYSTEM_ADMIN).status == 401, name


def test_a_hall_that_is_not_theirs_is_not_there_for_anybody(city: Town) -> None:
    routes = by_name(city)
    for name in guarded():
        if "{hall}" in name:
            role = next(one for one in Role if ASKED[name] in acts_of(one))
            assert ask(city, routes[name], role, hall="H002").status == 404, name


def test_no_other_site_writes_in_a_persons_name(city: Town) -> None:
    """The cookie alone, which a browser sends along, does nothing: the form's secret must come with it."""
    routes = by_name(city)
    tried = 0
    for name in guarded():
        if not name.startswith("GET "):
            role = next(one for one in Role if ASKED[name] in acts_of(one))
            assert ask(city, routes[name], role, secret=False).status == 403, name
            tried += 1
    assert tried >= 15


def test_what_is_open_is_open_and_changes_nothing_by_being_read(city: Town) -> None:
    routes = by_name(city)
    for name, what in ASKED.items():
        if what == OPEN and name.startswith("GET "):
            assert ask(city, routes[name], None).status in (200, 404), name
