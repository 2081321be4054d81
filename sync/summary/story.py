"""What happened to each visit, read from the records themselves. Pure; their order and repetition change nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from sync.contract import Record
from sync.kinds import Asked, Ended, Forwarded, GivenUp, HandedOver, Passed, PutBack, Rated, Served, Unrated
from sync.summary.facts import Outcome, VisitFacts
from sync.summary.sittings import Order, Sitting, sittings, standing
from sync.times import Corrected, at, corrected, mark

_NOT_SERVED = {
    Passed: Outcome.PASSED,
    GivenUp: Outcome.GIVEN_UP,
    Forwarded: Outcome.FORWARDED,
    PutBack: Outcome.PUT_BACK,
}


def visits_of(records: Iterable[Record], zone: str, *, department: str | None = None) -> list[VisitFacts]:
    """Return the facts of every visit that has a *served* record, ordered by visit.

    Anchors and ledger openings among the records correct the times; without them the wall clock is believed.
    `zone` is the hall's time zone; `department` is the window's.
    """
    known = list({record.stamp.id: record for record in records}.values())
    order = {**_in_time(known, corrected(mark(record) for record in known))}
    stories: defaultdict[str, list[Record]] = defaultdict(list)
    for record in sorted(known, key=lambda one: order[one.stamp.id]):
        if record.stamp.visit is not None:
            stories[record.stamp.visit].append(record)
    served = {
        visit: body
        for visit, story in stories.items()
        if (body := next((one.body for one in story if isinstance(one.body, Served)), None))
    }
    made = {visit: sittings(stories[visit], order) for visit in served}
    stands = _standing(made, served)
    return [
        _facts(stories[visit], served[visit], made[visit], stands, order=order, zone=zone, department=department)
        for visit in sorted(served)
    ]


def _in_time(known: list[Record], times: Mapping[str, Corrected]) -> dict[str, Order]:
    return {one.stamp.id: (times[one.stamp.id].ms, one.stamp.ledger, one.stamp.seq, one.stamp.id) for one in known}


def _standing(made: Mapping[str, list[Sitting]], served: Mapping[str, Served]) -> frozenset[str]:
    rivals: defaultdict[tuple[str, int], list[Sitting]] = defaultdict(list)
    for visit, ratings in made.items():
        for one in ratings:
            rivals[served[visit].ticket_key, one.last.round].append(one)
    return frozenset(standing(group).id for group in rivals.values())


def _facts(
    story: list[Record],
    served: Served,
    made: list[Sitting],
    stands: frozenset[str],
    *,
    order: Mapping[str, Order],
    zone: str,
    department: str | None,
) -> VisitFacts:
    begun = next(one for one in story if isinstance(one.body, Served))
    first = next((one for one in made if one.id in stands and one.last.round == 1), None)
    second = next((one for one in made if one.id in stands and one.last.round != 1), None)
    began = at(order[begun.stamp.id][0])
    unrated = [one.body for one in story if isinstance(one.body, Unrated)]
    return VisitFacts(
        visit=begun.stamp.visit or "",
        window=begun.stamp.window,
        ticket=served.ticket,
        ticket_key=served.ticket_key,
        day=served.day,
        hour=began.astimezone(ZoneInfo(zone)).hour,
        outcome=_outcome(story, rated=bool(made)),
        origin=served.ticket_origin,
        department=department,
        service=served.service,
        staff=_staff(story, served),
        asked=any(isinstance(one.body, Asked) for one in story),
        level=first.last.level if first else None,
        channel=first.last.channel if first else None,
        reasons=first.reasons if first else (),
        questionnaire_version=first.last.questionnaire_version if first else None,
        unexplained=first.unexplained if first else False,
        has_comment=first.commented if first else False,
        cause=unrated[-1].cause if unrated and not first else None,
        second=second.last.level if second else None,
        superseded=sum(one.id not in stands for one in made),
    )


def _outcome(story: list[Record], *, rated: bool) -> Outcome:
    """Whoever was rated was served; else the last word about the number counts."""
    if rated:
        return Outcome.SERVED
    for record in reversed(story):
        if record.body is not None and type(record.body) in _NOT_SERVED:
            return _NOT_SERVED[type(record.body)]
        if isinstance(record.body, (Ended, Asked, Unrated)):
            return Outcome.SERVED
    return Outcome.SERVING


def _staff(story: list[Record], served: Served) -> str | None:
    """Whoever was logged in when the service began, unless it was handed over before the question."""
    who = served.staff
    for record in story:
        if isinstance(record.body, (Asked, Rated)):
            break
        if isinstance(record.body, HandedOver):
            who = record.body.to_staff
    return who
