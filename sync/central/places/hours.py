"""Setting when a hall is open: its week, and the days that are not like it; `calendar.py` says whether it is open now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from sync.central.places.models import Hall
from sync.central.places.rows import Change, as_json, put_row
from sync.central.places.typed import Wrong, clock_of

WEEK = (1, 2, 3, 4, 5, 6, 7)  # 1 is Monday
LONGEST_RUN = 62  # days that are put in at once
MOST_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Day:
    """One day that is not like its weekday: closed, or open at other hours."""

    open: bool
    opens: str = ""
    closes: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """A hall's hours. No weekdays named: every day is one. No hours: nobody has said when it opens."""

    opens: str = ""
    closes: str = ""
    weekdays: tuple[int, ...] = ()
    days: Mapping[str, Day] = field(default_factory=dict)


def hours_of(db: Connection, hall: str) -> Hours:
    """Return a hall's calendar."""
    text = db.execute(select(Hall.calendar).where(Hall.id == hall)).scalar_one()
    return read_hours(json.loads(text))


def read_hours(said: Mapping[str, Any]) -> Hours:
    """Return the calendar that a hall's row says."""
    days = {day: Day(one["open"], one.get("opens", ""), one.get("closes", "")) for day, one in _days(said)}
    return Hours(said.get("opens", ""), said.get("closes", ""), tuple(said.get("weekdays", ())), days)


def put_hours(db: Connection, hall: str, wanted: Hours) -> list[Change]:
    """Set a hall's calendar.

    Raises:
        Wrong: a time or a day cannot be, or it closes before it opens.
    """
    week = {**_hours(wanted.opens, wanted.closes), **_weekdays(wanted.weekdays)}
    if len(wanted.days) > MOST_DAYS:
        raise Wrong("wrong_many", most=MOST_DAYS)
    days = {_day(day).isoformat(): _said(one) for day, one in sorted(wanted.days.items())}
    row = {"calendar": as_json({**week, **({"days": days} if days else {})})}
    return put_row(db, Hall, {"id": hall}, row, f"hall {hall}")


def days_between(first: str, last: str) -> list[str]:
    """Return the days of a run, both ends included: holidays come in runs. Without a last one it is one day.

    Raises:
        Wrong: one is no day, the run goes backwards, or it is longer than two months.
    """
    begin, end = _day(first), _day(last or first)
    if not 0 <= (end - begin).days < LONGEST_RUN:
        raise Wrong("wrong_run", most=LONGEST_RUN)
    return [(begin + timedelta(days=one)).isoformat() for one in range((end - begin).days + 1)]


def _days(said: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return sorted(said.get("days", {}).items())


def _hours(opens: str, closes: str) -> dict[str, str]:
    if not opens and not closes:
        return {}
    made = {"opens": clock_of(opens), "closes": clock_of(closes)}
    if made["opens"] >= made["closes"]:
        raise Wrong("wrong_hours")
    return made


def _weekdays(wanted: tuple[int, ...]) -> dict[str, list[int]]:
    if not set(wanted) <= set(WEEK):
        raise Wrong("wrong_weekday")
    return {"weekdays": sorted(set(wanted))} if wanted else {}


def _said(one: Day) -> dict[str, Any]:
    return {"open": one.open, **(_hours(one.opens, one.closes) if one.open else {})}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Wrong("wrong_day", day=text[:20]) from None
