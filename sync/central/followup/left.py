"""What a citizen left with a bad rating: their words, and a number to be called back at. Sealed until somebody opens a case.

Nothing here is opened in passing: whoever reads it names a case and a reason, and both stand in the audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, select

from sync.central.figures.scope import Scope
from sync.central.followup.models import Case
from sync.central.intake.models import AttachmentRow, Rating, RecordRow, Visit
from sync.contract import rfc3339
from sync.kinds import ContactLeft, Explained
from sync.suite import Forged, Keys, unseal
from sync.times import at

LONGEST = 1000  # characters of one text; a kiosk lets nobody write as many
_KINDS = (Explained.kind, ContactLeft.kind)


class Lies(StrEnum):
    """What has become of sealed bytes."""

    HERE = "here"
    ERASED = "erased"
    NOT_COME = "not_come"  # the record is here, the bytes beside it are not
    UNREADABLE = "unreadable"  # sealed to another key, or damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One text: itself where it is here, else why not; `erased` is when."""

    state: Lies
    text: str = ""
    erased: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What was left with the rating behind a case; null is what nobody left."""

    case: str
    number: str
    window: str
    level: int
    comment: Opened | None
    contact: Opened | None


def left_with(db: Connection, scope: Scope, keys: Keys, case: str) -> Left | None:
    """Return what was left with a case's rating, opened; None where there is no such case."""
    rating = and_(Rating.hall_id == Case.hall_id, Rating.id == Case.rating_id)
    visit = and_(Visit.hall_id == Case.hall_id, Visit.id == Case.visit_id)
    columns = (Case.id, Case.visit_id, Rating.level, Rating.comment, Rating.contact, Visit.ticket, Visit.window_id)
    row = db.execute(
        select(*columns).join(Rating, rating).join(Visit, visit).where(scope.of(Case), Case.id == case)
    ).first()
    if row is None:
        return None
    sealed = _sealed(db, scope, row.visit_id, [name for name in (row.comment, row.contact) if name])
    return Left(
        case=row.id,
        number=row.ticket,
        window=row.window_id,
        level=row.level,
        comment=_opened(keys, sealed, row.comment),
        contact=_opened(keys, sealed, row.contact),
    )


def _sealed(db: Connection, scope: Scope, visit: str, names: list[str]) -> dict[str, Any]:
    """Return the rows of these bytes by their hash; each lies beside a record of the visit."""
    beside = and_(RecordRow.hall_id == AttachmentRow.hall_id, RecordRow.id == AttachmentRow.record_id)
    columns = (AttachmentRow.sha256, AttachmentRow.record_id, AttachmentRow.sealed, AttachmentRow.erased_ms)
    wanted = (RecordRow.visit_id == visit, RecordRow.kind.in_(_KINDS), AttachmentRow.sha256.in_(names))
    rows = db.execute(select(*columns).join(RecordRow, beside).where(scope.of(RecordRow), *wanted))
    return {row.sha256: row for row in rows}


def _opened(keys: Keys, sealed: dict[str, Any], name: str | None) -> Opened | None:
    if name is None:
        return None
    row = sealed.get(name)
    if row is None:
        return Opened(state=Lies.NOT_COME)
    if row.sealed is None:
        return Opened(state=Lies.ERASED, erased=rfc3339(at(row.erased_ms)) if row.erased_ms is not None else None)
    try:
        text = unseal(keys, bytes(row.sealed), row.record_id).decode(errors="replace")
    except Forged:
        return Opened(state=Lies.UNREADABLE)
    return Opened(state=Lies.HERE, text=text[:LONGEST])
