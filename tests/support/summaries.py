"""A day of one window with every figure in it."""

from __future__ import annotations

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


def _visit(day: str, at: int, *, level: Level | None = None, cause: Cause | None = None) -> VisitFacts:
    return VisitFacts(
        visit=uuid7(),
        window="3",
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
