"""Whose figures there are, and counts that can be added up. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from sync.central.intake.pieces import key_of
from sync.kinds import Level
from sync.summary.facts import VisitFacts
from sync.summary.figures import Tally, share, tally, was_served


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

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in Counts.__slots__})

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


def counted(visits: Iterable[VisitFacts]) -> dict[tuple[Of, str], Counts]:
    """Return a day's counts by group. Pure."""
    groups: defaultdict[tuple[Of, str], list[VisitFacts]] = defaultdict(list)
    for visit in visits:
        if was_served(visit):
            for group in _groups(visit):
                groups[group].append(visit)
    return {group: _counts(tally(found)) for group, found in groups.items()}


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
