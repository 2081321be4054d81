"""Business days: which must be counted anew, and which revision they are in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sync.central.database import table_of
from sync.central.intake.models import Day
from sync.central.intake.rows import ask, put_sealed

_DAYS = table_of(Day)


def make_stale(connection: Connection, secret: bytes, hall: str, days: Iterable[str], now_ms: int) -> None:
    """Mark days whose visits or ratings changed; the first change after an export raises the revision."""
    changed = []
    for day in sorted(set(days)):
        found = ask(connection, "SELECT revision, stale, exported FROM days WHERE hall_id = ? AND day = ?", hall, day)
        revision, stale, exported = found.first() or (1, False, False)
        if not stale or exported:
            row = {"hall_id": hall, "day": day, "revision": revision + (1 if exported else 0)}
            changed.append({**row, "stale": True, "exported": False, "changed_ms": now_ms})
    if changed:  # sealed as a whole: an update would look through every day there is for the rows it has to seal
        put_sealed(connection, secret, _DAYS, changed, replace=True)
