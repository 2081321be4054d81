from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from sync.central.accounts.people import create_account
from sync.central.places.models import Department, Staff, Window
from sync.kinds import Level
from tests.support.asking import Client
from tests.support.facing import Town
from tests.sync.central.web.test_api import log, token

HALL = "/api/v1/halls/H001"
LISTS = ["/api/v1/halls", *(f"{HALL}/{one}" for one in ("departments", "windows", "staff", "kiosks"))]


def whole(client: Client, path: str, limit: int = 2) -> list[dict[str, Any]]:
    """Return every item of a list, read page by page."""
    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        joint = "&" if "?" in path else "?"
        page = client.get(f"{path}{joint}limit={limit}&after={after}").json()
        assert len(page["items"]) <= limit
        found += page["items"]
        after = page["next"]
    return found


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


def more_people(place: Town) -> None:
    with place.central.database.write() as db:
        db.execute(insert(Department), [{"hall_id": "H001", "id": "D02", "name": "公安局"}])
        db.execute(insert(Window), [{"hall_id": "H001", "id": "9", "name": "户政", "department_id": "D02"}])
        old = {"hall_id": "H001", "id": "S002", "version": 1, "name": "李伟", "department_id": "D02", "since_ms": 0}
        db.execute(insert(Staff), [{**old, "until_ms": 5, "pin": "hash"}])
        db.execute(insert(Staff), [{**old, "version": 2, "name": "李伟明", "since_ms": 5, "pin": "hash"}])


@pytest.mark.parametrize("path", LISTS)
def test_nobody_reads_a_list_without_a_token_or_log_in(here: Town, path: str) -> None:
    answer = Client(here.app).get(path)
    assert (answer.status, answer.headers["content-type"]) == (401, "application/problem+json")
    assert log(here)[-1][1] == "nobody"


def test_every_list_of_a_hall_comes_whole_in_pages(place: Town) -> None:
    more_people(place)
    for window in ("1", "2", "3"):
        place.tablet(window).ledger.rated_visit(f"A00{window}", Level.SATISFIED)
    client = Client(place.app, token(place))
    assert ids(whole(client, "/api/v1/halls")) == ["H001"]
    assert ids(whole(client, f"{HALL}/departments")) == ["D01", "D02"]
    assert ids(whole(client, f"{HALL}/windows")) == ["1", "2", "3", "4", "9"]
    assert ids(whole(client, f"{HALL}/windows?department=D02")) == ["9"]
    assert {one["window"] for one in whole(client, f"{HALL}/kiosks")} == {"1", "2", "3"}
    assert ids(whole(client, f"{HALL}/kiosks?window=2")) == [place.tablet("2").known.id]


def test_a_person_is_listed_once_as_they_are_today_and_without_their_pin(here: Town) -> None:
    more_people(here)
    answer = Client(here.app, token(here)).get(f"{HALL}/staff")
    assert [(one["id"], one["version"], one["name"]) for one in answer.json()["items"]] == [
        ("S001", 1, "王芳"),
        ("S002", 2, "李伟明"),
    ]
    assert "hash" not in answer.text
    assert "pin" not in answer.text


def test_another_halls_lists_look_as_if_there_were_no_such_hall(here: Town) -> None:
    other = Client(here.app, token(here, "H002"))
    for path in LISTS[1:]:
        assert other.get(path).status == 404
    assert ids(other.get("/api/v1/halls").json()["items"]) == ["H002"]
    with here.central.database.write() as db:
        create_account(db, "li", "a long enough sentence", halls=None, now=here.clock.now())
    everywhere = Client(here.app)
    everywhere.post("/login", {"name": "li", "password": "a long enough sentence"})
    assert ids(whole(everywhere, "/api/v1/halls", limit=1)) == ["H001", "H002"]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "after=%3D%3D", "after=WzFd", "department=%00"])
def test_what_cannot_be_a_page_is_refused_as_a_problem(here: Town, query: str) -> None:
    answer = Client(here.app, token(here)).get(f"{HALL}/windows?{query}")
    assert answer.status in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
