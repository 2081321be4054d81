"""The summary of one hall and one day as the centre knows it: what pages, files and the API show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, literal, select, union_all

from sync.central.figures.completeness import kiosks_of_day
from sync.central.figures.scope import HallFacts, Scope
from sync.central.figures.visits import visits_of_day
from sync.central.intake.models import Day
from sync.central.places.models import Department, Staff, Window
from sync.contract import rfc3339
from sync.summary.facts import Origins
from sync.summary.figures import MIN_N, Summary, summarise


def summary_of(
    db: Connection,
    scope: Scope,
    hall: HallFacts,
    day: str,
    *,
    now: datetime,
    min_n: int = MIN_N,
    reason_texts: Mapping[str, str] | None = None,
    changed: tuple[str, ...] = (),
) -> Summary:
    """Return the day's figures, counted now from the visits themselves."""
    kiosks, expected = kiosks_of_day(db, scope, day, zone=hall.time_zone, now=now)
    here = _places(db, scope)
    revision = db.execute(select(Day.revision).where(scope.of(Day), Day.day == day)).scalar()
    origins = Origins(
        source="centre",
        hall=hall.id,
        hall_name=hall.name,
        day=day,
        as_of=rfc3339(now),
        revision=revision or 1,
        time_zone=hall.time_zone,
        windows=here.windows,
        staff=here.staff,
        departments=here.departments,
        kiosks=kiosks,
        kiosks_expected=expected,
        changed_since_export=changed,
    )
    visits = visits_of_day(db, scope, day, hall.time_zone, here.department_of)
    return summarise(origins, visits, min_n=min_n, reason_texts=reason_texts)


@dataclass(frozen=True, slots=True)
class _Places:
    """A hall's names by id, people's as they are today, and the department of each window."""

    windows: dict[str, str]
    departments: dict[str, str]
    staff: dict[str, str]
    department_of: dict[str, str]


def _places(db: Connection, scope: Scope) -> _Places:
    """Read them in one statement: the statements are what a day's summary waits for."""
    none, nothing = literal(0), literal("")
    windows = select(literal("window"), Window.id, Window.name, Window.department_id, none.label("version"))
    departments = select(literal("department"), Department.id, Department.name, nothing, none)
    staff = select(literal("staff"), Staff.id, Staff.name, nothing, Staff.version)
    every = ((windows, Window), (departments, Department), (staff, Staff))
    rows = db.execute(union_all(*(what.where(scope.of(table)) for what, table in every)).order_by("version")).all()
    found: dict[str, dict[str, str]] = {"window": {}, "department": {}, "staff": {}}
    for what, one, name, _, _ in rows:
        found[what][one] = name
    of = {one: department for what, one, _, department, _ in rows if what == "window"}
    return _Places(found["window"], found["department"], found["staff"], of)
