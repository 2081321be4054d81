"""Visits of one day, read from the tables: what the figures are made of, the same facts a kiosk makes from its records."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from sync.central.figures.scope import Scope
from sync.central.intake.models import Rating, Visit
from sync.central.places.models import Window
from sync.kinds import Cause, Channel, Level, Origin
from sync.summary.facts import Outcome, VisitFacts
from sync.times import at

_OUTCOMES = {one.value: one for one in Outcome}  # found faster than by asking the enum, which says what is unknown
_ORIGINS = {one.value: one for one in Origin}
_LEVELS = {one.value: one for one in Level}
_CHANNELS = {one.value: one for one in Channel}
_CAUSES = {one.value: one for one in Cause}
QUARTER_MS = 15 * 60 * 1000
_VISIT = (
    Visit.id,
    Visit.day,
    Visit.window_id,
    Visit.ticket,
    Visit.ticket_key,
    Visit.origin,
    Visit.outcome,
    Visit.service,
    Visit.staff_id,
    Visit.begun_ms,
    Visit.asked_ms,
    Visit.cause,
)
_RATING = (
    Rating.id,
    Rating.visit_id,
    Rating.round,
    Rating.channel,
    Rating.level,
    Rating.standing,
    Rating.reasons,
    Rating.comment,
    Rating.unexplained,
    Rating.questionnaire_version,
)


def visits_of_day(
    db: Connection, scope: Scope, day: str, zone: str, department_of: Mapping[str, str]
) -> list[VisitFacts]:
    """Return the facts of every visit whose service was on this day, ordered by visit; departments by their windows."""
    rows = db.execute(select(*_VISIT).where(scope.of(Visit), Visit.day == day).order_by(Visit.id)).all()
    given = _ratings(db, scope, day)
    hour_of = _Hours(ZoneInfo(zone))
    return [_facts(row, given.get(row[0], ()), department_of, hour_of) for row in rows]


def departments(db: Connection, scope: Scope) -> dict[str, str]:
    """Return the department of each window."""
    rows = db.execute(select(Window.id, Window.department_id).where(scope.of(Window)))
    return {row.id: row.department_id for row in rows}


class _Hours(dict[int, int]):
    """Hours of the hall's day by the quarter of an hour since 1970: no zone changes within one, and a day has few."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def __missing__(self, quarter: int) -> int:
        self[quarter] = hour = at(quarter * QUARTER_MS).astimezone(self._zone).hour
        return hour


def _ratings(db: Connection, scope: Scope, day: str) -> dict[str, list[Any]]:
    """Return the last rating of every sitting that may stand, by visit."""
    wanted = (scope.of(Rating), Rating.day == day, Rating.corrected_by.is_(None), Rating.void.is_(None))
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.execute(select(*_RATING).where(*wanted).order_by(Rating.id)).all():  # one by one takes twice as long
        found[row[1]].append(row)
    return found


def _facts(row: Any, given: Sequence[Any], departments: Mapping[str, str], hours: _Hours) -> VisitFacts:
    # A hall's day has a thousand visits and its page is asked for all day: a row is taken apart once, not name by name
    visit, day, window, ticket, ticket_key, origin, outcome, service, staff, begun_ms, asked_ms, cause = row
    level = channel = version = second = None
    reasons: tuple[str, ...] = ()
    unexplained = has_comment = False
    superseded = 0
    for _, _, sitting, through, of_level, standing, codes, comment, no_reason, of_version in given:
        if not standing:
            superseded += 1
        elif sitting != 1:
            second = second or _LEVELS.get(of_level) or Level(of_level)
        elif level is None:
            level = _LEVELS.get(of_level) or Level(of_level)
            channel = _CHANNELS.get(through) or Channel(through)
            reasons, version = _codes(codes), of_version
            unexplained, has_comment = bool(no_reason), bool(comment)
    return VisitFacts(
        visit=visit,
        window=window,
        ticket=ticket,
        ticket_key=ticket_key,
        day=day,
        hour=hours[begun_ms // QUARTER_MS],
        outcome=_OUTCOMES.get(outcome) or Outcome(outcome),
        origin=_ORIGINS.get(origin) or Origin(origin),
        department=departments.get(window),
        service=service,
        staff=staff,
        asked=asked_ms is not None,
        level=level,
        channel=channel,
        reasons=reasons,
        questionnaire_version=version,
        unexplained=unexplained,
        has_comment=has_comment,
        cause=_CAUSES.get(cause) or Cause(cause) if cause and level is None else None,
        second=second,
        superseded=superseded,
    )


@lru_cache(maxsize=4096)  # a day's ratings tick the same few
def _codes(reasons: str) -> tuple[str, ...]:
    return tuple(json.loads(reasons))
