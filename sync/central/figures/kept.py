"""Counts kept beside the visits, a row a hall, day and group: what trends and ranks read without walking every visit.

A day is counted when somebody asks and it is stale (`days.stale`): many halls' days in one statement. `verify` counts
anew, with the pure figures of a day's summary, whatever says it is fresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, delete, func, select, tuple_

from sync.central.accounts.reader import Reader
from sync.central.database import Database, again, table_of
from sync.central.figures.counting import Counted, HallDay, count_days
from sync.central.figures.groups import COLUMNS, Counts, counted
from sync.central.figures.models import KeptCount
from sync.central.figures.scope import Scope
from sync.central.figures.visits import departments, visits_of_day
from sync.central.intake.ledgers import lock_hall
from sync.central.intake.models import Day
from sync.central.intake.rows import put, put_sealed

EVERYTHING = Reader(who="centre", shown="", halls=None)
AT_ONCE = 100  # days of halls in one statement: their halls take no batch meanwhile, a fifth of a second
_DAYS, _KEPT = table_of(Day), table_of(KeptCount)


def count_stale(database: Database, reader: Reader, first: str, last: str) -> int:
    """Count anew the stale days from `first` to `last` of the halls they may read; return how many there were."""
    with database.read() as db:
        wanted = (Day.stale.is_(True), Day.day >= first, Day.day <= last, reader.covers(Day.hall_id))
        rows = db.execute(select(Day.hall_id, Day.day).where(*wanted).order_by(Day.hall_id, Day.day)).all()
    stale = [(row.hall_id, row.day) for row in rows]
    for at in range(0, len(stale), AT_ONCE):
        again(lambda some=stale[at : at + AT_ONCE]: _count(database, some))  # type: ignore[misc]
    return len(stale)


def counts_of_day(db: Connection, hall: str, day: str, zone: str) -> Counted:
    """Return what a day's counts are, from the visits themselves."""
    here = Scope(hall, EVERYTHING)
    return counted(visits_of_day(db, here, day, ZoneInfo(zone).key, departments(db, here)))


def summed(first: str, last: str, *groups: Any) -> Select[Any]:
    """Return the query that adds up the counts of these days; `groups` are the columns to group by."""
    sums = [func.sum(getattr(KeptCount, name)).label(name) for name in COLUMNS]
    return select(*groups, *sums).where(KeptCount.day >= first, KeptCount.day <= last).group_by(*groups)


def counts_in(row: Any) -> Counts:
    """Return the counts in a row of such a query."""
    return Counts(**{name: int(getattr(row, name) or 0) for name in COLUMNS})


def _count(database: Database, days: Sequence[HallDay]) -> None:
    """Count days under their halls' locks, so that no batch slips in between the counting and the word *fresh*.

    The halls are locked in the order of their ids: two who count at once wait for each other and never both.
    """
    with database.write() as db:
        for hall in sorted({hall for hall, _ in days}):
            lock_hall(db, hall)
        wanted = (Day.stale.is_(True), tuple_(Day.hall_id, Day.day).in_(days))
        stale = [dict(row) for row in db.execute(select(_DAYS).where(*wanted)).mappings()]
        if not stale:
            return  # somebody else has counted them meanwhile
        still = [(row["hall_id"], row["day"]) for row in stale]
        db.execute(delete(KeptCount).where(tuple_(KeptCount.hall_id, KeptCount.day).in_(still)))
        put(db, _KEPT, _rows(count_days(db, still)))
        names = [column.name for column in _DAYS.columns if column.name != "seal"]
        fresh = [{name: row[name] for name in names} | {"stale": False} for row in stale]
        put_sealed(db, database.secret, _DAYS, fresh, replace=True)


def _rows(found: dict[HallDay, Counted]) -> list[dict[str, Any]]:
    return [
        {"hall_id": hall, "day": day, "of": of.value, "key": key, **{name: getattr(one, name) for name in COLUMNS}}
        for (hall, day), groups in sorted(found.items())
        for (of, key), one in sorted(groups.items())
    ]
