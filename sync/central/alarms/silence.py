"""Kiosks gone silent in opening hours: an alarm a silence, raised once however many processes look, closed when it speaks.

Silence is counted from the last heartbeat, or from when the hall opened: tablets that sleep with the hall are no alarm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, not_, select

from sync.central.alarms.closing import ALARMS, close_these
from sync.central.central import Central
from sync.central.followup.live import Hub, News, ring
from sync.central.intake.alarms import AlarmKind, Seen, alarm_row
from sync.central.intake.models import Alarm
from sync.central.intake.rows import put_sealed
from sync.central.kiosks.models import Kiosk, Presence
from sync.central.places.calendar import calendar_of
from sync.central.places.models import Hall
from sync.central.turns import Turns
from sync.contract import State
from sync.times import milliseconds

TURN = "silence"
LASTS_MS = 60_000
LOOK_S = 15.0  # a silence of ten minutes is seen at most so much later


@dataclass(frozen=True, slots=True)
class _Quiet:
    """A kiosk whose last word is long ago."""

    hall: str
    kiosk: str
    window: str
    since_ms: int


class Watch:
    """Looks at all halls, in turns with the other processes of the centre."""

    def __init__(self, central: Central, hub: Hub, turns: Turns) -> None:
        self._central = central
        self._hub = hub
        self._turns = turns

    def look(self) -> None:
        """Raise and close what must be, if it is this process's turn."""
        now = self._central.clock.now()
        now_ms = milliseconds(now)
        with self._central.database.write() as db:
            turn = self._turns.take(db, TURN, now_ms, LASTS_MS)
            if turn is None:
                return
            since_ms = turn.mark_ms
            if turn.idle_ms > LASTS_MS:  # nobody looked: the centre was away itself, and kiosks need time to say so
                since_ms = now_ms
                self._turns.mark(db, TURN, now_ms + LASTS_MS, since_ms)
            changed = self._spoken(db, now_ms) | self._silent(db, now, since_ms)
            ring(self._hub, db, [News(hall) for hall in sorted(changed)])

    def _spoken(self, db: Connection, now_ms: int) -> set[str]:
        """Close the alarms of kiosks that were heard again, or that nobody expects to hear any more."""
        of_kiosk = and_(Kiosk.hall_id == Alarm.hall_id, Kiosk.id == Alarm.kiosk_id)
        presence = and_(Presence.hall_id == Alarm.hall_id, Presence.kiosk_id == Alarm.kiosk_id)
        ended = (Presence.seen_ms > Alarm.raised_ms) | (Kiosk.state != State.ACTIVE.value)
        found = db.execute(
            select(Alarm.__table__)
            .join(Kiosk, of_kiosk)
            .outerjoin(Presence, presence)
            .where(Alarm.closed_ms.is_(None), Alarm.kind == AlarmKind.SILENT.value, ended)
        )
        rows = [dict(row) for row in found.mappings()]
        close_these(db, self._central.keys.secret, rows, now_ms)
        return {row["hall_id"] for row in rows}

    def _silent(self, db: Connection, now: datetime, listening_ms: int) -> set[str]:
        now_ms = milliseconds(now)
        patience = self._central.settings.kiosks.silent_minutes * 60_000
        if now_ms - listening_ms < patience:
            return set()
        opened = {hall: since for hall, since in _open_halls(db, now).items() if now_ms - since >= patience}
        quiet = _quiet(db, list(opened), now_ms - patience)
        rows = [_row(one, max(one.since_ms, opened[one.hall]), now_ms) for one in quiet]
        put_sealed(db, self._central.keys.secret, ALARMS, rows)
        return {one.hall for one in quiet}


def _row(quiet: _Quiet, since_ms: int, now_ms: int) -> dict[str, Any]:
    minutes = (now_ms - since_ms) // 60_000
    detail = f"window {quiet.window}: its kiosk has said nothing for {minutes} minutes although the hall is open"
    return alarm_row(quiet.hall, quiet.kiosk, Seen(kind=AlarmKind.SILENT, ledger="", seq=0, detail=detail), now_ms)


def _open_halls(db: Connection, now: datetime) -> Mapping[str, int]:
    """Return the halls that are open, and since when."""
    rows = db.execute(select(Hall.id, Hall.calendar, Hall.time_zone))
    found = {row.id: calendar_of(row.calendar, row.time_zone).open_since(now) for row in rows}
    return {hall: milliseconds(since) for hall, since in found.items() if since is not None}


def _quiet(db: Connection, halls: Sequence[str], before_ms: int) -> list[_Quiet]:
    """Return the active kiosks of these halls not heard since then for which no alarm was raised in this silence.

    An alarm that a person closed counts: they know. Once the kiosk has spoken, its next silence is a new one.
    """
    presence = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    since = func.coalesce(Presence.seen_ms, Kiosk.state_ms)
    known: Any = exists().where(
        Alarm.hall_id == Kiosk.hall_id,
        Alarm.kiosk_id == Kiosk.id,
        Alarm.kind == AlarmKind.SILENT.value,
        Alarm.raised_ms >= since,
    )
    rows = db.execute(
        select(Kiosk.hall_id, Kiosk.id, Kiosk.window_id, since)
        .outerjoin(Presence, presence)
        .where(Kiosk.hall_id.in_(halls), Kiosk.state == State.ACTIVE.value, since <= before_ms, not_(known))
        .order_by(Kiosk.hall_id, Kiosk.id)
    )
    return [_Quiet(*row) for row in rows]
