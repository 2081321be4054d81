"""Kept counts as a table: a row a day, week or month, a column a part of the hall; and which cells stay hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from sync.central.figures.groups import Counts, Of
from sync.central.figures.kept import counts_in, summed
from sync.central.figures.models import KeptCount
from sync.central.figures.scope import Scope
from sync.summary.guard import withheld

Cell = tuple[date, str]  # the first day of a period, and a part's key


class By(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def beginning(day: date, by: By) -> date:
    """Return the first day of the day, week or month a day is in; a week begins on Monday."""
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by is By.MONTH else day


def cells_of(db: Connection, scope: Scope, of: Of, first: date, last: date, by: By) -> dict[Cell, Counts]:
    """Return what is counted in each cell; one with nothing in it is not there."""
    query = summed(first.isoformat(), last.isoformat(), KeptCount.day, KeptCount.key)
    found: dict[Cell, Counts] = {}
    for row in db.execute(query.where(scope.of(KeptCount), KeptCount.of == of.value)):
        cell = beginning(date.fromisoformat(row.day), by), row.key
        found[cell] = found.get(cell, Counts()) + counts_in(row)
    return found


def hidden_in(cells: Mapping[Cell, Counts], min_n: int) -> frozenset[Cell]:
    """Return the cells without levels: neither a period's sum nor a part's may give a small one away."""
    lines: defaultdict[Any, dict[Any, int]] = defaultdict(dict)
    for (begins, key), one in cells.items():
        lines["period", begins][begins, key] = one.rated
        lines["part", key][begins, key] = one.rated
    return frozenset(cell for counts in lines.values() for cell in withheld(counts, min_n))
