"""A day of one window with every figure in it."""

from __future__ import annotations

from dataclasses import replace

from sync.contract import uuid7
from sync.kinds import Cause, Channel, Level, Origin
from sync.summary.facts import Origins, Outcome, VisitFacts
from sync.summary.figures import Summary, summarise

STAFF = {"S001": "王建国", "S002": "李小梅"}


def a_day(day: str = "2026-03-02") -> Summary:
    """Return forty visits by two people, rated and not."""
    levels = [5] * 18 + [4] * 7 + [3] * 2 + [2] + [1]
    causes = [Cause.TIMED_OUT] * 5 + [Cause.DECLINED] * 3 + [Cause.NEXT_CALLED] * 2 + [Cause.NOT_ASKED]
    visits = [_visit(day, at, level=Level(level)) for at, level in enumerate(levels)]
    visits += [_visit(day, at, cause=cause) for at, cause in enumerate(causes, len(levels))]
    origins = Origins(
        source="window",
        hall="H001",
        hall_name="政务服务中心",
        day=day,
        as_of=f"{day}T16:30:00+08:00",
        revision=1,
        time_zone="Asia/Shanghai",
        window="3",
        staff=STAFF,
    )
    return summarise(origins, visits)


def hall_day(day: str = "2026-03-02") -> Summary:
    """Return the same day of two windows, as the centre tells it."""
    one = a_day(day)
    visits = [_visit(day, at, level=Level(5 - at % 3), window="3" if at % 2 else "4") for at in range(24)]
    windows = {"3": "3 号窗口", "4": "4 号窗口"}
    return summarise(replace(one.origins, source="centre", window=None, windows=windows), visits)


def few(rated: int, day: str = "2026-03-02") -> Summary:
    """Return a day of so few ratings, all by one person."""
    one = a_day(day)
    visits = [_visit(day, 1, level=Level.VERY_DISSATISFIED) for _ in range(rated)]
    return summarise(one.origins, [*visits, _visit(day, 1, cause=Cause.TIMED_OUT)])


def _visit(
    day: str, at: int, *, level: Level | None = None, cause: Cause | None = None, window: str = "3"
) -> VisitFacts:
    return VisitFacts(
        visit=uuid7(),
        window=window,
        ticket=f"A{at:03d}",
        ticket_key=f"q:{at}",
        day=day,
        hour=9 + at % 8,
        outcome=Outcome.SERVED,
        origin=Origin.QUEUE,
        staff="S001" if at % 4 else "S002",
        asked=cause is not Cause.NOT_ASKED,
        level=level,
        channel=Channel.TABLET if level else None,
        cause=cause,
    )
