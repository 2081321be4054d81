"""A hall's figures by day, week or month for each of its departments, windows, people or services, from kept counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from sync.central.figures.cells import By, cells_of, hidden_in
from sync.central.figures.groups import Counts, Of
from sync.central.figures.over_time import names
from sync.central.figures.scope import Scope
from sync.central.intake.models import Day
from sync.summary.figures import Group, natural, without_levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One day, week or month. `days` of it have data; `whole` is whether all of it lies in what was asked for.

    `revision` rises when one of its days changes after it was exported.
    """

    begins: str
    ends: str
    days: int
    whole: bool
    revision: int
    groups: list[Group]


def periods(db: Connection, scope: Scope, of: Of, first: date, last: date, by: By, min_n: int) -> list[Period]:
    """Return every period with data, the oldest first.

    Of a hall's parts levels are withheld where there are few ratings, and of as many more of the same period and of the
    same part as it takes to keep those hidden.
    """
    cells = cells_of(db, scope, of, first, last, by)
    hidden = hidden_in(cells, min_n) if of is not Of.HALL else frozenset()
    known = names(db, scope.reader, of)
    revisions = _revisions(db, scope, first, last)
    made = []
    for begins in sorted({begins for begins, _ in cells}):
        ends = _end(begins, by)
        days = [revision for day, revision in revisions.items() if begins <= day <= ends]
        keys = sorted((key for at, key in cells if at == begins), key=natural)
        groups = [
            _group(key, known.get((scope.hall, key), key), cells[begins, key], (begins, key) in hidden) for key in keys
        ]
        made.append(
            Period(
                begins=begins.isoformat(),
                ends=ends.isoformat(),
                days=len(days),
                whole=first <= begins and ends <= last,
                revision=1 + sum(revision - 1 for revision in days),
                groups=groups,
            )
        )
    return made


def _group(key: str, name: str, counts: Counts, hide: bool) -> Group:
    tally = counts.tally()
    return Group(key, name, without_levels(tally) if hide else tally)


def _revisions(db: Connection, scope: Scope, first: date, last: date) -> dict[date, int]:
    span = (Day.day >= first.isoformat(), Day.day <= last.isoformat())
    rows = db.execute(select(Day.day, Day.revision).where(scope.of(Day), *span))
    return {date.fromisoformat(row.day): row.revision for row in rows}


def _end(begins: date, by: By) -> date:
    if by is By.DAY:
        return begins
    next_month = (begins.replace(day=28) + timedelta(days=4)).replace(day=1)
    return begins + timedelta(days=6) if by is By.WEEK else next_month - timedelta(days=1)
