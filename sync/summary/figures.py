"""The figures of one hall and one business day: a pure function of visits, the same for screen, file, API and public page.

The order of the visits and their repetition change nothing. Only a visit that was served is in any denominator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sync.kinds import Cause, Channel, Level, Origin
from sync.shape import plain
from sync.summary.facts import Origins, Outcome, VisitFacts
from sync.summary.guard import withheld

MIN_N = 5  # a person with fewer ratings has no levels shown; a setting of the hall
TOP_REASONS = 10
TYPED = frozenset({Origin.TYPED_BY_STAFF, Origin.TYPED_BY_CITIZEN})


class Base(StrEnum):
    """Which services could have been rated: all that were served (so a question not asked is seen), or those asked."""

    SERVED = "served"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. `percent` has one decimal, None of nothing; it says 100.0 or 0.0 only where that is exact."""

    count: int
    of: int
    percent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts over some visits: served = rated + excluded + gave_way + unrated + waiting.

    `rated` are valid ratings by `levels` ("5" … "1"); `gave_way` were rated, but another visit's rating stands for
    the number; `waiting` is neither rated nor given up on yet.
    Where `withheld`, levels and shares of them are None: too few ratings to show a person's.
    """

    served: int
    asked: int
    rated: int
    excluded: int
    gave_way: int
    unrated: int
    waiting: int
    response: Share
    levels: dict[str, int] | None
    satisfied: Share | None
    bad: Share | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The tally of one window, department, person or hour. `key` is its id ("" where unknown), `name` for the reader."""

    key: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason was ticked at standing ratings; a code means something only within its questionnaire's version."""

    code: str
    version: str
    level: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One day's figures. `outcomes` are visits by how they ended, `causes` the unrated by why, `second` the 追评 by level.

    `typed` tallies tickets that no queue called (they are in `total` too). `cannot_know` names what this source
    does not see: `phone`, `superseded`, `texts`. `complete` is whether every kiosk is in without a gap.
    """

    origins: Origins
    min_n: int
    base: Base
    complete: bool
    kiosks_in: int
    total: Tally
    typed: Tally
    outcomes: dict[str, int]
    causes: dict[str, int]
    channels: dict[str, int]
    second: dict[str, int]
    unexplained: int
    with_comment: int
    superseded: int
    reasons: tuple[ReasonCount, ...]
    by_window: tuple[Group, ...]
    by_department: tuple[Group, ...]
    by_staff: tuple[Group, ...]
    by_hour: tuple[Group, ...]
    cannot_know: tuple[str, ...] = ()
    reason_texts: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return the summary as JSON values; fields that are None are left out."""
        made: dict[str, Any] = plain(self)
        return made


def summarise(
    origins: Origins,
    visits: Iterable[VisitFacts],
    *,
    min_n: int = MIN_N,
    base: Base = Base.SERVED,
    reason_texts: Mapping[str, str] | None = None,
) -> Summary:
    """Return the figures of `origins.day`; visits of other days are passed over.

    `reason_texts` gives the words of reason codes for files and pages; the figures do not depend on it.
    """
    day = sorted({visit for visit in visits if visit.day == origins.day}, key=attrgetter("visit"))
    served = [visit for visit in day if was_served(visit)]
    valid = [visit for visit in served if is_rated(visit)]
    return Summary(
        origins=origins,
        min_n=min_n,
        base=base,
        complete=_complete(origins),
        kiosks_in=sum(kiosk.in_time for kiosk in origins.kiosks),
        total=tally(served, base),
        typed=tally([visit for visit in served if visit.origin in TYPED], base),
        outcomes=_counted(Outcome, (Outcome.SERVED if was_served(visit) else visit.outcome for visit in day)),
        causes=_counted(Cause, (visit.cause for visit in served if _is_unrated(visit))),
        channels=_counted(Channel, (visit.channel for visit in valid)),
        second=_by_level(Counter(visit.second for visit in served if visit.second)),
        unexplained=sum(visit.unexplained for visit in valid),
        with_comment=sum(visit.has_comment for visit in valid),
        superseded=sum(visit.superseded for visit in day),
        reasons=_reasons(valid),
        by_window=_grouped(served, lambda visit: visit.window, origins.windows, base),
        by_department=_grouped(served, lambda visit: visit.department or "", origins.departments, base),
        by_staff=guarded(_grouped(served, lambda visit: visit.staff or "", origins.staff, base), min_n),
        by_hour=_grouped(served, lambda visit: f"{visit.hour:02d}", None, base),
        cannot_know=("phone", "superseded", "texts") if origins.source == "window" else (),
        reason_texts=dict(reason_texts or {}),
    )


