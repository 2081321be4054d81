"""What a search found, one line a visit or a rating. No text of a citizen is in it, only whether there is one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sync.contract import rfc3339
from sync.times import at


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRating:
    """The first rating that stands for a visit. `disputed`: a good and a bad one met on its number."""

    id: str
    level: int
    channel: str
    at: str
    disputed: bool
    unexplained: bool
    has_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One service of one number. `unrated` is why it ended without a rating; `rating` the one that stands."""

    id: str
    day: str
    number: str
    ticket_key: str
    window: str
    staff: str | None
    service: str | None
    origin: str
    outcome: str
    begun: str
    time_quality: str
    ended: str | None
    asked: str | None
    unrated: str | None
    rating: StandingRating | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingLine:
    """One rating, standing or not: `void` is why it cannot stand, `corrected_by` the one the citizen put in its place."""

    id: str
    visit: str
    day: str
    number: str
    window: str
    staff: str | None
    service: str | None
    at: str
    time_quality: str
    round: int
    channel: str
    level: int
    standing: bool
    disputed: bool
    unexplained: bool
    void: str | None
    corrected_by: str | None
    reasons: list[str]
    has_text: bool


def visit_line(row: Any) -> VisitLine:
    """Return a row as it is told."""
    return VisitLine(
        id=row.id,
        day=row.day,
        number=row.ticket,
        ticket_key=row.ticket_key,
        window=row.window_id,
        staff=row.staff_id,
        service=row.service,
        origin=row.origin,
        outcome=row.outcome,
        begun=rfc3339(at(row.begun_ms)),
        time_quality=row.quality,
        ended=_time(row.ended_ms),
        asked=_time(row.asked_ms),
        unrated=None if row.rating else row.cause,
        rating=_standing(row) if row.rating else None,
    )


def rating_line(row: Any) -> RatingLine:
    """Return a row as it is told."""
    return RatingLine(
        id=row.id,
        visit=row.visit_id,
        day=row.day,
        number=row.ticket,
        window=row.window_id,
        staff=row.staff_id,
        service=row.service,
        at=rfc3339(at(row.at_ms)),
        time_quality=row.quality,
        round=row.round,
        channel=row.channel,
        level=row.level,
        standing=bool(row.standing),
        disputed=bool(row.disputed),
        unexplained=bool(row.unexplained),
        void=row.void,
        corrected_by=row.corrected_by,
        reasons=json.loads(row.reasons),
        has_text=bool(row.has_text),
    )


def _standing(row: Any) -> StandingRating:
    return StandingRating(
        id=row.rating,
        level=row.level,
        channel=row.channel,
        at=rfc3339(at(row.at_ms)),
        disputed=bool(row.disputed),
        unexplained=bool(row.unexplained),
        has_text=bool(row.has_text),
    )


def _time(ms: int | None) -> str | None:
    return None if ms is None else rfc3339(at(ms))
