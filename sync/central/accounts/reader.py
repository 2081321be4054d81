"""Who is reading, and the one condition that keeps them to their halls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, true

Halls = frozenset[str] | None  # None: every hall


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`who` is what the access log says: `account:li` or `token:ab12cd34`. `form` is the log-in's secret for forms."""

    who: str
    shown: str
    halls: Halls
    form: str = ""

    def covers(self, hall_id: Any) -> ColumnElement[bool]:
        """Return the condition that goes into every query: this column names a hall they may read."""
        return true() if self.halls is None else hall_id.in_(sorted(self.halls))
