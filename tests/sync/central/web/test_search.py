"""Search: what fits and nothing else, page by page, per hall; a number by its index; no citizen's words."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import insert, select

from sync.central.figures.kept import EVERYTHING
from sync.central.figures.scope import Scope
from sync.central.figures.search import Wanted, visits
from sync.central.intake.models import Visit
from sync.central.places.models import Department, Window
from sync.kinds import Cause, Channel, Level
from tests.support.asking import Client
from tests.support.facing import Town
from tests.sync.central.web.test_api import log, token
from tests.sync.central.web.test_lists import whole

HALL = "/api/v1/halls/H001"
DAY = "2026-03-02"


@pytest.fixture
def reader(place: Town) -> Client:
    """Two days at two windows of two departments, seven visits; whoever may read hall H001."""
    with place.central.database.write() as db:
        db.execute(insert(Department), [{"hall_id": "H001", "id": "D02", "name": "公安局"}])
        db.execute(insert(Window), [{"hall_id": "H001", "id": "9", "name": "户政", "department_id": "D02"}])
    first, other = place.tablet("3"), place.tablet("9")
    first.ledger.rated_visit("A001", Level.VERY_SATISFIED)
    first.ledger.rated_visit("A002", Level.VERY_DISSATISFIED, reasons=["108"])
    first.ledger.unrated_visit("A003", Cause.DECLINED)
    corrected = first.ledger.serve("A004", staff="S007", service="社保")
    first.ledger.ask(corrected)
    wrong = first.ledger.rate(corrected, Level.DISSATISFIED, staff="S007")
    first.ledger.rate(corrected, Level.SATISFIED, staff="S007", replaces=wrong, channel=Channel.TABLET)
    other.ledger.rated_visit("B001", Level.BASICALLY_SATISFIED)
    for tablet in (first, other):
        place.deliver(tablet)
    place.clock.advance(86_400)
    first.ledger.rated_visit("A001", Level.DISSATISFIED, reasons=["208"])
    first.ledger.unrated_visit("A002", Cause.TIMED_OUT)
    place.deliver(first)
    return Client(place.app, token(place))


def found(reader: Client, of: str = "visits", **query: object) -> list[str]:
    asked = {"first": DAY, "last": "2026-03-03", **query}
    lines = whole(reader, f"{HALL}/{of}?{urlencode(asked, doseq=True)}")
    return [f"{one['day'][-1]} {one['number']}" for one in lines]


AT_D01 = ["3 A002", "3 A001", "2 A004", "2 A003", "2 A002", "2 A001"]


def test_visits_are_found_by_what_is_known_of_them(reader: Client) -> None:
    """One town, every filter: each finds what fits, newest first, and nothing else."""
    assert sorted(found(reader)) == sorted([*AT_D01, "2 B001"])
    assert found(reader, department="D01") == AT_D01
    assert found(reader, window=9) == ["2 B001"]
    assert found(reader, number="A001") == ["3 A001", "2 A001"]
    assert found(reader, number="A001", last=DAY) == ["2 A001"]
    assert found(reader, staff="S007", service="社保") == ["2 A004"]
    assert found(reader, level=[1, 2]) == ["3 A001", "2 A002"]
    assert found(reader, level=4, channel="tablet") == ["2 A004"]
    assert found(reader, channel="phone") == []
    assert found(reader, cause="declined") == ["2 A003"]
    assert found(reader, rated="false") == ["3 A002", "2 A003"]
    assert found(reader, outcome="served", window=3) == AT_D01
    assert found(reader, outcome="passed") == []
    assert found(reader, text="true") == []
    assert found(reader, text="false", level=5) == ["2 A001"]


def test_ratings_are_found_standing_or_not(reader: Client) -> None:
    corrected = whole(reader, f"{HALL}/ratings?number=A004")
    assert [(one["level"], one["standing"]) for one in corrected] == [(4, True), (2, False)]
    assert corrected[1]["corrected_by"] == corrected[0]["id"]
    assert found(reader, "ratings", standing="true", level=2) == ["3 A001"]
    assert found(reader, "ratings", department="D02") == ["2 B001"]
    assert found(reader, "ratings", round=2) == []
    assert len(found(reader, "ratings", round=1)) == 6
    bad = whole(reader, f"{HALL}/ratings?first={DAY}&last={DAY}&level=1")
    assert [(one["number"], one["reasons"], one["has_text"]) for one in bad] == [("A002", ["108"], False)]


def test_any_number_leads_to_its_whole_story(reader: Client) -> None:
    (visit, _) = whole(reader, f"{HALL}/visits?number=A002")
    story = reader.get(f"{HALL}/visits/{visit['id']}").json()
    assert (story["day"], story["number"]) == ("2026-03-03", "A002")
    assert story == reader.get(f"{HALL}/days/2026-03-03/visits/A002").json()
    assert [one["kind"] for one in story["visits"][0]["records"]] == ["served", "ended", "asked", "unrated"]
    assert reader.get(f"{HALL}/visits/no-such").status == 404


def test_another_hall_finds_nothing_and_every_search_is_logged(here: Town) -> None:
    here.tablet().ledger.rated_visit("A001", Level.SATISFIED)
    here.deliver(here.tablet())
    other, own = Client(here.app, token(here, "H002")), Client(here.app, token(here))
    visit = own.get(f"{HALL}/visits?number=A001").json()["items"][0]["id"]
    assert other.get(f"{HALL}/visits?number=A001").status == 404
    assert other.get(f"/api/v1/halls/H002/visits/{visit}").status == 404
    assert other.get("/api/v1/halls/H002/ratings?number=A001").json() == {"items": [], "next": None}
    assert Client(here.app).get(f"{HALL}/ratings").status == 401
    assert "search visits number=A001" in [what for _, _, what, _ in log(here)]


@pytest.mark.parametrize("number", ["A%01", "'; DROP TABLE visits --", "n" * 300])
def test_a_number_is_found_whatever_it_consists_of_and_no_longer_one_with_it(place: Town, number: str) -> None:
    for one in (number, f"{number}X", "A01 "):
        place.tablet().ledger.rated_visit(one, Level.SATISFIED)
    place.deliver(place.tablet())
    client = Client(place.app, token(place))
    made = client.get(f"{HALL}/visits?number={quote(number, safe='')}").json()["items"]
    assert [one["number"] for one in made] == [number]


def test_a_number_longer_than_an_index_can_hold_is_kept_and_found(place: Town) -> None:
    number = "长" * 1200
    place.tablet().ledger.rated_visit(number, Level.SATISFIED)
    taken = place.deliver(place.tablet())
    assert {one.said for one in taken.verdicts} == {"accepted"}
    with place.central.database.read() as db:
        scope = Scope("H001", EVERYTHING)
        rows = db.execute(visits(db, scope, Wanted(first=DAY, last=DAY, number=number))).all()
    assert [row.ticket for row in rows] == [number]


def test_a_number_is_looked_up_in_the_index_and_no_day_is_walked(place: Town) -> None:
    place.tablet().ledger.rated_visit("A001", Level.SATISFIED)
    place.deliver(place.tablet())
    database = place.central.database
    with database.write() as db:  # a planner walks a table of one row, whatever there is
        one = dict(db.execute(select(Visit.__table__)).mappings().one())
        db.execute(insert(Visit), [{**one, "id": f"copy {at}", "ticket": f"B{at:04}"} for at in range(2000)])
    database.count_anew("visits", "ratings")
    with database.read() as db:
        query = visits(db, Scope("H001", EVERYTHING), Wanted(first=DAY, last=DAY, number="A001"))
        words = str(query.compile(db, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN" if database.sqlite else "EXPLAIN"
        plan = "\n".join(str(row) for row in db.exec_driver_sql(f"{explain} {words}"))
    assert "visits_by_number" in plan
    assert "substr" in plan or "hall_id=? AND day=? AND <expr>=?" in plan


@pytest.mark.parametrize(
    "query",
    [
        f"first={DAY}&last=2026-03-01",
        "first=2025-01-01&last=2026-03-02",
        "first=2020-01-01&last=2026-03-02&number=A001",
        "last=yesterday",
        "level=6",
        "level=0",
        "channel=pigeon",
        "cause=tired",
        "text=perhaps",
        "number=%00",
        "number=" + "9" * 501,
        "after=x",
    ],
)
def test_what_cannot_be_sought_is_refused_with_a_word_on_what_to_send(here: Town, query: str) -> None:
    answer = Client(here.app, token(here)).get(f"{HALL}/visits?{query}")
    assert answer.status in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_search_without_days_is_todays(here: Town) -> None:
    here.tablet().ledger.rated_visit("A001", Level.SATISFIED)
    here.deliver(here.tablet())
    client = Client(here.app, token(here))
    assert len(client.get(f"{HALL}/visits").json()["items"]) == 1
    here.clock.advance(86_400)
    assert client.get(f"{HALL}/visits").json() == {"items": [], "next": None}
