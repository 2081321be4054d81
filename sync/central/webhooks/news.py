"""What there is to tell: cases opened, calls for the manager, kiosks gone silent and back, other alarms.

Found in the tables by when it happened, never noted by whoever made it happen: taking a batch in costs nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from sync.central.followup.models import Case
from sync.central.help.calls import LATE_MS
from sync.central.help.models import HelpCall
from sync.central.intake.alarms import AlarmKind
from sync.central.intake.models import Alarm, Rating, Visit
from sync.central.kiosks.models import Kiosk
from sync.contract import canonical, rfc3339
from sync.times import at

AT_ONCE = 2000  # of one sort in one look; what is left comes in the next


class Kind(StrEnum):
    """What a webhook may ask to hear."""

    CASE_OPENED = "case.opened"
    HELP_CALLED = "help.called"
    KIOSK_SILENT = "kiosk.silent"
    KIOSK_BACK = "kiosk.back"
    ALARM_RAISED = "alarm.raised"
    TEST = "webhook.test"


ASKABLE = tuple(kind for kind in Kind if kind is not Kind.TEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing; `source` names it within its hall, `facts` hold nothing personal."""

    hall: str
    kind: Kind
    source: str
    at_ms: int
    facts: dict[str, Any]

    def body(self) -> str:
        """Return it as it is sent."""
        return canonical(
            {"type": self.kind.value, "timestamp": rfc3339(at(self.at_ms)), "data": {"hall": self.hall, **self.facts}}
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What happened since a moment; `through_ms` is how far one may rely on nothing missing (None: to the end)."""

    news: list[Happened]
    through_ms: int | None


def since(db: Connection, halls: Sequence[str], since_ms: int) -> Found:
    """Return what happened in these halls since then."""
    cases, calls = _cases(db, halls, since_ms), _calls(db, halls, since_ms)
    full = [part[-1].at_ms for part in (cases, calls) if len(part) >= AT_ONCE]
    return Found([*cases, *calls, *_alarms(db, halls, since_ms)], min(full, default=None))


def _cases(db: Connection, halls: Sequence[str], since_ms: int) -> list[Happened]:
    columns = select(Case.hall_id, Case.id, Case.why, Case.opened_ms, Case.visit_id, Visit.ticket, Visit.window_id)
    rows = db.execute(
        columns.add_columns(Rating.level)
        .join(Visit, and_(Visit.hall_id == Case.hall_id, Visit.id == Case.visit_id))
        .join(Rating, and_(Rating.hall_id == Case.hall_id, Rating.id == Case.rating_id))
        .where(Case.hall_id.in_(halls), Case.opened_ms >= since_ms)
        .order_by(Case.opened_ms)
        .limit(AT_ONCE)
    )
    return [
        Happened(
            hall=row.hall_id,
            kind=Kind.CASE_OPENED,
            source=f"case:{row.id}",
            at_ms=row.opened_ms,
            facts={
                "case": row.id,
                "why": row.why,
                "visit": row.visit_id,
                "ticket": row.ticket,
                "window": row.window_id,
                "level": row.level,
            },
        )
        for row in rows
    ]


def _calls(db: Connection, halls: Sequence[str], since_ms: int) -> list[Happened]:
    columns = select(HelpCall.hall_id, HelpCall.id, HelpCall.window_id, HelpCall.called_ms, HelpCall.heard_ms)
    rows = db.execute(
        columns.where(HelpCall.hall_id.in_(halls), HelpCall.heard_ms >= since_ms)
        .order_by(HelpCall.heard_ms)
        .limit(AT_ONCE)
    )
    return [
        Happened(
            hall=row.hall_id,
            kind=Kind.HELP_CALLED,
            source=f"help:{row.id}",
            at_ms=row.heard_ms,
            facts={
                "call": row.id,
                "window": row.window_id,
                "called": rfc3339(at(row.called_ms)),
                "late": row.heard_ms - row.called_ms > LATE_MS,
            },
        )
        for row in rows
    ]


def _alarms(db: Connection, halls: Sequence[str], since_ms: int) -> list[Happened]:
    columns = select(Alarm.hall_id, Alarm.id, Alarm.kind, Alarm.kiosk_id, Alarm.detail, Alarm.raised_ms)
    ended = and_(Alarm.kind == AlarmKind.SILENT.value, Alarm.closed_ms >= since_ms)
    rows = db.execute(
        columns.add_columns(Alarm.closed_ms, Kiosk.window_id)
        .outerjoin(Kiosk, and_(Kiosk.hall_id == Alarm.hall_id, Kiosk.id == Alarm.kiosk_id))
        .where(Alarm.hall_id.in_(halls), or_(Alarm.raised_ms >= since_ms, ended))
        .order_by(Alarm.raised_ms)
    )
    return [one for row in rows for one in _of_alarm(row, since_ms)]


def _of_alarm(row: Any, since_ms: int) -> Iterable[Happened]:
    silent = row.kind == AlarmKind.SILENT.value
    facts = {"alarm": row.id, "kind": row.kind, "window": row.window_id, "kiosk": row.kiosk_id, "detail": row.detail}
    if row.raised_ms >= since_ms:
        kind = Kind.KIOSK_SILENT if silent else Kind.ALARM_RAISED
        yield Happened(hall=row.hall_id, kind=kind, source=f"alarm:{row.id}", at_ms=row.raised_ms, facts=facts)
    if silent and row.closed_ms is not None and row.closed_ms >= since_ms:
        back = {name: facts[name] for name in ("alarm", "window", "kiosk")}
        source = f"back:{row.id}"
        yield Happened(hall=row.hall_id, kind=Kind.KIOSK_BACK, source=source, at_ms=row.closed_ms, facts=back)
