"""Looking for visits and ratings of a hall: by number, days, place, person, level and what else is known of them.

A number is found by an index over (hall, day, number): every day with data is probed, none is walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, select, true
from sqlalchemy.orm import aliased

from sync.central.figures.scope import Scope
from sync.central.intake.models import NUMBER_PART, Day, Rating, Visit
from sync.central.places.models import Window
from sync.kinds import Cause, Channel
from sync.summary.facts import Outcome

Found = Select[*tuple[Any, ...]]
NEWEST_VISIT = (Visit.day, Visit.begun_ms, Visit.id)
NEWEST_RATING = (Rating.day, Rating.at_ms, Rating.id)
Standing = aliased(Rating, name="standing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; whatever is empty is not asked. `number` is the ticket as printed, `text` whether there is any."""

    first: str
    last: str
    number: str = ""
    window: str = ""
    department: str = ""
    staff: str = ""
    service: str = ""
    levels: tuple[int, ...] = ()
    channel: Channel | None = None
    cause: Cause | None = None
    outcome: Outcome | None = None
    rated: bool | None = None
    text: bool | None = None
    round: int | None = None
    stands: bool | None = None


def numbered(number: str) -> ColumnElement[bool]:
    """Return the condition that a visit is this number's, in the words of the index."""
    part = func.substr(Visit.ticket, literal_column("1"), literal_column(str(NUMBER_PART)))
    # Below its length the indexed part is the whole number; naming the column too would keep SQLite from the index
    whole = Visit.ticket == number if len(number) >= NUMBER_PART else true()
    return and_(part == number[:NUMBER_PART], whole)


def days_of(db: Connection, scope: Scope, wanted: Wanted) -> list[str]:
    """Return the days in question that have any data."""
    span = (Day.day >= wanted.first, Day.day <= wanted.last)
    return list(db.execute(select(Day.day).where(scope.of(Day), *span)).scalars())


def visits(db: Connection, scope: Scope, wanted: Wanted) -> Found:
    """Return the query of the visits that fit, each with its standing first rating if there is one."""
    rated = and_(
        Standing.hall_id == Visit.hall_id,
        Standing.visit_id == Visit.id,
        Standing.standing.is_(True),
        Standing.round == 1,
    )
    query = select(*_VISIT, *_STANDING).outerjoin(Standing, rated).where(scope.of(Visit), *_days(db, scope, wanted))
    return query.where(*_of_visit(scope, wanted), *_of_rating(Standing, wanted))


def ratings(db: Connection, scope: Scope, wanted: Wanted) -> Found:
    """Return the query of the ratings that fit, standing or not, each with its visit's number."""
    served = and_(Visit.hall_id == Rating.hall_id, Visit.id == Rating.visit_id)
    span = (Rating.day >= wanted.first, Rating.day <= wanted.last)
    query = select(*_RATING, Visit.ticket, Visit.service).join(Visit, served).where(scope.of(Rating), *span)
    conditions = [scope.of(Visit), *_days(db, scope, wanted), *_of_visit(scope, wanted), *_of_rating(Rating, wanted)]
    if wanted.round is not None:
        conditions.append(Rating.round == wanted.round)
    if wanted.stands is not None:
        conditions.append(Rating.standing.is_(wanted.stands))
    return query.where(*conditions)


_VISIT = (
    Visit.id,
    Visit.day,
    Visit.begun_ms,
    Visit.ticket,
    Visit.ticket_key,
    Visit.window_id,
    Visit.staff_id,
    Visit.service,
    Visit.origin,
    Visit.outcome,
    Visit.quality,
    Visit.ended_ms,
    Visit.asked_ms,
    Visit.cause,
)
_STANDING = (
    Standing.id.label("rating"),
    Standing.level,
    Standing.channel,
    Standing.at_ms,
    Standing.disputed,
    Standing.unexplained,
    Standing.comment.is_not(None).label("has_text"),
)
_RATING = (
    Rating.id,
    Rating.visit_id,
    Rating.day,
    Rating.at_ms,
    Rating.quality,
    Rating.window_id,
    Rating.staff_id,
    Rating.round,
    Rating.channel,
    Rating.level,
    Rating.standing,
    Rating.disputed,
    Rating.unexplained,
    Rating.corrected_by,
    Rating.void,
    Rating.reasons,
    Rating.comment.is_not(None).label("has_text"),
)


def _days(db: Connection, scope: Scope, wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    if wanted.number:
        return Visit.day.in_(days_of(db, scope, wanted)), numbered(wanted.number)
    return Visit.day >= wanted.first, Visit.day <= wanted.last


def _of_visit(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    same = {Visit.window_id: wanted.window, Visit.staff_id: wanted.staff, Visit.service: wanted.service}
    made = [column == value for column, value in same.items() if value]
    if wanted.department:
        theirs = select(Window.id).where(scope.of(Window), Window.department_id == wanted.department)
        made.append(Visit.window_id.in_(theirs))
    if wanted.outcome is not None:
        made.append(Visit.outcome == wanted.outcome.value)
    return made


def _of_rating(rating: Any, wanted: Wanted) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = []
    if wanted.levels:
        made.append(rating.level.in_(wanted.levels))
    if wanted.channel is not None:
        made.append(rating.channel == wanted.channel.value)
    if wanted.text is not None:
        made += [rating.id.is_not(None), rating.comment.is_not(None) if wanted.text else rating.comment.is_(None)]
    if wanted.cause is not None:
        made += [rating.id.is_(None), Visit.cause == wanted.cause.value]
    if wanted.rated is not None:
        made.append(rating.id.is_not(None) if wanted.rated else rating.id.is_(None))
    return made
