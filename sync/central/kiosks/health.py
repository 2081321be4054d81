"""Each kiosk of a hall and how it is, by what its last heartbeat said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select

from sync.central.figures.scope import Scope
from sync.central.kiosks.codes import Meaning, meanings
from sync.central.kiosks.known import pairing_of
from sync.central.kiosks.models import Kiosk, Presence
from sync.central.places.models import Staff, Window
from sync.contract import State
from sync.suite import PublicKeys
from sync.summary.figures import natural

LITTLE_ROOM_MIB = 500
LOW_BATTERY = 20
CLOCK_OFF_MS = 5_000
MUCH_PENDING = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One kiosk. What it has not said, or never could (a battery it has not), is None; `silent_s` is since its last word.

    `worries` are the keys of what somebody should look at, the worst first; empty where all is well.
    """

    id: str
    window: str
    window_name: str
    state: str
    pairing: str
    enrolled_ms: int
    silent_s: int | None
    online: bool
    worries: tuple[str, ...]
    pending: int | None
    oldest_pending_s: int | None
    disk_free_mib: int | None
    battery_percent: int | None
    clock_offset_ms: int | None
    version: str | None
    ledger: str | None
    seq: int | None
    page: str | None
    staff: str | None
    code: str | None
    meaning: Meaning | None


def kiosks_of(db: Connection, scope: Scope, centre: PublicKeys, *, now_ms: int, silent_after_s: int) -> list[Health]:
    """Return the kiosks of a hall: those at work by their window, then those that were ended, the last one first."""
    presence = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    window = and_(Window.hall_id == Kiosk.hall_id, Window.id == Kiosk.window_id)
    columns = (
        Kiosk.id,
        Kiosk.window_id,
        Kiosk.state,
        Kiosk.sign_key,
        Kiosk.seal_key,
        Kiosk.enrolled_ms,
        Kiosk.state_ms,
    )
    said = (Presence.seen_ms, Presence.text, Window.name)
    query = select(*columns, *said).outerjoin(Presence, presence).outerjoin(Window, window)
    rows = db.execute(query.where(scope.of(Kiosk), Kiosk.state.in_([one.value for one in State]))).all()
    names = _names(db, scope)
    found = [(row, _health(row, centre, names, now_ms, silent_after_s)) for row in rows]
    return [one for _, one in sorted(found, key=lambda pair: _place(*pair))]


def kiosk_health(kiosks: Iterable[Health], kiosk: str) -> Health | None:
    """Return the one of that id."""
    return next((one for one in kiosks if one.id == kiosk), None)


def _place(row: Any, one: Health) -> tuple[bool, Any, int]:
    ended = one.state == State.REVOKED.value
    return ended, "" if ended else natural(one.window), -row.state_ms


def _health(row: Any, centre: PublicKeys, names: dict[str, str], now_ms: int, silent_after_s: int) -> Health:
    beat = json.loads(row.text) if row.text else {}
    silent_s = None if row.seen_ms is None else max(0, now_ms - row.seen_ms) // 1000
    online = silent_s is not None and silent_s <= silent_after_s
    code = beat.get("out_of_service")
    staff = beat.get("staff")
    return Health(
        id=row.id,
        window=row.window_id,
        window_name=row.name or row.window_id,
        state=row.state,
        pairing=pairing_of(centre, row.sign_key, row.seal_key),
        enrolled_ms=row.enrolled_ms,
        silent_s=silent_s,
        online=online,
        worries=_worries(row.state, beat, silent_s, online) if row.state != State.REVOKED.value else (),
        staff=names.get(staff, staff) if staff else None,
        code=code,
        meaning=meanings().get(code) if code else None,
        **{name: beat.get(name) for name in _SAID},
    )


_SAID = (
    "pending", "oldest_pending_s", "disk_free_mib", "battery_percent", "clock_offset_ms", "version", "ledger", "seq", "page",
)  # fmt: skip


def _worries(state: str, beat: dict[str, Any], silent_s: int | None, online: bool) -> tuple[str, ...]:
    found = {
        "worry_disabled": state == State.DISABLED.value,
        "worry_never": silent_s is None,
        "worry_silent": silent_s is not None and not online,
        "worry_code": bool(beat.get("out_of_service")),
        "worry_disk": beat.get("disk_free_mib", LITTLE_ROOM_MIB) < LITTLE_ROOM_MIB,
        "worry_battery": beat.get("battery_percent", LOW_BATTERY) < LOW_BATTERY,
        "worry_clock": abs(beat.get("clock_offset_ms", 0)) > CLOCK_OFF_MS,
        "worry_pending": beat.get("pending", 0) > MUCH_PENDING,
    }
    return tuple(key for key, true in found.items() if true)


def _names(db: Connection, scope: Scope) -> dict[str, str]:
    rows = db.execute(select(Staff.id, Staff.name).where(scope.of(Staff), Staff.until_ms.is_(None)))
    return {row.id: row.name for row in rows}
