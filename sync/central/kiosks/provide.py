"""`GET /api/v1/kiosk`: what a kiosk works by: its place, its settings, who may log in there, the questionnaire."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from sync.central.central import Central
from sync.central.intake.ledgers import own_head
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.remote import commands_for, notices_for
from sync.central.kiosks.staging import on_trial
from sync.central.kiosks.wire import Asked, Said, answer_of
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.places.notices import notices_at
from sync.contract import KioskSettings, NoticeEntry, RosterEntry, State, b64, canonical
from sync.remote import Command
from sync.shape import plain, shaped
from sync.suite import pin_about, seal


def provided(central: Central, asked: Asked) -> Said:
    """Return the kiosk's settings, or 304 where it holds them already."""
    with central.database.read() as connection:
        facts = _facts(connection, asked.kiosk, asked.now_ms)
        head = own_head(connection, asked.kiosk.hall)
    etag = _etag(facts, asked.kiosk)
    headers = (("ETag", f'"{etag}"'),)
    if asked.headers.get("if-none-match", "").strip('"') == etag:
        return Said(304, b"", headers=headers)
    answer = answer_of(central, asked, head)
    settings = KioskSettings(
        answer=answer,
        etag=etag,
        roster=tuple(_entry(one, asked.kiosk) for one in facts["staff"]),
        notices=tuple(shaped(NoticeEntry, one) for one in facts["notices"]),
        commands=tuple(shaped(Command, one) for one in facts["commands"]),
        **{name: value for name, value in facts.items() if name not in ("staff", "notices", "commands")},
    )
    return Said(200, canonical(settings).encode(), headers=headers)


def settings_etag(connection: Connection, kiosk: KioskKnown, now_ms: int) -> str:
    """Return the name of what this kiosk would be given now."""
    return _etag(_facts(connection, kiosk, now_ms), kiosk)


def _facts(connection: Connection, kiosk: KioskKnown, now_ms: int) -> dict[str, Any]:
    active = kiosk.state is State.ACTIVE
    hall = connection.execute(select(Hall).where(Hall.id == kiosk.hall)).one()
    window = connection.execute(select(Window).where(Window.hall_id == kiosk.hall, Window.id == kiosk.window)).one()
    named = select(Department.id, Department.name).where(Department.hall_id == kiosk.hall)
    departments = {one.id: one.name for one in connection.execute(named)}
    people = connection.execute(
        select(Staff)
        .where(Staff.hall_id == kiosk.hall, Staff.until_ms.is_(None), Staff.retired.is_(False))
        .order_by(Staff.id)
    )
    return {
        "hall": hall.id,
        "hall_name": hall.name,
        "window": window.id,
        "window_name": window.name,
        "department": departments.get(window.department_id, window.department_id),
        "time_zone": hall.time_zone,
        "settings": _settings(hall, window, on_trial(connection, hall.id, window.id)),
        "questionnaire": hall.questionnaire,
        "notices": _notices(connection, kiosk, now_ms) if active else [],
        "commands": [plain(one) for one in commands_for(connection, kiosk, now_ms)] if active else [],
        "staff": [_person(one, departments) for one in people if kiosk.state is not State.REVOKED],
    }


def _notices(connection: Connection, kiosk: KioskKnown, now_ms: int) -> list[dict[str, Any]]:
    """What this tablet was asked to show, then what its window shows anyway."""
    asked_for = [plain(one) for one in notices_for(connection, kiosk, now_ms)]
    return [*asked_for, *notices_at(connection, kiosk.hall, kiosk.window or "")]


def _settings(hall: Any, window: Any, trials: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The hall's zone and rule, over them the keys it sets for all its kiosks, the window's own, and what is on trial."""
    one_per = "matter" if hall.rating_per_matter else "number"
    made: dict[str, Any] = {"hall": {"zone": hall.time_zone}, "rating": {"one_per": one_per}}
    for layer in (json.loads(hall.settings), json.loads(window.settings), *trials):
        for section, keys in layer.items():
            below = made.get(section)
            if isinstance(below, dict) and isinstance(keys, dict):
                made[section] = {**below, **keys}
            else:
                made[section] = keys  # what is no section, the kiosk complains of
    return made


def _person(one: Any, departments: dict[str, str]) -> dict[str, Any]:
    return {
        "staff": one.id,
        "name": one.name,
        "department": departments.get(one.department_id, one.department_id),
        "duty": one.duty,
        "promise": one.promise,
        "stars": one.stars,
        "party_member": bool(one.party_member),
        "services": tuple(json.loads(one.services)),
        "manager": bool(one.manager),
        "photo": one.photo,
        "pin": one.pin,
        "version": one.version,
    }


def _etag(facts: dict[str, Any], kiosk: KioskKnown) -> str:
    """Hash what is given before the PINs are sealed: sealing makes another text each time; to whom they are sealed counts."""
    return hashlib.sha256(canonical({**facts, "sealed_to": b64(kiosk.seal_key)}).encode()).hexdigest()[:32]


def _entry(person: dict[str, Any], kiosk: KioskKnown) -> RosterEntry:
    pin = person["pin"]
    sealed = b64(seal(kiosk.seal_key, pin.encode(), pin_about(person["staff"]))) if pin else None
    return RosterEntry(**{**person, "pin": sealed})
