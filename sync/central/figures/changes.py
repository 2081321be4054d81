"""What changed between two exports of a day: its counts by name, compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sync.summary.facts import Outcome
from sync.summary.figures import Summary, Tally
from sync.summary.words import word

_NAME = re.compile(
    r"(?P<of>total|window|outcome|unrated|second) (?:(?<=window )(?P<window>.*?) )?(?P<part>level \d|\w+)"
)


def counts(summary: Summary) -> dict[str, int]:
    """Return every count that a later record can move, by a name that says what it is."""
    made = dict(_tally("total", summary.total))
    ended = {
        name: count for name, count in summary.outcomes.items() if name != Outcome.SERVED.value
    }  # the total says it
    for part, found in (("outcome", ended), ("unrated", summary.causes), ("second", summary.second)):
        made |= {f"{part} {name}": count for name, count in found.items()}
    for group in summary.by_window:
        made |= dict(_tally(f"window {group.key}", group.tally))
    made |= {"unexplained": summary.unexplained, "superseded": summary.superseded}
    return made


def changes(before: Mapping[str, int], after: Mapping[str, int], language: str) -> tuple[str, ...]:
    """Return one line a count that differs, as in `合计非常满意：12 → 13`; what is not named counts as none."""
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name, 0), after.get(name, 0)) for name in names)
    return tuple(
        word("change.count", language, name=_told(name, language), old=old, new=new)
        for name, old, new in pairs
        if old != new
    )


def _told(name: str, language: str) -> str:
    """Return a count's name for a reader."""
    found = _NAME.fullmatch(name)
    if found is None:
        return word(name, language)
    of, window, part = found["of"], found["window"], found["part"]
    if of == "outcome":
        return word(f"outcome.{part}", language)
    family = {"unrated": "cause.", "second": "level."}.get(of, "")
    return word(f"change.of_{of}", language, window=window, part=word(family + part.replace(" ", "."), language))


def _tally(name: str, tally: Tally) -> Iterator[tuple[str, int]]:
    for part in ("served", "asked", "rated", "excluded", "unrated"):
        yield f"{name} {part}", getattr(tally, part)
    for level, count in (tally.levels or {}).items():
        yield f"{name} level {level}", count
