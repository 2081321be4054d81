"""Counting many days at once, in the database: what `counted` says of one day, said of a hundred in one statement.

`verify` recounts with the pure figures whatever was kept; a tally that is counted here otherwise than there is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from sync.central.figures.groups import COLUMNS, Counts, Of
from sync.central.intake.models import Rating, Visit
from sync.central.intake.pieces import key_of
from sync.central.places.models import Window
from sync.kinds import Level
from sync.summary.facts import Outcome

HallDay = tuple[str, str]
Counted = dict[tuple[Of, str], Counts]


def count_days(db: Connection, days: Sequence[HallDay]) -> dict[HallDay, Counted]:
    """Return the counts of these days of these halls; a day on which nobody was served has none."""
    made: defaultdict[HallDay, Counted] = defaultdict(dict)
    served = _served(days)
    columns = {Of.DEPARTMENT: "department", Of.WINDOW: "window", Of.STAFF: "staff", Of.SERVICE: "service"}
    parts = [_grouped(served, Of.HALL, None), *(_grouped(served, of, served.c[one]) for of, one in columns.items())]
    for row in db.execute(union_all(*parts)):
        group = Of(row.of), row.key if row.of == Of.WINDOW.value else key_of(row.key)
        here = made[row.hall_id, row.day]
        here[group] = here.get(group, Counts()) + _counts(row)  # two very long names could share a key
    return made


def _served(days: Sequence[HallDay]) -> CTE:
    """Return one row a visit in the denominators: where it belongs, its level if it is rated, what else became of it."""
    given = _given(days)
    level, lost = given.c.level, func.coalesce(given.c.lost, 0)
    unrated = and_(level.is_(None), lost == 0, Visit.cause.is_not(None), Visit.cause != "")
    facts = {
        "department": Window.department_id,
        "window": Visit.window_id,
        "staff": Visit.staff_id,
        "service": Visit.service,
        "level": level,
        "asked": _one(Visit.asked_ms.is_not(None)),
        "gave_way": _one(and_(level.is_(None), lost > 0)),
        "unrated": _one(unrated),
    }
    place = and_(Window.hall_id == Visit.hall_id, Window.id == Visit.window_id)
    theirs = and_(given.c.hall_id == Visit.hall_id, given.c.visit_id == Visit.id)
    rated_while_served = and_(Visit.outcome == Outcome.SERVING.value, level.is_not(None))
    return (
        select(Visit.hall_id, Visit.day, *(value.label(name) for name, value in facts.items()))
        .outerjoin(given, theirs)
        .outerjoin(Window, place)
        .where(_among(Visit, days), or_(Visit.outcome == Outcome.SERVED.value, rated_while_served))
        .cte("served")
    )


def _given(days: Sequence[HallDay]) -> Any:
    """Return one row a rated visit: its standing first rating's level, and how many ratings lost."""
    first = and_(Rating.standing.is_(True), Rating.round == 1)
    level = func.max(case((first, Rating.level))).label("level")
    lost = func.sum(_one(Rating.standing.is_(False))).label("lost")
    able = (_among(Rating, days), Rating.corrected_by.is_(None), Rating.void.is_(None))
    return (
        select(Rating.hall_id, Rating.visit_id, level, lost)
        .where(*able)
        .group_by(Rating.hall_id, Rating.visit_id)
        .subquery()
    )


def _grouped(served: CTE, of: Of, key: Any) -> Select[*tuple[Any, ...]]:
    levels = {f"level_{one.value}": func.sum(_one(served.c.level == one.value)) for one in Level}
    sums: dict[str, Any] = {name: func.sum(served.c[name]) for name in ("asked", "gave_way", "unrated")} | levels
    sums |= {"served": func.count(), "rated": func.count(served.c.level)}
    columns = [value.label(name) for name, value in sums.items()]
    name = literal("") if key is None else key
    query = select(
        served.c.hall_id, served.c.day, literal(of.value).label("of"), cast(name, Text).label("key"), *columns
    )
    query = query.group_by(served.c.hall_id, served.c.day)
    return query if key is None else query.where(key != "").group_by(key)  # != "" is true of no NULL either


def _counts(row: Any) -> Counts:
    told = {name: int(getattr(row, name)) for name in COLUMNS if name not in ("excluded", "waiting")}
    ended = told["rated"] + told["gave_way"] + told["unrated"]
    return Counts(**told, excluded=0, waiting=told["served"] - ended)  # no appeal has excluded any yet


def _among(table: Any, days: Sequence[HallDay]) -> ColumnElement[bool]:
    return tuple_(table.hall_id, table.day).in_(days)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
