"""What a summary is made of: one line a visit, made from records (`story.py`) or read from the centre's tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sync.kinds import Cause, Channel, Level, Origin


class Outcome(StrEnum):
    """How a visit ended; only *served* counts in any denominator."""

    SERVING = "serving"
    SERVED = "served"
    PASSED = "passed"
    GIVEN_UP = "given_up"
    FORWARDED = "forwarded"
    PUT_BACK = "put_back"


class VisitFacts(NamedTuple):
    """One visit. `level` is that of its standing first rating, `second` the 追评's; `hour` is local to the hall.

    `superseded` counts ratings that were made and do not stand; `typed` is for tickets no queue called;
    `unexplained` is a standing 差评 without reason or text; `excluded` is a rating found invalid on appeal.
    A tuple, because a day's figures make and sort a thousand of them each time they are asked for.
    """

    visit: str
    window: str
    ticket: str
    ticket_key: str
    day: str
    hour: int
    outcome: Outcome
    origin: Origin
    department: str | None = None
    service: str | None = None
    staff: str | None = None
    asked: bool = False
    level: Level | None = None
    channel: Channel | None = None
    reasons: tuple[str, ...] = ()
    questionnaire_version: str | None = None
    unexplained: bool = False
    has_comment: bool = False
    cause: Cause | None = None
    second: Level | None = None
    superseded: int = 0
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskCompleteness:
    """One kiosk's line in the completeness certificate."""

    kiosk: str
    window: str
    ledger: str
    first_seq: int
    last_seq: int
    head: str
    gaps: tuple[str, ...] = ()
    ledgers: int = 1
    set_aside: int = 0
    minutes_offline: int | None = None
    in_time: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where a summary comes from: `source` is `window` or `centre`; `as_of` is RFC 3339; names are for the reader."""

    source: str
    hall: str
    hall_name: str
    day: str
    as_of: str
    revision: int
    time_zone: str
    window: str | None = None
    windows: dict[str, str] | None = None
    staff: dict[str, str] | None = None
    departments: dict[str, str] | None = None
    kiosks: tuple[KioskCompleteness, ...] = ()
    kiosks_expected: int = 0
    changed_since_export: tuple[str, ...] = ()
