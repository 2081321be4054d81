"""Who is reading, what they may do, and the one condition that keeps them to their halls and departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from sync.central.accounts.departments import belongs
from sync.central.accounts.roles import Act

Halls = frozenset[str] | None  # None: every hall
Departments = frozenset[tuple[str, str]] | None  # (hall, department); None: every department of those halls


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`who` is what the access log says: `account:li` or `token:ab12cd34`. `form` is the log-in's secret for forms.

    `role` is a person's; a program's token has none, only its `acts`. Nobody may anything that is not among these.
    """

    who: str
    shown: str
    halls: Halls
    form: str = ""
    role: str = ""
    acts: frozenset[Act] = frozenset()
    departments: Departments = None

    def may(self, act: Act) -> bool:
        """Return whether they may do this at all; where, `covers` says."""
        return act in self.acts

    def covers(self, hall_id: Any) -> ColumnElement[bool]:
        """Return the condition that goes into every query: this column's row is in a hall, and a department, of theirs."""
        halls = true() if self.halls is None else hall_id.in_(sorted(self.halls))
        if self.departments is None:
            return halls
        return and_(halls, belongs(hall_id.parent.entity, self.departments))
