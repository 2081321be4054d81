"""Alarms as a hall's page and its API list them: what it is about, since when, and how fresh that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from sync.central.alarms.models import AlarmClosing
from sync.central.figures.scope import Scope
from sync.central.intake.models import Alarm
from sync.central.kiosks.models import Kiosk, Presence
from sync.central.web.cursor import Listed, page_of
from sync.contract import rfc3339
from sync.times import at

MOST = 20  # on a page, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSeen:
    """One alarm. Times are RFC 3339; `heard` is when the kiosk last spoke. `by` and `reason` are a person's who closed it."""

    id: str
    kind: str
    window: str | None
    kiosk: str
    detail: str
    raised: str
    heard: str | None
    closed: str | None
    by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLine:
    """One open alarm on a hall's page. Minutes are whole; `heard_ago` is None where the kiosk never spoke."""

    id: str
    kind: str
    window: str | None
    detail: str
    raised_ago: int
    heard_ago: int | None


def open_alarms(db: Connection, scope: Scope, now_ms: int) -> list[AlarmLine]:
    """Return the newest open alarms of a hall."""
    newest = (Alarm.raised_ms.desc(), Alarm.id.desc())
    rows = db.execute(_alarms(scope).where(Alarm.closed_ms.is_(None)).order_by(*newest).limit(MOST))
    return [_line(row, now_ms) for row in rows]


def open_count(db: Connection, scope: Scope) -> int:
    """Return how many alarms of a hall are open."""
    wanted = (scope.of(Alarm), Alarm.closed_ms.is_(None))
    return db.execute(select(func.count()).select_from(Alarm).where(*wanted)).scalar_one()


def alarms_of(db: Connection, scope: Scope, *, still_open: bool | None, after: str, limit: int) -> Listed[AlarmSeen]:
    """Return a page of a hall's alarms, newest first: the open ones, the closed ones, or (None) all."""
    query = _alarms(scope)
    if still_open is not None:
        query = query.where(Alarm.closed_ms.is_(None) if still_open else Alarm.closed_ms.is_not(None))
    page = page_of(db, query, [Alarm.raised_ms, Alarm.id], after=after, limit=limit, newest_first=True)
    return Listed([_seen(row) for row in page.rows], page.next)


def _alarms(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = (Alarm.id, Alarm.kind, Alarm.kiosk_id, Alarm.detail, Alarm.raised_ms, Alarm.closed_ms)
    more = (Kiosk.window_id, Presence.seen_ms, AlarmClosing.by, AlarmClosing.reason)
    chosen: Select[*tuple[Any, ...]] = select(*columns, *more)
    return (
        chosen.outerjoin(Kiosk, _same_kiosk(Kiosk.hall_id, Kiosk.id))
        .outerjoin(Presence, _same_kiosk(Presence.hall_id, Presence.kiosk_id))
        .outerjoin(AlarmClosing, and_(AlarmClosing.hall_id == Alarm.hall_id, AlarmClosing.alarm_id == Alarm.id))
        .where(scope.of(Alarm))
    )


def _same_kiosk(hall: Any, kiosk: Any) -> ColumnElement[bool]:
    return and_(hall == Alarm.hall_id, kiosk == Alarm.kiosk_id)


def _line(row: Any, now_ms: int) -> AlarmLine:
    return AlarmLine(
        id=row.id,
        kind=row.kind,
        window=row.window_id,
        detail=row.detail,
        raised_ago=_minutes(now_ms - row.raised_ms),
        heard_ago=None if row.seen_ms is None else _minutes(now_ms - row.seen_ms),
    )


def _seen(row: Any) -> AlarmSeen:
    return AlarmSeen(
        id=row.id,
        kind=row.kind,
        window=row.window_id,
        kiosk=row.kiosk_id,
        detail=row.detail,
        raised=rfc3339(at(row.raised_ms)),
        heard=None if row.seen_ms is None else rfc3339(at(row.seen_ms)),
        closed=None if row.closed_ms is None else rfc3339(at(row.closed_ms)),
        by=row.by,
        reason=row.reason,
    )


def _minutes(ms: int) -> int:
    return max(0, ms) // 60_000
