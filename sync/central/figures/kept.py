"""Counts kept beside the visits, a row a hall, day and group: what trends and ranks read without walking every visit.

A day is counted when somebody asks and it is stale (`days.stale`), from the same figures as its summary. `verify`
counts anew whatever says it is fresh.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from sync.central.accounts.reader import Reader
from sync.central.database import Database
from sync.central.figures.models import KeptCount
from sync.central.figures.scope import Scope
from sync.central.figures.visits import visits_of_day
from sync.central.intake.ledgers import lock_hall
from sync.central.intake.models import Day
from sync.central.intake.story import key_of
from sync.central.places.models import Hall
from sync.kinds import Level
from sync.summary.facts import VisitFacts
from sync.summary.figures import Tally, share, tally, was_served

EVERYTHING = Reader(who="centre", shown="", halls=None)


class Of(StrEnum):
    """Whose figures: a hall's, or one of its parts'."""

    HALL = "hall"
    DEPARTMENT = "department"
    WINDOW = "window"
    STAFF = "staff"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that can be added up; the fields are those of a `Tally`."""

    served: int = 0
    asked: int = 0
    rated: int = 0
    excluded: int = 0
    gave_way: int = 0
    unrated: int = 0
    waiting: int = 0
    level_5: int = 0
    level_4: int = 0
    level_3: int = 0
    level_2: int = 0
    level_1: int = 0

    @property
    def bad(self) -> int:
        """差评: levels 2 and 1."""
        return self.level_2 + self.level_1

    def tally(self) -> Tally:
        """Return the figures; the denominator of the response rate is what was served."""
        return Tally(
            served=self.served,
            asked=self.asked,
            rated=self.rated,
            excluded=self.excluded,
            gave_way=self.gave_way,
            unrated=self.unrated,
            waiting=self.waiting,
            response=share(self.rated, self.served),
            levels={str(level.value): getattr(self, f"level_{level.value}") for level in Level},
            satisfied=share(self.rated - self.bad, self.rated),
            bad=share(self.bad, self.rated),
        )


COLUMNS = tuple(one.name for one in fields(Counts))


def count_stale(database: Database, reader: Reader, first: str, last: str) -> int:
    """Count anew the stale days from `first` to `last` of the halls they may read; return how many there were."""
    with database.read() as db:
        wanted = (Day.stale.is_(True), Day.day >= first, Day.day <= last, reader.covers(Day.hall_id))
        stale = db.execute(select(Day.hall_id, Day.day).where(*wanted).order_by(Day.hall_id, Day.day)).all()
    for hall, day in stale:
        with database.write() as db:
            _count_day(db, hall, day)
    return len(stale)


def counted(visits: Iterable[VisitFacts]) -> dict[tuple[Of, str], Counts]:
    """Return a day's counts by group. Pure."""
    groups: defaultdict[tuple[Of, str], list[VisitFacts]] = defaultdict(list)
    for visit in visits:
        if was_served(visit):
            for group in _groups(visit):
                groups[group].append(visit)
    return {group: _counts(tally(found)) for group, found in groups.items()}


def counts_of_day(db: Connection, hall: str, day: str, zone: str) -> dict[tuple[Of, str], Counts]:
    """Return what a day's counts are, from the visits themselves."""
    return counted(visits_of_day(db, Scope(hall, EVERYTHING), day, zone))


def summed(first: str, last: str, *groups: Any) -> Select[Any]:
    """Return the query that adds up the counts of these days; `groups` are the columns to group by."""
    sums = [func.sum(getattr(KeptCount, name)).label(name) for name in COLUMNS]
    return select(*groups, *sums).where(KeptCount.day >= first, KeptCount.day <= last).group_by(*groups)


def counts_in(row: Any) -> Counts:
    """Return the counts in a row of such a query."""
    return Counts(**{name: int(getattr(row, name) or 0) for name in COLUMNS})


def _count_day(db: Connection, hall: str, day: str) -> None:
    """Count a day under its hall's lock, so that no batch slips in between the counting and the word *fresh*."""
    lock_hall(db, hall)
    this = (Day.hall_id == hall, Day.day == day)
    if not db.execute(select(Day.stale).where(*this)).scalar():
        return  # somebody else has counted it meanwhile
    zone = db.execute(select(Hall.time_zone).where(Hall.id == hall)).scalar_one()
    found = counts_of_day(db, hall, day, ZoneInfo(zone).key)
    db.execute(delete(KeptCount).where(KeptCount.hall_id == hall, KeptCount.day == day))
    rows = [
        {"hall_id": hall, "day": day, "of": of.value, "key": key, **{name: getattr(one, name) for name in COLUMNS}}
        for (of, key), one in sorted(found.items())
    ]
    if rows:
        db.execute(insert(KeptCount), rows)
    db.execute(update(Day).where(*this).values(stale=False))


def _groups(visit: VisitFacts) -> Iterator[tuple[Of, str]]:
    yield Of.HALL, ""
    yield Of.WINDOW, visit.window
    for of, key in ((Of.DEPARTMENT, visit.department), (Of.STAFF, visit.staff), (Of.SERVICE, visit.service)):
        if key:
            yield of, key_of(key)


def _counts(one: Tally) -> Counts:
    levels = {f"level_{level}": count for level, count in (one.levels or {}).items()}
    plain = {name: getattr(one, name) for name in COLUMNS if not name.startswith("level_")}
    return Counts(**plain, **levels)
