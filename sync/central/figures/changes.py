"""What changed between two exports of a day: its counts by name, compared. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sync.summary.figures import Summary, Tally


def counts(summary: Summary) -> dict[str, int]:
    """Return every count that a later record can move, by a name that says what it is."""
    made = dict(_tally("total", summary.total))
    for part, found in (("outcome", summary.outcomes), ("unrated", summary.causes), ("second", summary.second)):
        made |= {f"{part} {name}": count for name, count in found.items()}
    for group in summary.by_window:
        made |= dict(_tally(f"window {group.key}", group.tally))
    made |= {"unexplained": summary.unexplained, "superseded": summary.superseded}
    return made


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[str, ...]:
    """Return one line a count that differs, as in `total level 5: 12 → 13`; what is not named counts as none."""
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name, 0), after.get(name, 0)) for name in names)
    return tuple(f"{name}: {old} → {new}" for name, old, new in pairs if old != new)


def _tally(name: str, tally: Tally) -> Iterator[tuple[str, int]]:
    for part in ("served", "asked", "rated", "excluded", "unrated"):
        yield f"{name} {part}", getattr(tally, part)
    for level, count in (tally.levels or {}).items():
        yield f"{name} level {level}", count
