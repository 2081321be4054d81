"""What a hall consists of, as lists: departments, windows, people and kiosks as they are today."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select

from sync.central.accounts.reader import Reader
from sync.central.figures.scope import Scope
from sync.central.kiosks.models import Kiosk, Presence
from sync.central.places.models import Department, Hall, Staff, Window
from sync.contract import rfc3339
from sync.times import at


@dataclass(frozen=True, slots=True)
class HallLine:
    """A hall. Days begin at midnight in its time zone."""

    id: str
    name: str
    time_zone: str
    rating_per_matter: bool


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """The agency at a window."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class WindowLine:
    """A numbered counter. A retired one is kept for what was rated there."""

    id: str
    name: str
    department: str
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """A person as they are today; `version` counts the changes. `photo` is the hash of a picture under /api/v1/files."""

    id: str
    version: int
    name: str
    department: str
    duty: str
    promise: str
    stars: int
    party_member: bool
    services: list[str]
    manager: bool
    photo: str | None
    retired: bool
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskLine:
    """A tablet, and what it said last. `pending` are records it holds that the centre has not settled."""

    id: str
    window: str
    state: str
    key: str
    enrolled: str
    seen: str | None
    pending: int | None
    page: str | None
    staff: str | None
    out_of_service: str | None


def halls(reader: Reader) -> Select[*tuple[Any, ...]]:
    """Return the query of the halls they may read."""
    return select(Hall.id, Hall.name, Hall.time_zone, Hall.rating_per_matter).where(reader.covers(Hall.id))


def departments(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Return the query of a hall's departments."""
    return select(Department.id, Department.name).where(scope.of(Department))


def windows(scope: Scope, department: str) -> Select[*tuple[Any, ...]]:
    """Return the query of a hall's windows; `department` may be empty."""
    query = select(Window.id, Window.name, Window.department_id, Window.retired).where(scope.of(Window))
    return query.where(Window.department_id == department) if department else query


def staff(scope: Scope, department: str) -> Select[*tuple[Any, ...]]:
    """Return the query of a hall's people as they are today; `department` may be empty. A PIN's hash is never read."""
    columns = [column for name, column in Staff.__table__.c.items() if name not in ("pin", "seal")]
    query = select(*columns).where(scope.of(Staff), Staff.until_ms.is_(None))
    return query.where(Staff.department_id == department) if department else query


def kiosks(scope: Scope, window: str) -> Select[*tuple[Any, ...]]:
    """Return the query of a hall's kiosks; `window` may be empty."""
    said = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    heard = (Presence.seen_ms, Presence.pending, Presence.page, Presence.staff_id, Presence.out_of_service)
    columns = (Kiosk.id, Kiosk.window_id, Kiosk.state, Kiosk.key, Kiosk.enrolled_ms, *heard)
    query = select(*columns).outerjoin(Presence, said).where(scope.of(Kiosk))
    return query.where(Kiosk.window_id == window) if window else query


def hall_line(row: Any) -> HallLine:
    """Return a row as it is told."""
    return HallLine(row.id, row.name, row.time_zone, bool(row.rating_per_matter))


def department_line(row: Any) -> DepartmentLine:
    """Return a row as it is told."""
    return DepartmentLine(row.id, row.name)


def window_line(row: Any) -> WindowLine:
    """Return a row as it is told."""
    return WindowLine(row.id, row.name, row.department_id, bool(row.retired))


def staff_line(row: Any) -> StaffLine:
    """Return a row as it is told."""
    return StaffLine(
        id=row.id,
        version=row.version,
        name=row.name,
        department=row.department_id,
        duty=row.duty,
        promise=row.promise,
        stars=row.stars,
        party_member=bool(row.party_member),
        services=json.loads(row.services),
        manager=bool(row.manager),
        photo=row.photo,
        retired=bool(row.retired),
        since=rfc3339(at(row.since_ms)),
    )


def kiosk_line(row: Any) -> KioskLine:
    """Return a row as it is told."""
    return KioskLine(
        id=row.id,
        window=row.window_id,
        state=row.state,
        key=row.key,
        enrolled=rfc3339(at(row.enrolled_ms)),
        seen=None if row.seen_ms is None else rfc3339(at(row.seen_ms)),
        pending=row.pending,
        page=row.page,
        staff=row.staff_id,
        out_of_service=row.out_of_service,
    )
