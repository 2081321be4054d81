"""A table of a report: what may stand in a cell and how it reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage as decided by `figures.share`; no writer rounds it again."""

    text: str

    def __str__(self) -> str:
        return f"{self.text}%"


Cell = int | str | Percent

WITHHELD = "※"  # too few ratings to show
NOTHING = "–"  # nothing to divide by


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; `key` names it for programs and does not change with the language."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