def was_served(visit: VisitFacts) -> bool:
    """Whether the visit is in the denominators: served, or rated by a citizen who opened the question while being served."""
    return visit.outcome is Outcome.SERVED or (visit.outcome is Outcome.SERVING and visit.level is not None)


def is_rated(visit: VisitFacts) -> bool:
    """Whether a valid rating stands for it."""
    return visit.level is not None and not visit.excluded


def _is_unrated(visit: VisitFacts) -> bool:
    return visit.level is None and visit.superseded == 0 and visit.cause is not None


def share(count: int, of: int) -> Share:
    """Return a part of a whole with its percentage: halves to even, so that two parts of one whole add up to 100.0."""
    if of == 0:
        return Share(count, of, None)
    tenths, rest = divmod(count * 1000, of)
    if 2 * rest > of or (2 * rest == of and tenths % 2):
        tenths += 1
    if 0 < count < of:
        tenths = min(max(tenths, 1), 999)
    return Share(count, of, f"{tenths // 10}.{tenths % 10}")


def tally(served: Iterable[VisitFacts], base: Base = Base.SERVED) -> Tally:
    """Return the counts over visits that were served."""
    many = asked = answered = excluded = gave_way = unrated = 0
    given: Counter[Level] = Counter()
    for visit in served:  # once: a day is counted by window, person and hour, and its page is asked for all day
        many += 1
        asked += visit.asked
        level = visit.level
        if level is None:
            gave_way += visit.superseded > 0
            unrated += _is_unrated(visit)
        elif visit.excluded:
            excluded += 1
        else:
            given[level] += 1
            answered += visit.asked
    rated = given.total()
    bad = sum(count for level, count in given.items() if level.bad)
    return Tally(
        served=many,
        asked=asked,
        rated=rated,
        excluded=excluded,
        gave_way=gave_way,
        unrated=unrated,
        waiting=many - rated - excluded - gave_way - unrated,
        response=share(rated, many) if base is Base.SERVED else share(answered, asked),
        levels=_by_level(given),
        satisfied=share(rated - bad, rated),
        bad=share(bad, rated),
    )


def guarded(groups: tuple[Group, ...], min_n: int) -> tuple[Group, ...]:
    """Return the groups with the levels of small ones taken out, and of as many more as it takes to keep those hidden."""
    hidden = withheld({group.key: group.tally.rated for group in groups}, min_n)
    return tuple(
        Group(group.key, group.name, without_levels(group.tally)) if group.key in hidden else group for group in groups
    )


def without_levels(one: Tally) -> Tally:
    """Return a tally that says how many were served and rated, and not how."""
    return replace(one, levels=None, satisfied=None, bad=None, withheld=True)


def _grouped(
    served: list[VisitFacts], key: Callable[[VisitFacts], str], names: Mapping[str, str] | None, base: Base
) -> tuple[Group, ...]:
    parts: defaultdict[str, list[VisitFacts]] = defaultdict(list)
    for visit in served:
        parts[key(visit)].append(visit)
    return tuple(Group(one, (names or {}).get(one, one), tally(parts[one], base)) for one in sorted(parts, key=natural))


def natural(key: str) -> tuple[int, str]:
    """Return a sort key that puts window 2 before window 10."""
    return (len(key), key) if key.isascii() and key.isdigit() else (1 << 20, key)


def _by_level(counts: Counter[Level]) -> dict[str, int]:
    return {str(level.value): counts[level] for level in Level}


def _counted(words: type[StrEnum], found: Iterable[StrEnum | None]) -> dict[str, int]:
    counts = Counter(found)
    return {str(word): counts[word] for word in words}


def _reasons(valid: list[VisitFacts]) -> tuple[ReasonCount, ...]:
    counts = Counter(
        (code, visit.questionnaire_version or "", int(visit.level))
        for visit in valid
        if visit.level is not None
        for code in dict.fromkeys(visit.reasons)
    )
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ReasonCount(code, version, level, count) for (code, version, level), count in ranked[:TOP_REASONS])


def _complete(origins: Origins) -> bool:
    whole = all(kiosk.in_time and not kiosk.gaps for kiosk in origins.kiosks)
    return whole and len(origins.kiosks) >= max(origins.kiosks_expected, 1)  # of no kiosk nothing is proved
