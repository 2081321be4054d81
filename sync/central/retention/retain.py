"""Taking out what has had its time, hall by hall, each in a transaction of its own with its line in the audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from sync.central.accounts.audit import append
from sync.central.accounts.models import Access
from sync.central.central import Central
from sync.central.database import table_of
from sync.central.intake.models import AttachmentRow
from sync.central.places.models import Hall
from sync.central.retention import sealed
from sync.central.retention.logs import count_old, logs, take_out
from sync.central.retention.sealed import Sealed
from sync.kinds import ContactLeft

WHO = "command"
ATTACHMENTS = table_of(AttachmentRow).name


class NothingThere(Exception):
    """There is nothing to erase; the text says what was looked for."""


@dataclass(slots=True)
class Gone:
    """How much of what was taken out, or would be."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in sorted(self.counts.items()) if count) or "nothing"


def retain(central: Central, *, dry_run: bool) -> Gone:
    """Take out whatever is over by the settings; with `dry_run` only count it."""
    with central.database.read() as db:
        halls = ["", *db.execute(select(Hall.id).order_by(Hall.id)).scalars()]  # "": reads that named no hall
    gone = Gone()
    for hall in halls:
        gone.counts += _of_hall(central, hall, dry_run=dry_run)
    if gone.counts and not dry_run:
        central.database.scrub(ATTACHMENTS, Access.__tablename__)
    return gone


def erase(
    central: Central, hall: str, *, day: str = "", number: str = "", receipt: str = "", reason: str, dry_run: bool
) -> list[Sealed]:
    """Erase what was left about a number on a day, or beside the rating with a receipt; return what that was.

    Raises:
        NothingThere: nothing was left, or it is erased already.
    """

    def look(db: Connection) -> list[Sealed]:
        found = sealed.of_receipt(db, hall, receipt) if receipt else sealed.of_visits(db, hall, day, number)
        if not found:
            raise NothingThere(
                f"nothing was left about {receipt or f'{number} on {day}'} in hall {hall}, or it is erased"
            )
        return found

    if dry_run:
        with central.database.read() as db:
            return look(db)
    with central.database.write() as db:
        found = look(db)
        sealed.erase(db, found, central.now_ms())
        what = f"erased {_counted(found)}: records {', '.join(one.record for one in found)}"
        append(db, hall, who=WHO, act="erase", what=what, now=central.clock.now(), reason=reason)
    central.database.scrub(ATTACHMENTS)
    return found


def _of_hall(central: Central, hall: str, *, dry_run: bool) -> Counter[str]:
    rules, now_ms = central.settings.retention, central.now_ms()
    if dry_run:
        with central.database.read() as db:
            counts = Counter(_names(sealed.over(db, hall, rules, now_ms)))
            counts.update({log.name: count_old(db, log, hall, now_ms) for log in logs(rules)})
            return +counts
    with central.database.write() as db:
        found = sealed.over(db, hall, rules, now_ms)
        sealed.erase(db, found, now_ms)
        counts = Counter(_names(found))
        counts.update({log.name: take_out(db, log, hall, now_ms) for log in logs(rules)})
        counts = +counts
        if counts:
            append(db, hall, who=WHO, act="retain", what=f"taken out by age: {Gone(counts)}", now=central.clock.now())
    return counts


def _names(found: list[Sealed]) -> list[str]:
    return ["numbers to call back" if one.kind == ContactLeft.kind else "comments" for one in found]


def _counted(found: list[Sealed]) -> str:
    return str(Gone(Counter(_names(found))))
