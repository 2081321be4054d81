"""Visits as a seed makes them: called, ended, asked, then rated or not, in the proportions of an ordinary hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from kiosk.entries import Seal
from kiosk.entry import Entry
from sync.contract import uuid7
from sync.kinds import (
    Asked,
    Body,
    By,
    Cause,
    Channel,
    Ended,
    Explained,
    Level,
    Origin,
    Passed,
    Rated,
    Served,
    Unrated,
)
from sync.questionnaire import Questionnaire

LIMIT_S = 30
COMMENTS = ("等了太久", "非常满意，谢谢", "Very helpful", "窗口应该多开几个", "材料清单写得不清楚")
LEVELS = {Level.VERY_SATISFIED: 70, Level.SATISFIED: 15, Level.BASICALLY_SATISFIED: 8, Level.DISSATISFIED: 4}
LEVELS[Level.VERY_DISSATISFIED] = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """The window visits are made at. `day` is the hall's business day; comments are sealed to the centre's key."""

    window: str
    day: str
    staff: tuple[str, ...]
    questionnaire: Questionnaire
    seal: Seal


def a_visit(at: Counter, number: int, chance: Random) -> list[list[Entry]]:
    """Return one visit as steps: what is kept together, in order."""
    visit, staff = uuid7(), chance.choice(at.staff) if at.staff else None
    queue_id = uuid7()
    served = Served(
        ticket=f"{chr(65 + number % 3)}{number:03}",
        ticket_key=f"q:{queue_id}",
        ticket_origin=Origin.QUEUE,
        day=at.day,
        queue_id=queue_id,
        service=f"service-{chance.randrange(1, 6)}",
        staff=staff,
    )
    if chance.random() < 0.05:
        return _steps(visit, [served], [Passed()])
    question: list[Body] = [Ended(by=By.QUEUE), Asked(by=By.QUEUE, limit_s=LIMIT_S)]
    if chance.random() < 0.35:
        cause = chance.choice([Cause.TIMED_OUT, Cause.TIMED_OUT, Cause.DECLINED, Cause.NEXT_CALLED])
        return _steps(visit, [served], question, [Unrated(cause=cause)])
    return [*_steps(visit, [served], question), *_rating(at, visit, staff, chance)]


def _rating(at: Counter, visit: str, staff: str | None, chance: Random) -> list[list[Entry]]:
    first = _tapped(at, visit, staff, chance, replaces=None)
    steps, last = [[first]], first
    if chance.random() < 0.06:
        last = _tapped(at, visit, staff, chance, replaces=first.id)
        steps.append([last])
    rated = last.body
    assert isinstance(rated, Rated)  # noqa: S101 - just made so, two lines above
    if chance.random() < (0.7 if rated.level.bad else 0.2):
        steps.append([_explained(at, visit, last.id, rated.level, chance)])
    return steps


def _tapped(at: Counter, visit: str, staff: str | None, chance: Random, *, replaces: str | None) -> Entry:
    level = chance.choices(list(LEVELS), list(LEVELS.values()))[0]
    body = Rated(
        round=1,
        channel=Channel.TABLET,
        level=level,
        questionnaire=at.questionnaire.id,
        questionnaire_version=at.questionnaire.version,
        language=chance.choice(["zh-CN", "zh-CN", "zh-CN", "en"]),
        staff=staff,
        dwell_ms=chance.randrange(900, 9000),
        tap_x=chance.randrange(1000),
        tap_y=chance.randrange(1000),
        replaces=replaces,
    )
    return Entry(id=uuid7(), body=body, visit=visit)


def _explained(at: Counter, visit: str, rating: str, level: Level, chance: Random) -> Entry:
    codes = [reason.code for reason in at.questionnaire.reasons_for(level)]
    ticked = tuple(sorted(chance.sample(codes, chance.randrange(1, 4))))
    name = uuid7()
    beside = at.seal(name, chance.choice(COMMENTS)) if chance.random() < 0.4 else None
    body = Explained(rating=rating, reasons=ticked, comment=beside.sha256 if beside else None)
    return Entry(id=name, body=body, visit=visit, attached=beside)


def _steps(visit: str, *bodies: Sequence[Body]) -> list[list[Entry]]:
    return [[Entry(id=uuid7(), body=body, visit=visit) for body in step] for step in bodies]
