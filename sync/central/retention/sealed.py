"""Sealed texts (comments, numbers to call back): whose time is over, and taking them out. Their records stay as they are.

A record holds the hash of the sealed bytes only, so a chain is whole without them; `verify` says how many were erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from sync.central.followup.models import Case
from sync.central.intake.models import AttachmentRow, Rating, RecordRow, Visit
from sync.central.intake.reading import stored
from sync.central.settings import RetentionRules
from sync.contract import parsed
from sync.kinds import ContactLeft, Explained
from sync.shape import Malformed

DAY_MS = 24 * 60 * 60 * 1000
AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Sealed bytes that are still here: beside which record, of which kind, about which rating, promised for how long."""

    hall: str
    record: str
    sha256: str
    kind: str
    at_ms: int
    rating: str
    keep_days: int | None


def over(db: Connection, hall: str, rules: RetentionRules, now_ms: int) -> list[Sealed]:
    """Return what of a hall has had its time: so many days after its case was settled, or after it was left."""
    kinds = [ContactLeft.kind, *([Explained.kind] if rules.comment_days else [])]
    held = _held(db, RecordRow.hall_id == hall, RecordRow.kind.in_(kinds))
    due = []
    for some in _in_turns(held):
        settled = _settled(db, hall, [one.rating for one in some], rules)
        due += [one for one in some if now_ms >= settled.get(one.rating, one.at_ms) + _days(one, rules) * DAY_MS]
    return due


def of_visits(db: Connection, hall: str, day: str, number: str) -> list[Sealed]:
    """Return what was left about a number on a day."""
    visit = and_(Visit.hall_id == RecordRow.hall_id, Visit.id == RecordRow.visit_id)
    theirs = select(Visit.id).where(visit, Visit.day == day, Visit.ticket == number).exists()
    return list(_held(db, RecordRow.hall_id == hall, theirs))


def of_receipt(db: Connection, hall: str, receipt: str) -> list[Sealed]:
    """Return what was left beside the rating that has this receipt."""
    same = select(Rating.visit_id).where(Rating.hall_id == hall, Rating.receipt == receipt)
    return list(_held(db, RecordRow.hall_id == hall, RecordRow.visit_id.in_(same)))


def erase(db: Connection, found: Sequence[Sealed], now_ms: int) -> None:
    """Take the bytes out; that they were erased, and when, stays."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("PRAGMA secure_delete = ON")  # the room they leave is overwritten, not only free
    for one in found:
        this = (AttachmentRow.hall_id == one.hall, AttachmentRow.record_id == one.record)
        values = {"sealed": None, "erased_ms": now_ms}
        db.execute(update(AttachmentRow).where(*this, AttachmentRow.sha256 == one.sha256).values(**values))


def _held(db: Connection, *which: ColumnElement[bool]) -> Iterator[Sealed]:
    beside = and_(AttachmentRow.hall_id == RecordRow.hall_id, AttachmentRow.record_id == RecordRow.id)
    columns = (RecordRow.hall_id, RecordRow.id, AttachmentRow.sha256, RecordRow.kind, RecordRow.at_ms, RecordRow.text)
    rows = db.execute(
        select(*columns)
        .join(AttachmentRow, beside)
        .where(*which, AttachmentRow.sealed.is_not(None))
        .order_by(RecordRow.id)
    ).all()
    for row in rows:
        said = _said(row.text)
        yield Sealed(
            hall=row.hall_id,
            record=row.id,
            sha256=row.sha256,
            kind=row.kind,
            at_ms=row.at_ms or 0,
            rating=str(said.get("rating", "")),
            keep_days=said.get("keep_days"),
        )


def _said(text: str) -> dict[str, Any]:
    try:
        value = parsed(stored(text))
    except Malformed:
        return {}
    return value if isinstance(value, dict) else {}


def _settled(db: Connection, hall: str, ratings: Sequence[str], rules: RetentionRules) -> dict[str, int]:
    """Return when the case of each rating was settled; a case that nobody closes counts as settled after a while."""
    case = and_(Case.hall_id == Rating.hall_id, Case.ticket_key == Rating.ticket_key, Case.round == Rating.round)
    wanted = (Rating.hall_id == hall, Rating.id.in_(ratings))
    rows = db.execute(select(Rating.id, Case.opened_ms, Case.withdrawn_ms).join(Case, case).where(*wanted))
    left = rules.open_case_days * DAY_MS
    return {row.id: row.opened_ms + left if row.withdrawn_ms is None else row.withdrawn_ms for row in rows}


def _days(one: Sealed, rules: RetentionRules) -> int:
    """Return for how long: what the citizen was promised, and never longer than the centre's rule."""
    if one.kind == Explained.kind:
        return rules.comment_days
    return min(rules.contact_days, one.keep_days) if isinstance(one.keep_days, int) else rules.contact_days


def _in_turns(held: Iterable[Sealed]) -> Iterator[list[Sealed]]:
    left = iter(held)
    while some := list(islice(left, AT_ONCE)):
        yield some
