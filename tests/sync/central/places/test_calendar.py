from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from sync.central.places.calendar import Calendar, calendar_of

OFFICE = {"opens": "09:00", "closes": "17:00", "weekdays": [1, 2, 3, 4, 5]}


def calendar(zone: str = "Asia/Shanghai", **said: object) -> Calendar:
    return calendar_of(json.dumps(said), zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-03-02T00:59:59", None),  # Monday, 08:59:59 in Shanghai
        ("2026-03-02T01:00:00", "2026-03-02T01:00:00"),
        ("2026-03-02T08:59:59", "2026-03-02T01:00:00"),
        ("2026-03-02T09:00:00", None),
        ("2026-03-01T03:00:00", None),  # Sunday
    ],
)
def test_a_hall_is_open_in_its_hours_by_its_own_clocks(now: str, since: str | None) -> None:
    found = calendar(**OFFICE).open_since(utc(now))

    assert found == (utc(since) if since else None)


def test_a_holiday_is_closed_and_a_working_sunday_is_open_with_hours_of_its_own() -> None:
    days = {"2026-10-01": {"open": False}, "2026-10-11": {"open": True, "opens": "10:00", "closes": "12:00"}}
    hall = calendar(**OFFICE, days=days)

    assert hall.hours(date(2026, 10, 1)) is None
    assert hall.hours(date(2026, 10, 11)) == (utc("2026-10-11T02:00:00"), utc("2026-10-11T04:00:00"))
    assert hall.hours(date(2026, 10, 12)) == (utc("2026-10-12T01:00:00"), utc("2026-10-12T09:00:00"))


def test_a_hall_that_says_nothing_is_always_open_and_midnight_is_no_opening() -> None:
    assert calendar().open_since(utc("2026-03-02T16:05:00")) == utc("2026-03-01T16:00:00")


def test_summer_time_moves_the_opening_and_an_unreadable_hour_closes_nothing() -> None:
    hall = calendar("Europe/Berlin", opens="09:00", closes="17:00")
    winter, summer = hall.hours(date(2026, 3, 28)), hall.hours(date(2026, 3, 29))

    assert winter is not None
    assert summer is not None
    assert (winter[0].hour, summer[0].hour) == (8, 7)
    assert calendar(opens="nine", closes="late").open_since(utc("2026-03-02T03:00:00")) is not None
