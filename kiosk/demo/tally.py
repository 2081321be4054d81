"""The demo's own count of its morning, kept apart from every record, and what of the summary differs from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.summary.figures import TOP_REASONS


@dataclass(slots=True)
class Tally:
    """What the morning did, counted as it was done. Served are rated + unrated; the others are outside."""

    levels: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    comments: int = 0
    visits: int = 0

    @property
    def rated(self) -> int:
        """How many visits have a rating."""
        return self.levels.total()

    @property
    def served(self) -> int:
        """How many services could be rated."""
        return self.rated + self.causes.total()


def differing(tally: Tally, summary: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each figure of the summary (as the API gives it) that is not the tally's."""
    return [
        f"{name}: the summary says {said}, the morning was {done}"
        for name, said, done in _pairs(tally, summary)
        if said != done
    ]


def told(tally: Tally, summary: Mapping[str, Any]) -> list[str]:
    """Return the morning's totals in sentences."""
    total = summary["total"]
    ends = ", ".join(f"{count} {end.replace('_', ' ')}" for end, count in sorted(tally.outcomes.items()))
    causes = ", ".join(f"{count} {cause.replace('_', ' ')}" for cause, count in summary["causes"].items() if count)
    levels = ", ".join(f"level {level}: {count}" for level, count in total["levels"].items())
    return [
        f"{tally.visits} numbers called: {total['served']} served, {ends}",
        f"{total['rated']} rated ({levels}), {tally.channels['phone']} of them by phone",
        f"{total['served'] - total['rated']} unrated: {causes}",
    ]


def _pairs(tally: Tally, summary: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    total = summary["total"]
    yield "served", total["served"], tally.served
    yield "rated", total["rated"], tally.rated
    yield "with a comment", summary["with_comment"], tally.comments
    top = {one["code"]: one["count"] for one in summary["reasons"]}
    yield "reasons", top, {code: tally.reasons[code] for code in top}
    yield "reasons listed", len(top), min(TOP_REASONS, len(tally.reasons))
    for name, said, done in (
        ("levels", total["levels"], tally.levels),
        ("causes", summary["causes"], tally.causes),
        ("channels", summary["channels"], tally.channels),
        ("outcomes", summary["outcomes"], tally.outcomes + Counter({"served": tally.served})),
    ):
        yield name, {key: count for key, count in said.items() if count}, {key: n for key, n in done.items() if n}
