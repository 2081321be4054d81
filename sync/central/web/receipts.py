"""Receipts: a short code with which the rater sees later that the rating arrived, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from sync.central.followup.models import Case
from sync.central.intake.models import Rating
from sync.central.places.models import Hall
from sync.kinds import Level
from sync.times import at


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt tells: it arrived, when the rating was made (hall's time), whether it counts, is being verified.

    `void`: it can count for no number at all, since nobody was served under it.
    """

    hall_name: str
    at: datetime
    standing: bool
    verified: bool
    void: bool


def receipt_of(db: Connection, code: str) -> Receipt | None:
    """Return what became of the rating with this code, None where no rating has it (yet).

    A receipt does not say its hall: this one look-up goes across halls, by its own index.
    """
    last = _sitting_of(db, code)
    if last is None:
        return None
    hall = db.execute(select(Hall.name, Hall.time_zone).where(Hall.id == last.hall_id)).first()
    if hall is None:
        return None
    case = (Case.hall_id == last.hall_id, Case.ticket_key == last.ticket_key, Case.round == last.round)
    verified = db.execute(select(Case.id).where(*case, Case.withdrawn_ms.is_(None))).first() is not None
    when = at(last.since_ms).astimezone(ZoneInfo(hall.time_zone))
    return Receipt(
        hall.name, when, bool(last.standing), verified and last.level <= Level.DISSATISFIED, last.void is not None
    )


def _sitting_of(db: Connection, code: str) -> Any:
    """Return the last word of the sitting whose first or later record carries this code."""
    named = (Rating.hall_id, Rating.sitting)
    found = db.execute(select(*named).where(Rating.receipt == code).limit(1)).first()
    if found is None:
        return None
    columns = (
        Rating.hall_id,
        Rating.ticket_key,
        Rating.round,
        Rating.standing,
        Rating.level,
        Rating.since_ms,
        Rating.void,
    )
    wanted = (Rating.hall_id == found.hall_id, Rating.sitting == found.sitting, Rating.corrected_by.is_(None))
    return db.execute(select(*columns).where(*wanted)).first()
