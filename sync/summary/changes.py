"""What changed on a day since its last export, in words that name numbers but nobody's level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.summary.facts import VisitFacts
from sync.summary.words import word

MOST = 40  # lines; a file for people ends somewhere


def changes(before: Iterable[VisitFacts], now: Iterable[VisitFacts], language: str = "zh-CN") -> tuple[str, ...]:
    """Return a line for each visit that is told otherwise now, and one for how many came; empty where nothing changed."""
    old, new = {one.visit: one for one in before}, {one.visit: one for one in now}
    lines = [
        word(f"change.{_what(old[visit], new[visit])}", language, ticket=new[visit].ticket)
        for visit in sorted(old.keys() & new.keys())
        if old[visit] != new[visit]
    ]
    if len(lines) > MOST:
        lines = [*lines[:MOST], word("change.more", language, count=len(lines) - MOST)]
    counts = {"came": len(new.keys() - old.keys()), "left": len(old.keys() - new.keys())}
    return (*lines, *(word(f"change.{name}", language, count=count) for name, count in counts.items() if count))


def _what(old: VisitFacts, new: VisitFacts) -> str:
    """Return which of its sides changed: the first that matters to a reader."""
    sides: Mapping[str, tuple[object, object]] = {
        "excluded": (old.excluded, new.excluded),
        "rating": (old.level, new.level),
        "second": (old.second, new.second),
        "explained": ((old.reasons, old.has_comment), (new.reasons, new.has_comment)),
        "superseded": (old.superseded, new.superseded),
        "ended": ((old.outcome, old.cause), (new.outcome, new.cause)),
    }
    return next((name for name, (then, since) in sides.items() if then != since), "other")
