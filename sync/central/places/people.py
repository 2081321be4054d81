"""The people who serve, set up one at a time: what their card says, their first PIN, their photo. Nobody is ever deleted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from sync.central.files.keeping import keep
from sync.central.files.kinds import PHOTO, WrongFileKind, found_in
from sync.central.places.halls import known_department
from sync.central.places.models import Staff
from sync.central.places.rows import Change, as_json, differing_in, next_version
from sync.central.places.typed import Wrong, id_of, name_of

PIN_DIGITS = 6
MOST_SERVICES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWanted:
    """What a person's card says, and what they may do at the tablet: a manager sees the hall's day there."""

    name: str
    department: str = ""
    duty: str = ""
    promise: str = ""
    stars: int = 0
    party_member: bool = False
    services: tuple[str, ...] = ()
    manager: bool = False
    retired: bool = False


def put_person(
    db: Connection, hall: str, staff: str, wanted: PersonWanted, now_ms: int, *, pin: str | None = None
) -> list[Change]:
    """Add a person (with the hash of a first PIN), or begin the next version of one; PIN and photo stay.

    Raises:
        Wrong: something said of them cannot be.
    """
    row = _row(db, hall, wanted)
    before = today(db, hall, id_of(staff))
    differing = differing_in(before, row) if before else ()
    if before and not differing:
        return []
    kept = {"pin": before["pin"], "photo": before["photo"]} if before else {"pin": pin, "photo": None}
    next_version(db, hall, id_of(staff), {**kept, **row}, before, now_ms)
    return [Change(f"staff {id_of(staff)}", differing)]


def new_pin() -> str:
    """Return a PIN that chance made: the one a person is told once, and changes at no other place."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def put_pin(db: Connection, hall: str, staff: str, hashed: str, now_ms: int) -> list[Change]:
    """Give a person another PIN, by its hash: making that takes 0.2 s and is done before the transaction.

    Raises:
        Wrong: there is no such person.
    """
    return _changed(db, hall, staff, {"pin": hashed}, now_ms)


def put_photo(db: Connection, hall: str, staff: str, data: bytes, now_ms: int) -> list[Change]:
    """Keep a person's photo; no bytes take it away.

    Raises:
        Wrong: it is no picture a tablet shows, too large, or there is no such person.
    """
    if not data:
        return _changed(db, hall, staff, {"photo": None}, now_ms)
    try:
        photo = found_in(data, "the photo", PHOTO)
    except WrongFileKind:
        raise Wrong("wrong_photo") from None
    if photo.kind != "picture":
        raise Wrong("wrong_photo")
    keep(db, hall, photo, now_ms)
    return _changed(db, hall, staff, {"photo": photo.sha256}, now_ms)


def today(db: Connection, hall: str, staff: str) -> dict[str, Any] | None:
    """Return a person's row as it is today."""
    this = (Staff.hall_id == hall, Staff.id == staff, Staff.until_ms.is_(None))
    row = db.execute(select(Staff.__table__).where(*this)).mappings().first()
    return dict(row) if row else None


def _changed(db: Connection, hall: str, staff: str, new: Mapping[str, Any], now_ms: int) -> list[Change]:
    before = today(db, hall, staff)
    if before is None:
        raise Wrong("wrong_person", id=staff[:64])
    differing = differing_in(before, new)
    if differing:
        kept = {name: before[name] for name in _KEPT}
        next_version(db, hall, staff, {**kept, **new}, before, now_ms)
    return [Change(f"staff {staff}", differing)] if differing else []


_KEPT = (
    "name", "department_id", "duty", "promise", "stars", "party_member", "services", "manager", "retired", "pin", "photo",
)  # fmt: skip


def _row(db: Connection, hall: str, wanted: PersonWanted) -> dict[str, Any]:
    if not 0 <= wanted.stars <= 5:
        raise Wrong("wrong_stars")
    services = [name_of(one, 100) for one in wanted.services]
    if len(services) > MOST_SERVICES:
        raise Wrong("wrong_many", most=MOST_SERVICES)
    return {
        "name": name_of(wanted.name, 100),
        "department_id": known_department(db, hall, wanted.department) if wanted.department else "",
        "duty": name_of(wanted.duty, 200, needed=False),
        "promise": name_of(wanted.promise, 500, needed=False),
        "stars": wanted.stars,
        "party_member": wanted.party_member,
        "services": as_json(services),
        "manager": wanted.manager,
        "retired": wanted.retired,
    }
