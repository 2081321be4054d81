"""One hall as one reader may see it: the condition that every query of figures carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from sync.central.accounts.reader import Reader
from sync.central.places.models import Hall


@dataclass(frozen=True, slots=True)
class Scope:
    """A hall and who asks. A hall they may not read has no rows, whatever is asked."""

    hall: str
    reader: Reader

    def of(self, table: Any) -> ColumnElement[bool]:
        """Return the condition for a table that has a `hall_id`."""
        return and_(table.hall_id == self.hall, self.reader.covers(table.hall_id))


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What is said of a hall at the top of a page."""

    id: str
    name: str
    time_zone: str


def hall_of(db: Connection, scope: Scope) -> HallFacts | None:
    """Return the hall, or None: there is none, or it is not theirs to read; the two look the same from outside."""
    wanted = (Hall.id == scope.hall, scope.reader.covers(Hall.id))
    row = db.execute(select(Hall.id, Hall.name, Hall.time_zone).where(*wanted)).first()
    return HallFacts(*row) if row else None


def halls_of(db: Connection, reader: Reader) -> list[HallFacts]:
    """Return the halls they may read, by id."""
    rows = db.execute(select(Hall.id, Hall.name, Hall.time_zone).where(reader.covers(Hall.id)).order_by(Hall.id))
    return [HallFacts(*row) for row in rows]
