"""Help calls: noticed among the records of a batch, listed for those who may see the hall, answered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, insert, select, update

from sync.central.accounts.reader import Reader
from sync.central.database import after_commit
from sync.central.figures.scope import HallFacts, Scope
from sync.central.followup.live import Hub, News, notify
from sync.central.help.models import HelpCall
from sync.central.intake.filed import Filed
from sync.central.intake.models import Visit
from sync.central.intake.reading import Read
from sync.central.kiosks.known import KioskKnown
from sync.central.passing.told import Teller, help_item
from sync.contract import HelpAnswered, rfc3339
from sync.kinds import HelpAcknowledged, HelpCalled
from sync.times import at

LATE_MS = 10 * 60_000  # a call that took longer to come in rings no bell: nobody waits at the window any more
SHOWN_MS = 12 * 3_600_000
LATELY_MS = 3_600_000  # how long a heartbeat repeats that a call was answered
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One open call as the hall's page lists it; `since` by the hall's clocks, `late`: it came in too late to help."""

    id: str
    window: str
    ticket: str | None
    since: str
    late: bool


class HelpDesk:
    """Joins intake, the pages and the windows: a call rings where the hall is watched, an answer reaches its window."""

    def __init__(self, teller: Teller, hub: Hub, *, sqlite: bool) -> None:
        self._teller = teller
        self._hub = hub
        self._sqlite = sqlite

    def noticed(self, db: Connection, kiosk: KioskKnown, new: Sequence[Filed], now_ms: int) -> None:
        """Look for calls and answers among new records; part of intake's transaction."""
        for one in new:
            if one.applies and one.record is not None:
                if one.record.kind == HelpCalled.kind:
                    self._called(db, kiosk, one, one.record, now_ms)
                elif one.record.kind == HelpAcknowledged.kind:
                    self._answered_there(db, kiosk, one.record, one.at_ms or now_ms)

    def answer(self, db: Connection, who: Reader, call: str, now_ms: int) -> HelpAnswered | None:
        """Say that this reader is coming; None where there is no such call in a hall of theirs. The first one stays."""
        this = (HelpCall.id == call, who.covers(HelpCall.hall_id))
        row = db.execute(select(HelpCall.__table__).where(*this).with_for_update()).mappings().first()
        if row is None:
            return None
        if row["answered_ms"] is not None:
            return _answered(row)
        by = (who.shown or who.who)[:100]
        said = HelpAnswered(call=call, by=by, at=rfc3339(at(now_ms)))
        calls = self._with_its_like(db, dict(row))
        for one in calls:
            self._mark(db, row["hall_id"], one, now_ms, by)
        items = [help_item(replace(said, call=one)) for one in calls]
        self._teller.tell(db, row["hall_id"], row["window_id"], items, now_ms)
        self._ring(db, News(row["hall_id"], help=call))
        return said

    def _with_its_like(self, db: Connection, row: Mapping[str, Any]) -> list[str]:
        """Return this call and the others its kiosk still has open: whoever comes comes for all of them."""
        this = (HelpCall.hall_id == row["hall_id"], HelpCall.kiosk_id == row["kiosk_id"])
        wanted = select(HelpCall.id).where(*this, HelpCall.answered_ms.is_(None), HelpCall.id != row["id"])
        others = db.execute(wanted.order_by(HelpCall.heard_ms.desc()).limit(MOST - 1)).scalars()
        return [row["id"], *others]

    def _called(self, db: Connection, kiosk: KioskKnown, one: Filed, record: Read, now_ms: int) -> None:
        if db.execute(select(HelpCall.id).where(HelpCall.hall_id == kiosk.hall, HelpCall.id == one.id)).first():
            return
        called_ms = one.at_ms if one.at_ms is not None else one.wall_ms
        row = {"hall_id": kiosk.hall, "id": one.id, "kiosk_id": kiosk.id, "window_id": record.window}
        row |= {"visit_id": record.visit, "called_ms": called_ms, "heard_ms": now_ms}
        db.execute(insert(HelpCall), [{**row, "answered_ms": None, "answered_by": None}])
        late = now_ms - called_ms > LATE_MS
        self._ring(db, News(kiosk.hall, help=one.id, window=None if late else record.window))

    def _answered_there(self, db: Connection, kiosk: KioskKnown, record: Read, when_ms: int) -> None:
        """Somebody answered at the window itself, or the kiosk keeps what it heard from here."""
        this = (HelpCall.hall_id == kiosk.hall, HelpCall.id == record.call, HelpCall.kiosk_id == kiosk.id)
        if db.execute(select(HelpCall.id).where(*this, HelpCall.answered_ms.is_(None))).first():
            self._mark(db, kiosk.hall, record.call, when_ms, (record.by or "")[:100])
            self._ring(db, News(kiosk.hall, help=record.call))

    def _mark(self, db: Connection, hall: str, call: str, now_ms: int, by: str) -> None:
        this = (HelpCall.hall_id == hall, HelpCall.id == call)
        db.execute(update(HelpCall).where(*this).values(answered_ms=now_ms, answered_by=by))

    def _ring(self, db: Connection, news: News) -> None:
        if self._sqlite:
            after_commit(db, partial(self._hub.publish, news))
        else:
            notify(db, [news])


def open_calls(db: Connection, scope: Scope, hall: HallFacts, now_ms: int) -> list[CallLine]:
    """Return the calls nobody has answered yet, newest first."""
    columns = (HelpCall.id, HelpCall.window_id, HelpCall.called_ms, HelpCall.heard_ms, Visit.ticket)
    visit = (Visit.hall_id == HelpCall.hall_id) & (Visit.id == HelpCall.visit_id)
    rows = db.execute(
        select(*columns)
        .outerjoin(Visit, visit)
        .where(*_open(scope, now_ms))
        .order_by(HelpCall.heard_ms.desc(), HelpCall.id.desc())
        .limit(MOST)
    )
    return [_line(row, hall) for row in rows]


def answered_lately(db: Connection, hall: str, kiosk: str, now_ms: int) -> tuple[HelpAnswered, ...]:
    """Return this kiosk's calls that were answered in the last hour, for its heartbeat."""
    this = (HelpCall.hall_id == hall, HelpCall.kiosk_id == kiosk, HelpCall.answered_ms > now_ms - LATELY_MS)
    rows = db.execute(select(HelpCall.__table__).where(*this).order_by(HelpCall.answered_ms.desc()).limit(MOST))
    return tuple(_answered(row) for row in rows.mappings())


def _open(scope: Scope, now_ms: int) -> tuple[ColumnElement[bool], ...]:
    return scope.of(HelpCall), HelpCall.answered_ms.is_(None), HelpCall.heard_ms > now_ms - SHOWN_MS


def _line(row: Any, hall: HallFacts) -> CallLine:
    since = at(row.called_ms).astimezone(ZoneInfo(hall.time_zone)).strftime("%H:%M")
    late = row.heard_ms - row.called_ms > LATE_MS
    return CallLine(id=row.id, window=row.window_id, ticket=row.ticket, since=since, late=late)


def _answered(row: Any) -> HelpAnswered:
    return HelpAnswered(call=row["id"], by=row["answered_by"] or None, at=rfc3339(at(row["answered_ms"])))
