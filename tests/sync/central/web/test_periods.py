"""Summaries of days, weeks and months: every denominator, a revision that rises, and no small group given away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, update

from sync.central.figures.cells import By
from sync.central.figures.groups import Of
from sync.central.figures.kept import EVERYTHING, count_stale
from sync.central.figures.periods import periods
from sync.central.figures.scope import Scope
from sync.central.intake.models import Day
from sync.central.places.models import Department, Window
from sync.kinds import Level
from tests.support.asking import Client
from tests.support.facing import Town
from tests.sync.central.web.test_api import token
from tests.sync.central.web.test_over_time import rated

MARCH = "first=2026-03-01&last=2026-03-31"
SUMMARIES = "/api/v1/halls/H001/summaries"


def two_weeks(place: Town) -> Client:
    """Six ratings and one unrated at window 3 on Monday and again a week later; two at window 9 on that day."""
    with place.central.database.write() as db:
        db.execute(insert(Department), [{"hall_id": "H001", "id": "D02", "name": "公安局"}])
        db.execute(insert(Window), [{"hall_id": "H001", "id": "9", "name": "户政", "department_id": "D02"}])
    for week in range(2):
        rated(place, *[Level.SATISFIED] * 5, Level.VERY_DISSATISFIED)
        place.tablet().ledger.unrated_visit(f"U00{week}")
        place.deliver(place.tablet())
        if not week:
            place.clock.advance(7 * 86_400 - 3600)
    place.tablet("9").ledger.rated_visit("B001", Level.DISSATISFIED)
    place.tablet("9").ledger.rated_visit("B002", Level.SATISFIED)
    place.deliver(place.tablet("9"))
    return Client(place.app, token(place))


def told(client: Client, **query: str) -> list[dict[str, Any]]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    items: list[dict[str, Any]] = client.get(f"{SUMMARIES}?{MARCH}&{asked}").json()["items"]
    return items


def test_a_hall_is_told_by_day_week_and_month_with_every_denominator(place: Town) -> None:
    client = two_weeks(place)
    days, weeks, months = (told(client, by=by) for by in ("day", "week", "month"))
    assert [(one["begins"], one["ends"]) for one in weeks] == [
        ("2026-03-02", "2026-03-08"),
        ("2026-03-09", "2026-03-15"),
    ]
    assert [one["begins"] for one in days] == ["2026-03-02", "2026-03-09"]
    assert [(one["begins"], one["ends"], one["days"], one["whole"]) for one in months] == [
        ("2026-03-01", "2026-03-31", 2, True)
    ]
    (whole,) = (group["tally"] for group in months[0]["groups"])
    assert (whole["served"], whole["rated"], whole["unrated"]) == (16, 14, 2)
    assert whole["response"] == {"count": 14, "of": 16, "percent": "87.5"}
    assert whole["bad"] == {"count": 3, "of": 14, "percent": "21.4"}


def test_a_part_with_few_ratings_has_no_levels_and_no_other_line_gives_them_away(place: Town) -> None:
    client = two_weeks(place)
    for of in ("department", "window"):
        first, second = ([group["tally"] for group in one["groups"]] for one in told(client, by="day", of=of))
        assert [tally["rated"] for tally in (*first, *second)] == [6, 6, 2]
        assert first[0]["levels"] is not None
        assert [tally["levels"] for tally in second] == [None, None]  # six beside two: the whole minus six would tell
        assert [tally["withheld"] for tally in second] == [True, True]
    weeks = client.get(f"/api/v1/halls/H001/course?{MARCH}&of=window&key=3&by=week").json()["steps"]
    assert [(one["begins"], one["tally"]["levels"] is None) for one in weeks if one["tally"]["rated"]] == [
        ("2026-03-02", False),
        ("2026-03-09", True),
    ]


def test_a_revision_rises_with_any_of_the_days(place: Town) -> None:
    client = two_weeks(place)
    assert [one["revision"] for one in told(client, by="month")] == [1]
    with place.central.database.write() as db:
        db.execute(update(Day).where(Day.day == "2026-03-09").values(revision=3))
    assert [one["revision"] for one in told(client, by="month")] == [3]
    assert [one["revision"] for one in told(client, by="week")] == [1, 3]


def test_periods_come_in_pages_and_parts_have_names(here: Town) -> None:
    client = two_weeks(here)
    one = client.get(f"{SUMMARIES}?{MARCH}&of=window&limit=1").json()
    two = client.get(f"{SUMMARIES}?{MARCH}&of=window&limit=1&after={one['next']}").json()
    assert [page["items"][0]["begins"] for page in (one, two)] == ["2026-03-02", "2026-03-09"]
    assert two["next"] is None
    assert [group["name"] for group in two["items"][0]["groups"]] == ["社保窗口", "户政"]
    assert client.get(f"{SUMMARIES}?{MARCH}&after=x").status == 422
    assert Client(here.app).get(f"{SUMMARIES}?{MARCH}").status == 401
    assert Client(here.app, token(here, "H002")).get(f"{SUMMARIES}?{MARCH}").status == 404


def test_the_course_of_all_halls_is_their_sum_and_only_of_those_one_may_read(place: Town) -> None:
    rated(place, *[Level.SATISFIED] * 2)
    rated(place, *[Level.SATISFIED] * 3, hall="H002")
    own = Client(place.app, token(place)).get(f"/api/v1/course?{MARCH}&by=month").json()
    assert [step["tally"]["rated"] for step in own["steps"]] == [2]
    with place.central.database.read() as db:
        both = periods(db, Scope("H002", EVERYTHING), Of.HALL, date(2026, 3, 1), date(2026, 3, 31), By.MONTH, 5)
    assert both == []  # counted only when somebody who may read it asks
    count_stale(place.central.database, EVERYTHING, "2026-03-01", "2026-03-31")
    with place.central.database.read() as db:
        (month,) = periods(db, Scope("H002", EVERYTHING), Of.HALL, date(2026, 3, 1), date(2026, 3, 31), By.MONTH, 5)
    assert month.groups[0].tally.rated == 3


def test_ranks_come_in_pages_and_of_one_hall_where_asked(here: Town) -> None:
    client = two_weeks(here)
    pages = [client.get(f"/api/v1/ranks?{MARCH}&of=window&limit=1").json()]
    pages.append(client.get(f"/api/v1/ranks?{MARCH}&of=window&limit=1&after={pages[0]['next']}").json())
    assert [page["items"][0]["key"] for page in pages] == ["3", "9"]
    assert pages[1]["next"] is None
    assert [page["items"][0]["rank"] for page in pages] == [None, None]  # one of two few: a rank would tell the other
    assert client.get(f"/api/v1/ranks?{MARCH}&of=window&hall=H002").json()["items"] == []


@pytest.mark.parametrize("query", ["by=year", "of=planet", "limit=0", "limit=63", "first=2026-03-05"])
def test_what_cannot_be_summed_up_is_refused(here: Town, query: str) -> None:
    client = Client(here.app, token(here))
    days = "last=2026-03-04" if query.startswith("first") else MARCH
    answer = client.get(f"{SUMMARIES}?{days}&{query}")
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
