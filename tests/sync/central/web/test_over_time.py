"""Courses, ranks and published results: per reader, counted anew when asked, and without people in public."""

from __future__ import annotations

import itertools

import pytest

from sync.central.accounts.people import create_account
from sync.kinds import Level
from tests.support.asking import Client
from tests.support.facing import Town
from tests.sync.central.web.test_api import token

DAY = "2026-03-02"
SPAN = f"first={DAY}&last={DAY}"
NUMBERS = itertools.count(1)


def rated(place: Town, *levels: Level, hall: str = "H001") -> None:
    for level in levels:
        place.tablet(hall=hall).ledger.rated_visit(f"A{next(NUMBERS):03}", level)
    place.deliver(place.tablet(hall=hall))


@pytest.mark.parametrize("path", [f"/api/v1/halls/H001/course?{SPAN}", f"/api/v1/ranks?{SPAN}"])
def test_nobody_reads_them_without_a_token_or_log_in(here: Town, path: str) -> None:
    assert Client(here.app).get(path).status == 401


def test_a_course_is_up_to_date_whenever_it_is_asked_for(place: Town) -> None:
    client = Client(place.app, token(place))
    rated(place, Level.SATISFIED)
    path = "/api/v1/halls/H001/course?first=2026-03-01&last=2026-03-03&by=day"
    for count in (1, 2):
        steps = client.get(path).json()["steps"]
        assert [(one["begins"], one["tally"]["rated"]) for one in steps] == [
            ("2026-03-01", 0),
            ("2026-03-02", count),
            ("2026-03-03", 0),
        ]
        rated(place, Level.VERY_SATISFIED)
    assert client.get(path.replace("H001", "H002")).status == 404


@pytest.mark.parametrize(
    "days", ["first=2026-03-03&last=2026-03-02", "first=2020-01-01&last=2026-03-02", "first=x&last=y"]
)
def test_days_that_cannot_be_are_refused_with_a_word_on_what_to_send(here: Town, days: str) -> None:
    answer = Client(here.app, token(here)).get(f"/api/v1/ranks?{days}")
    assert answer.status == 422
    assert "day" in answer.json()["detail"]


def test_ranks_hold_only_what_the_reader_may_read_and_do_not_rank_the_few(place: Town) -> None:
    rated(place, *[Level.SATISFIED] * 6)
    rated(place, *[Level.SATISFIED] * 2, hall="H002")
    with place.central.database.write() as db:
        create_account(db, "li", "correct horse battery", halls=["H001", "H002"], now=place.clock.now())
    both = Client(place.app)
    both.post("/login", {"name": "li", "password": "correct horse battery"})
    ranks = both.get(f"/api/v1/ranks?{SPAN}").json()["items"]
    assert [(one["hall"], one["rank"]) for one in ranks] == [("H001", 1), ("H002", None)]
    assert ranks[0]["low"] < 1000 == ranks[0]["high"]
    own = Client(place.app, token(place, "H002")).get(f"/api/v1/ranks?{SPAN}").json()["items"]
    assert [one["hall"] for one in own] == ["H002"]


def test_what_is_published_are_days_that_are_over_with_denominators_and_without_people(place: Town) -> None:
    client = Client(place.app)
    rated(place, *[Level.SATISFIED] * 5, Level.VERY_DISSATISFIED)
    assert client.get("/public/results.json").json()["halls"] == []  # today is not over
    place.clock.advance(86400)
    made = client.get("/public/results.json").json()
    assert (made["first"], made["last"]) == ("2026-02-01", DAY)
    (hall,) = made["halls"]
    assert hall["tally"]["levels"] == {"5": 0, "4": 5, "3": 0, "2": 0, "1": 1}
    assert hall["tally"]["satisfied"] == {"count": 5, "of": 6, "percent": "83.3"}
    assert [one["key"] for one in made["departments"]] == ["D01"]
    for path in ("/public", "/public/halls/H001", "/public/results.json"):
        text = client.get(path).text
        assert "83.3" in text
        assert "S001" not in text
        assert "王芳" not in text


def test_of_few_ratings_the_public_sees_no_levels(here: Town) -> None:
    rated(here, *[Level.VERY_DISSATISFIED] * 2)
    here.clock.advance(86400)
    client = Client(here.app)
    (hall,) = client.get("/public/results.json").json()["halls"]
    assert (hall["tally"]["rated"], hall["tally"].get("levels"), hall["tally"].get("bad")) == (2, None, None)
    assert "不显示等级" in client.get("/public/halls/H001").text
    assert client.get("/public/halls/H999").status == 404
