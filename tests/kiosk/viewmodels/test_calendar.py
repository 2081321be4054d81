"""A month in whole weeks: every day of it once, under its weekday."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.viewmodels.calendar import cells, month_of, moved


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_of_a_month_stands_once_under_its_weekday(day: date) -> None:
    month = month_of(day.isoformat())
    made = cells(month, today="2099-12-31", chosen=day.isoformat(), marked=frozenset())
    days = [str(one["day"]) for one in made if one["day"]]
    assert days == [(month + timedelta(days=at)).isoformat() for at in range((moved(month, 1) - month).days)]
    assert all(date.fromisoformat(str(one["day"])).weekday() == at % 7 for at, one in enumerate(made) if one["day"])
    assert [one["day"] for one in made if one["chosen"]] == [day.isoformat()]
    assert len(made) % 7 == 0


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(-12, 100))
def test_so_many_months_on_and_back_is_where_one_was(day: date, by: int) -> None:
    month = month_of(day.isoformat())
    assert moved(moved(month, by), -by) == month


def test_days_to_come_cannot_be_chosen() -> None:
    made = cells(date(2026, 3, 1), today="2026-03-02", chosen="", marked=frozenset({"2026-03-02", "2026-04-01"}))
    assert [one["number"] for one in made if one["can"]] == ["1", "2"]
    assert [one["number"] for one in made if one["marked"]] == ["2"]
