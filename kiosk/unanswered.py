"""The last number that was served and not rated: a soft word for the officer. Knows no level, for there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.entry import Entry
from kiosk.flow import Phase
from sync.kinds import Cause, Unrated

ASKED = (Cause.TIMED_OUT, Cause.DECLINED, Cause.NEXT_CALLED)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A number that was asked but not rated, or (`asked` is false) not even asked; a word to who served it in `shift`."""

    ticket: str
    asked: bool
    shift: str | None


def unanswered(last: Unanswered | None, before: Phase, after: Phase, made: Iterable[Entry]) -> Unanswered | None:
    """Return what there is to say softly after a step; a rating takes it back, a fault of ours is nobody's omission."""
    visit = before.visit
    if after.visit and after.visit.rated:
        return None
    if visit is None or visit.barred:
        return last
    for one in made:
        if isinstance(one.body, Unrated):
            cause = one.body.cause
            if cause in ASKED or cause is Cause.NOT_ASKED:
                return Unanswered(visit.ticket, cause in ASKED, visit.shift)
    return last
