"""What only grows and is of no use after a while: reads, last words of kiosks, events told to windows, files nobody shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from sync.central.accounts.models import Access
from sync.central.files.models import File, FilePart, Notice
from sync.central.kiosks.models import Presence
from sync.central.passing.models import WindowEvent
from sync.central.places.models import Staff
from sync.central.settings import RetentionRules
from sync.contract import rfc3339
from sync.times import at

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Log:
    """A table whose rows go after so many days; `old` says which, given the first moment (ms) that is kept."""

    name: str
    table: Any
    days: int
    old: Callable[[int], ColumnElement[bool]]

    def which(self, hall: str, now_ms: int) -> ColumnElement[bool]:
        """Return the condition for a hall's rows whose time is over."""
        return and_(self.table.hall_id == hall, self.old(now_ms - self.days * DAY_MS))


def logs(rules: RetentionRules) -> list[Log]:
    """Return what goes by age. A setting of 0 days keeps it for ever. Records and the audit are never among these."""
    every = [
        Log("reads", Access, rules.access_days, lambda ms: Access.at < rfc3339(at(ms))),
        Log("last words of kiosks", Presence, rules.presence_days, lambda ms: Presence.seen_ms < ms),
        Log("events told to windows", WindowEvent, rules.event_days, lambda ms: WindowEvent.made_ms < ms),
        Log("files nobody shows", File, rules.file_days, lambda ms: and_(File.made_ms < ms, ~_shown())),
    ]
    return [one for one in every if one.days]


def count_old(db: Connection, log: Log, hall: str, now_ms: int) -> int:
    """Return how many rows of a hall would go."""
    return db.execute(select(func.count()).select_from(log.table).where(log.which(hall, now_ms))).scalar_one()


def take_out(db: Connection, log: Log, hall: str, now_ms: int) -> int:
    """Take them out; return how many they were."""
    which = log.which(hall, now_ms)
    if log.table is File:
        gone = db.execute(select(File.sha256).where(which)).scalars().all()
        db.execute(delete(FilePart).where(FilePart.hall_id == hall, FilePart.sha256.in_(gone)))
        db.execute(delete(File).where(File.hall_id == hall, File.sha256.in_(gone)))
        return len(gone)
    return db.execute(delete(log.table).where(which)).rowcount


def _shown() -> ColumnElement[bool]:
    """Whether a file is anybody's photo today, or in a notice that is not taken down."""
    photo = (
        Staff.hall_id == File.hall_id,
        Staff.photo == File.sha256,
        Staff.until_ms.is_(None),
        Staff.retired.is_(False),
    )
    notice = (Notice.hall_id == File.hall_id, Notice.file == File.sha256, Notice.retired.is_(False))
    return select(Staff.id).where(*photo).exists() | select(Notice.id).where(*notice).exists()
