"""When a hall is open: its week, and the days that are not like the week says, by the hall's own clocks. Pure.

A hall that says no hours is open all day; one that says no weekdays, every day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` has `opens`, `closes` ("09:00") and `weekdays` (1 is Monday); `days` the same by date, and `open`."""

    zone: ZoneInfo
    week: Mapping[str, Any]
    days: Mapping[str, Mapping[str, Any]]

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Return from when to when the hall is open on a day, in UTC; None where it is closed."""
        said = self.days.get(day.isoformat(), {})
        if not said.get("open", day.isoweekday() in self._weekdays()):
            return None
        opens = _clock(said.get("opens", self.week.get("opens"))) or time.min
        closes = _clock(said.get("closes", self.week.get("closes")))
        begins = datetime.combine(day, opens, self.zone)
        ends = datetime.combine(day, closes, self.zone) if closes and closes > opens else self._midnight_after(day)
        return begins.astimezone(UTC), ends.astimezone(UTC)

    def open_since(self, now: datetime) -> datetime | None:
        """Return when the hall opened, if it is open now; a day that goes on over midnight began the day before."""
        today = now.astimezone(self.zone).date()
        hours = self.hours(today)
        if hours is None or not hours[0] <= now < hours[1]:
            return None
        before = self.hours(today - timedelta(days=1))
        return before[0] if before and before[1] == hours[0] else hours[0]

    def _weekdays(self) -> frozenset[int]:
        said = self.week.get("weekdays")
        return frozenset(one for one in said if isinstance(one, int)) if isinstance(said, list) else EVERY_DAY

    def _midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time.min, self.zone)


def calendar_of(text: str, zone: str) -> Calendar:
    """Return the calendar of a hall's row (`Hall.calendar`, `Hall.time_zone`)."""
    said = json.loads(text or "{}")
    week = said if isinstance(said, dict) else {}
    return Calendar(ZoneInfo(zone), week, week.get("days", {}))


def _clock(text: Any) -> time | None:
    try:
        return time.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:  # an hour nobody can read closes no hall: the rest of its day is open
        return None
