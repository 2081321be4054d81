"""What a number's story looks like to who asks for it over the API. Facts that are not known are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingTold:
    """A rating of a visit. `standing`: it is the one that counts; `void`: why it never can."""

    rating: str
    round: int
    channel: str
    level: int
    at: str | None
    time_quality: str | None
    sitting: str | None
    corrected_by: str | None
    void: str | None
    standing: bool
    disputed: bool
    reasons: list[Any]
    unexplained: bool
    has_comment: bool
    questionnaire: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTold:
    """A record of a visit, as it was sent: `said`, `why` are its verdict, `claimed` the kiosk's own time."""

    ledger: str
    seq: int
    kind: str | None
    at: str | None
    time_quality: str | None
    said: str | None
    why: str | None
    claimed: str | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTold:
    """A visit: who served it where, how it ended, what was rated, and every record of it in their order."""

    visit: str
    ticket: str | None
    ticket_key: str | None
    window: str | None
    kiosk: str | None
    staff: str | None
    service: str | None
    matter: str | None
    previous_visit: str | None
    origin: str | None
    known_by: str | None
    outcome: str | None
    begun: str | None
    time_quality: str | None
    ended: str | None
    asked: str | None
    asked_by: str | None
    unrated: str | None
    ratings: list[RatingTold]
    records: list[RecordTold]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTold:
    """A number's visits on a day, in the order they began."""

    hall: str
    day: str
    number: str
    visits: list[VisitTold]
