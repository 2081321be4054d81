"""Business days: which must be counted anew, and which revision they are in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, update

from sync.central.intake.models import Day
from sync.central.intake.rows import ask


def make_stale(connection: Connection, hall: str, days: Iterable[str], now_ms: int) -> None:
    """Mark days whose visits or ratings changed; the first change after an export raises the revision."""
    for day in sorted(set(days)):
        this = (Day.hall_id == hall, Day.day == day)
        found = ask(connection, "SELECT revision, stale, exported FROM days WHERE hall_id = ? AND day = ?", hall, day)
        known = found.first()
        if known is None:
            connection.execute(insert(Day).values(hall_id=hall, day=day, changed_ms=now_ms))
            continue
        revision, stale, exported = known
        if not stale or exported:
            revision += 1 if exported else 0
            values = {"revision": revision, "stale": True, "exported": False, "changed_ms": now_ms}
            connection.execute(update(Day).where(*this).values(**values))
