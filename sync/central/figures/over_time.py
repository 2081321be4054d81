"""Figures over days: the course of one group, and which of many does best. They read the kept counts."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import Any

from sqlalchemy import Connection, select

from sync.central.accounts.reader import Reader
from sync.central.figures.cells import By, beginning, cells_of, hidden_in
from sync.central.figures.groups import Counts, Of
from sync.central.figures.kept import counts_in, summed
from sync.central.figures.models import KeptCount
from sync.central.figures.scope import Scope
from sync.central.places.models import Department, Hall, Staff, Window
from sync.shape import plain
from sync.summary.figures import Group, Tally, guarded, without_levels

LONGEST_DAYS = 800  # two years and a little
_Z = 1.959963984540054  # of 95 %


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course: `begins` is its first day; a step without services is there too, with nothing in it."""

    begins: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One group among many. `rank` is None where it has too few ratings to be ranked; equals share a rank.

    `low`, `high` bound its satisfaction (Wilson, 95 %), in per mille; ranks go by `low`, so that few ratings do not lead.
    """

    hall: str
    key: str
    name: str
    rank: int | None
    low: int | None
    high: int | None
    tally: Tally

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        made: dict[str, Any] = plain(self)
        return {**made, "rank": self.rank}


def course(db: Connection, scope: Scope, of: Of, key: str, first: date, last: date, by: By, min_n: int) -> list[Step]:
    """Return the figures of one group step by step; a part's levels are withheld where its hall's summaries do so."""
    cells = cells_of(db, scope, of, first, last, by)
    hidden = hidden_in(cells, min_n) if of is not Of.HALL else frozenset()
    own = {begins: counts for (begins, one), counts in cells.items() if one == key}
    return _steps(own, {begins for begins, one in hidden if one == key}, first, last, by)


def course_of_all(db: Connection, reader: Reader, first: date, last: date, by: By) -> list[Step]:
    """Return the figures of all halls they may read together, step by step."""
    wanted = (reader.covers(KeptCount.hall_id), KeptCount.of == Of.HALL.value)
    found: dict[date, Counts] = {}
    for row in db.execute(summed(first.isoformat(), last.isoformat(), KeptCount.day).where(*wanted)):
        begins = beginning(date.fromisoformat(row.day), by)
        found[begins] = found.get(begins, Counts()) + counts_in(row)
    return _steps(found, set(), first, last, by)


def _steps(found: Mapping[date, Counts], hidden: Set[date], first: date, last: date, by: By) -> list[Step]:
    days = (first + timedelta(days=one) for one in range((last - first).days + 1))
    steps = dict.fromkeys(beginning(day, by) for day in days)
    tallies = {begins: found.get(begins, Counts()).tally() for begins in steps}
    return [
        Step(begins.isoformat(), without_levels(one) if begins in hidden else one) for begins, one in tallies.items()
    ]


def ranked(
    db: Connection, reader: Reader, of: Of, first: str, last: str, min_n: int, *, guard: bool = False, hall: str = ""
) -> list[Ranked]:
    """Return every group of this kind that they may read, best first; those with few ratings come last, without a rank.

    Levels are withheld where there are few ratings: always of a hall's parts, of halls where `guard`. `hall` may be
    empty; else only its own are ranked.
    """
    wanted = [KeptCount.of == of.value, reader.covers(KeptCount.hall_id)]
    if hall:
        wanted.append(KeptCount.hall_id == hall)
    rows = db.execute(summed(first, last, KeptCount.hall_id, KeptCount.key).where(*wanted)).all()
    known = names(db, reader, of)
    made = []
    for row in rows:
        counts = counts_in(row)
        bounds = wilson(counts.rated - counts.bad, counts.rated) if counts.rated >= min_n else None
        low, high = (round(1000 * bounds[0]), round(1000 * bounds[1])) if bounds else (None, None)
        name = known.get((row.hall_id, row.key), row.key)
        one = Ranked(hall=row.hall_id, key=row.key, name=name, rank=None, low=low, high=high, tally=counts.tally())
        made.append((bounds[0] if bounds else -1.0, counts.rated, one))
    made.sort(key=lambda each: (-each[0], -each[1], each[2].hall, each[2].key))
    listed = []
    rank = 0
    for at, (low_bound, _, one) in enumerate(made):
        rank = at + 1 if at == 0 or low_bound != made[at - 1][0] else rank
        listed.append(replace(one, rank=rank if one.low is not None else None))
    return _guarded(listed, min_n) if guard or of is not Of.HALL else listed


def wilson(good: int, of: int) -> tuple[float, float]:
    """Return the bounds of a share of a small sample: Wilson's score interval, 95 %."""
    share = good / of
    middle = share + _Z * _Z / (2 * of)
    reach = _Z * sqrt((share * (1 - share) + _Z * _Z / (4 * of)) / of)
    whole = 1 + _Z * _Z / of
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _guarded(listed: list[Ranked], min_n: int) -> list[Ranked]:
    groups = guarded(tuple(Group(f"{at}", "", one.tally) for at, one in enumerate(listed)), min_n)
    return [
        replace(one, tally=group.tally, rank=None, low=None, high=None) if group.tally.withheld else one
        for one, group in zip(listed, groups, strict=True)
    ]


def names(db: Connection, reader: Reader, of: Of) -> Mapping[tuple[str, str], str]:
    """Return the names of such groups as they are today, by hall and key; a service is its own name."""
    if of is Of.HALL:
        rows = db.execute(select(Hall.id, Hall.name).where(reader.covers(Hall.id)))
        return {(row.id, ""): row.name for row in rows}
    table: Any = {Of.DEPARTMENT: Department, Of.WINDOW: Window, Of.STAFF: Staff}.get(of)
    if table is None:
        return {}
    rows = db.execute(select(table.hall_id, table.id, table.name).where(reader.covers(table.hall_id)))
    return {(row.hall_id, row.id): row.name for row in rows}
