"""Figures over days: the course of one group, and which of many does best. They read the kept counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt
from typing import Any

from sqlalchemy import Connection, select

from sync.central.accounts.reader import Reader
from sync.central.figures.groups import Counts, Of
from sync.central.figures.kept import counts_in, summed
from sync.central.figures.models import KeptCount
from sync.central.places.models import Department, Hall, Staff, Window
from sync.shape import plain
from sync.summary.figures import Group, Tally, guarded

LONGEST_DAYS = 800  # two years and a little
_Z = 1.959963984540054  # of 95 %


class By(StrEnum):
    """How long a step of a course is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


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


def course(
    db: Connection, reader: Reader, hall: str, of: Of, key: str, first: date, last: date, by: By, min_n: int
) -> list[Step]:
    """Return the figures of one group step by step; a person's levels are withheld in steps with few ratings."""
    wanted = (KeptCount.hall_id == hall, reader.covers(KeptCount.hall_id), KeptCount.of == of.value)
    rows = db.execute(
        summed(first.isoformat(), last.isoformat(), KeptCount.day).where(*wanted, KeptCount.key == key)
    ).all()
    found = {date.fromisoformat(row.day): counts_in(row) for row in rows}
    steps: dict[date, Counts] = {}
    day = first
    while day <= last:
        begins = _begins(day, by)
        steps[begins] = steps.get(begins, Counts()) + found.get(day, Counts())
        day += timedelta(days=1)
    tallies = [Group(begins.isoformat(), "", one.tally()) for begins, one in steps.items()]
    shown = guarded(tuple(tallies), min_n) if of is Of.STAFF else tuple(tallies)
    return [Step(one.key, one.tally) for one in shown]


def ranked(
    db: Connection, reader: Reader, of: Of, first: str, last: str, min_n: int, *, guard: bool = False
) -> list[Ranked]:
    """Return every group of this kind that they may read, best first; those with few ratings come last, without a rank.

    Levels are withheld where there are few ratings: always of people, of others where `guard`.
    """
    wanted = (KeptCount.of == of.value, reader.covers(KeptCount.hall_id))
    rows = db.execute(summed(first, last, KeptCount.hall_id, KeptCount.key).where(*wanted)).all()
    names = _names(db, reader, of)
    made = []
    for row in rows:
        counts = counts_in(row)
        bounds = wilson(counts.rated - counts.bad, counts.rated) if counts.rated >= min_n else None
        low, high = (round(1000 * bounds[0]), round(1000 * bounds[1])) if bounds else (None, None)
        name = names.get((row.hall_id, row.key), row.key)
        one = Ranked(hall=row.hall_id, key=row.key, name=name, rank=None, low=low, high=high, tally=counts.tally())
        made.append((bounds[0] if bounds else -1.0, counts.rated, one))
    made.sort(key=lambda each: (-each[0], -each[1], each[2].hall, each[2].key))
    listed = []
    rank = 0
    for at, (low_bound, _, one) in enumerate(made):
        rank = at + 1 if at == 0 or low_bound != made[at - 1][0] else rank
        listed.append(replace(one, rank=rank if one.low is not None else None))
    return _guarded(listed, min_n) if guard or of is Of.STAFF else listed


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


def _begins(day: date, by: By) -> date:
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by is By.MONTH else day


def _names(db: Connection, reader: Reader, of: Of) -> Mapping[tuple[str, str], str]:
    if of is Of.HALL:
        rows = db.execute(select(Hall.id, Hall.name).where(reader.covers(Hall.id)))
        return {(row.id, ""): row.name for row in rows}
    table: Any = {Of.DEPARTMENT: Department, Of.WINDOW: Window, Of.STAFF: Staff}.get(of)
    if table is None:
        return {}
    rows = db.execute(select(table.hall_id, table.id, table.name).where(reader.covers(table.hall_id)))
    return {(row.hall_id, row.id): row.name for row in rows}
