"""Business days: which must be counted anew, and which revision they are in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from sync.central.intake.models import Day


def make_stale(connection: Connection, hall: str, days: Iterable[str], now_ms: int) -> None:
    """Mark days whose visits or ratings changed; the first change after an export raises the revision."""
    for day in sorted(set(days)):
        this = (Day.hall_id == hall, Day.day == day)
        known = connection.execute(select(Day.revision, Day.stale, Day.exported).where(*this)).first()
        if known is None:
            connection.execute(insert(Day).values(hall_id=hall, day=day, changed_ms=now_ms))
        elif not known.stale or known.exported:
            revision = known.revision + 1 if known.exported else known.revision
            values = {"revision": revision, "stale": True, "exported": False, "changed_ms": now_ms}
            connection.execute(update(Day).where(*this).values(**values))
