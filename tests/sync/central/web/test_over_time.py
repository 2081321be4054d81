"""Courses, ranks and published results: per reader, counted anew when asked, and without people in public."""

from __future__ import annotations

import pytest

from sync.kinds import Level
from tests.support.facing import Town

DAY = "2026-03-02"
SPAN = f"first={DAY}&last={DAY}"


def rated(place: Town, *levels: Level, hall: str = "H001") -> None:
    for level in levels:
        rated.number += 1  # type: ignore[attr-defined] - numbers must differ across calls
        place.tablet(hall=hall).ledger.rated_visit(f"A{rated.number:03}", level)  # type: ignore[attr-defined]
    place.deliver(place.tablet(hall=hall))


rated.number = 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [f"/api/v1/halls/H001/course?{SPAN}", f"/api/v1/ranks?{SPAN}"])
def test_nobody_reads_them_without_a_token_or_log_in(place: Town, path: str) -> None:
    assert place.client.get(path).status_code == 401


def test_a_course_is_up_to_date_whenever_it_is_asked_for(place: Town) -> None:
    headers = place.token("H001")
    rated(place, Level.SATISFIED)
    path = "/api/v1/halls/H001/course?first=2026-03-01&last=2026-03-03&by=day"
    for count in (1, 2):
        steps = place.client.get(path, headers=headers).json()["steps"]
        assert [(one["begins"], one["tally"]["rated"]) for one in steps] == [
            ("2026-03-01", 0),
            ("2026-03-02", count),
            ("2026-03-03", 0),
        ]
        rated(place, Level.VERY_SATISFIED)
    assert place.client.get(path.replace("H001", "H002"), headers=headers).status_code == 404


@pytest.mark.parametrize(
    "days", ["first=2026-03-03&last=2026-03-02", "first=2020-01-01&last=2026-03-02", "first=x&last=y"]
)
def test_days_that_cannot_be_are_refused_with_a_word_on_what_to_send(place: Town, days: str) -> None:
    answer = place.client.get(f"/api/v1/ranks?{days}", headers=place.token("H001"))
    assert answer.status_code == 422
    assert "day" in answer.json()["detail"]


def test_ranks_hold_only_what_the_reader_may_read_and_do_not_rank_the_few(place: Town) -> None:
    rated(place, *[Level.SATISFIED] * 6)
    rated(place, *[Level.SATISFIED] * 2, hall="H002")
    both = place.client.get(f"/api/v1/ranks?{SPAN}", headers=place.token("H001", "H002")).json()["ranks"]
    assert [(one["hall"], one["rank"]) for one in both] == [("H001", 1), ("H002", None)]
    assert both[0]["low"] < 1000 == both[0]["high"]
    own = place.client.get(f"/api/v1/ranks?{SPAN}", headers=place.token("H002")).json()["ranks"]
    assert [one["hall"] for one in own] == ["H002"]
