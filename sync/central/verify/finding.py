"""What verify finds, and what it looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs: in which table and hall, at which row, and how."""

    table: str
    hall: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.hall} {self.row}: {self.what}"


def differing(table: str, hall: str, row: str, held: Mapping[str, Any], told: Mapping[str, Any]) -> list[Finding]:
    """Return a finding for each column that is not what the records tell."""
    return [
        Finding(table, hall, row, f"{name} is {_shown(held.get(name))}, the records say {_shown(value)}")
        for name, value in told.items()
        if held.get(name) != value
    ]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
