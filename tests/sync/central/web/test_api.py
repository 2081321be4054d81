from __future__ import annotations

from urllib.parse import quote

import pytest
from sqlalchemy import select

from sync.central.accounts.models import Access
from sync.central.accounts.people import create_account
from sync.central.accounts.tokens import create_token
from sync.kinds import Level
from tests.support.asking import Client
from tests.support.facing import Town

SUMMARY = "/api/v1/halls/H001/days/2026-03-02/summary"
VISITS = "/api/v1/halls/H001/days/2026-03-02/visits/A001"
LIVE = "/api/v1/halls/H001/live"


STRANGERS: list[dict[str, str]] = [
    {},
    {"authorization": "Bearer yr_no"},
    {"authorization": "Basic eA=="},
    {"cookie": "yiping=x"},
]


def token(place: Town, hall: str = "H001") -> dict[str, str]:
    with place.central.database.write() as db:
        return {"authorization": f"Bearer {create_token(db, hall, now=place.clock.now())}"}


def log(place: Town) -> list[tuple[str, str, str, bool]]:
    with place.central.database.read() as db:
        rows = db.execute(select(Access.hall_id, Access.who, Access.what, Access.given).order_by(Access.id)).all()
    return [(row.hall_id, row.who.split(":")[0], row.what, bool(row.given)) for row in rows]


@pytest.mark.parametrize("path", [SUMMARY, VISITS, LIVE])
@pytest.mark.parametrize("headers", STRANGERS)
def test_nobody_reads_without_a_token_or_a_log_in_and_the_try_is_logged(
    here: Town, path: str, headers: dict[str, str]
) -> None:
    answer = Client(here.app).get(path, **headers)
    assert answer.status == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["status"] == 401
    assert log(here)[-1][:2] + log(here)[-1][3:] == ("H001", "nobody", False)


def test_a_token_reads_its_own_hall_and_another_hall_looks_as_if_it_were_not_there(place: Town) -> None:
    place.tablet().ledger.rated_visit("A001", Level.SATISFIED)
    place.deliver(place.tablet())
    mine, other = Client(place.app, token(place)), Client(place.app, token(place, "H002"))
    assert mine.get(SUMMARY).json()["total"]["levels"] == {"5": 0, "4": 1, "3": 0, "2": 0, "1": 0}
    refused = [other.get(path) for path in (SUMMARY, VISITS, LIVE, SUMMARY.replace("H001", "H999"))]
    assert [answer.status for answer in refused] == [404] * 4
    assert "A001" not in "".join(answer.text for answer in refused)
    said = [answer.json()["detail"].replace("H999", "H001") for answer in (refused[0], refused[3])]
    assert said[0] == said[1]
    assert [entry[3] for entry in log(place)] == [True, False, False, False, False]


def test_a_logged_in_person_reads_the_same_with_a_cookie(here: Town) -> None:
    with here.central.database.write() as db:
        create_account(db, "li", "correct horse battery", halls=["H001"], now=here.clock.now())
    client = Client(here.app)
    assert client.post("/login", {"name": "li", "password": "correct horse battery"}).status == 303
    assert client.get(SUMMARY).status == 200
    assert client.get(SUMMARY.replace("H001", "H002")).status == 404


def test_the_summary_is_the_one_everybody_shows(place: Town) -> None:
    ledger = place.tablet().ledger
    ledger.rated_visit("A001", Level.VERY_DISSATISFIED, reasons=["108"])
    ledger.unrated_visit("A002")
    place.deliver(place.tablet())
    made = Client(place.app, token(place)).get(SUMMARY).json()
    assert made["origins"]["source"] == "centre"
    assert made["origins"]["revision"] == 1
    assert made["total"]["bad"] == {"count": 1, "of": 1, "percent": "100.0"}
    assert made["total"]["response"] == {"count": 1, "of": 2, "percent": "50.0"}
    assert made["causes"]["timed_out"] == 1
    assert made["reason_texts"]["108"] == "在办事指南之外增加新的审批条件"


@pytest.mark.parametrize("number", ["甲 01", "A/01", "A?01", "A%2F01", "=1+1", "n" * 300])
def test_a_number_is_found_whatever_characters_it_has_and_an_unknown_one_is_404(here: Town, number: str) -> None:
    here.tablet().ledger.rated_visit(number, Level.SATISFIED)
    here.deliver(here.tablet())
    client = Client(here.app, token(here))
    days = "/api/v1/halls/H001/days/2026-03-02/visits"
    story = client.get(f"{days}/{quote(number, safe='')}").json()
    assert story["number"] == number
    assert story["visits"][0]["ratings"][0]["level"] == 4
    assert client.get(f"{days}/X{quote(number, safe='')}").status == 404


@pytest.mark.parametrize("day", ["2026-3-2", "2026-02-30", "today", "20260302", "2026-03-02T00:00", "9" * 500])
def test_what_is_not_a_day_is_told_so(here: Town, day: str) -> None:
    answer = Client(here.app, token(here)).get(f"/api/v1/halls/H001/days/{day}/summary")
    assert answer.status == 422
    assert "2026-03-02" in answer.json()["detail"]


def test_an_unknown_path_is_a_problem_document_to_programs_and_a_page_to_people(here: Town) -> None:
    client = Client(here.app)
    assert client.get("/api/v1/nothing").json()["title"] == "Not Found"
    page = client.get("/nothing", accept="text/html", accept_language="en")
    assert page.status == 404
    assert "There is no such page" in page.text


def test_the_api_describes_itself(here: Town) -> None:
    paths = Client(here.app).get("/openapi.json").json()["paths"]
    assert {"/api/v1/halls/{hall}/days/{day}/summary", "/api/v1/halls/{hall}/live"} <= paths.keys()
    assert "401" in paths["/api/v1/halls/{hall}/days/{day}/summary"]["get"]["responses"]
