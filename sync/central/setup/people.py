"""Pages: the people who serve, their photo, their PIN, their versions."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.door import read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.files.keeping import run_of
from sync.central.places.models import Hall, Staff
from sync.central.places.people import PersonWanted, new_pin, put_person, put_photo, put_pin, today
from sync.central.places.typed import Wrong, id_of
from sync.central.setup.desk import Desk, Sheet
from sync.central.setup.doors import for_who_may
from sync.central.setup.forms import KIB, Form, form_of
from sync.central.setup.places import departments_of, names_of
from sync.suite import hash_pin
from sync.summary.figures import natural

PHOTO_FORM = 3 * 1024 * KIB  # a photo of 2 MiB with what stands around it
_BETWEEN = re.compile(r"[、,，;；\n]")
PRIVATE = {"cache-control": "private, max-age=300", "x-content-type-options": "nosniff"}


def people_pages(central: Central, desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup/people")
    everybody = Sheet(template="setup_people.html", tab="people", act=Act.SET_UP_STAFF, get=_people)
    nobody_yet = Sheet(template="setup_person.html", tab="people", act=Act.SET_UP_STAFF, get=_new)
    may = Act.SET_UP_STAFF

    @router.get("")
    def show_people(request: Request, hall: str) -> Response:
        return desk.show(request, hall, everybody)

    @router.get("/new")
    def show_new(request: Request, hall: str) -> Response:
        return desk.show(request, hall, nobody_yet)

    @router.post("/new")
    async def add_person(request: Request, hall: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(_added, central, desk, request, hall, nobody_yet, form)

    @router.get("/{staff}")
    def show_person(request: Request, hall: str, staff: str) -> Response:
        return desk.show(request, hall, _sheet(staff))

    @router.post("/{staff}")
    async def take_person(request: Request, hall: str, staff: str) -> Response:
        form = await form_of(request)

        def do(db: Connection, scope: Scope) -> object:
            now = _today(db, scope, staff)
            return put_person(db, scope.hall, staff, wanted(form, retired=now["retired"]), central.now_ms())

        return await run_in_threadpool(
            desk.take, request, hall, _sheet(staff), form, what=f"set-up staff {staff} changed", act=may, do=do,
            then=_at(hall, staff),
        )  # fmt: skip

    @router.post("/{staff}/pin")
    async def take_pin(request: Request, hall: str, staff: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(_new_pin, central, desk, request, hall, staff, form)

    @router.post("/{staff}/retire")
    async def take_retired(request: Request, hall: str, staff: str) -> Response:
        form = await form_of(request)

        def do(db: Connection, scope: Scope) -> object:
            same = _as_wanted(_today(db, scope, staff), retired=form.yes("retired"))
            return put_person(db, scope.hall, staff, same, central.now_ms())

        said = "retired" if form.yes("retired") else "saved"
        return await run_in_threadpool(
            desk.take, request, hall, _sheet(staff), form, what=f"set-up staff {staff} {said}", act=may, do=do,
            then=_at(hall, staff, said),
        )  # fmt: skip

    @router.post("/{staff}/photo")
    async def take_photo(request: Request, hall: str, staff: str) -> Response:
        form = await form_of(request, PHOTO_FORM)
        data = form.file("photo")[1]
        return await run_in_threadpool(
            desk.take, request, hall, _sheet(staff), form, what=f"set-up staff {staff} photo", act=may,
            do=lambda db, scope: put_photo(db, scope.hall, staff, data, central.now_ms()), then=_at(hall, staff),
        )  # fmt: skip

    @router.get("/{staff}/photo")
    def show_photo(request: Request, hall: str, staff: str) -> Response:
        def get(db: Connection, scope: Scope, _hall: object) -> tuple[str, bytes] | None:
            return _photo(db, scope, staff)

        what = f"set-up photo {staff}"
        found = read(central.database, request, hall, what=what, act=may, now=central.clock.now(), get=get)
        if found is None:
            raise HTTPException(404, f"there is no photo of {staff[:64]}")
        return Response(found[1], media_type=found[0], headers=PRIVATE)

    return router


def wanted(form: Form, *, retired: bool) -> PersonWanted:
    """Return the person a form describes."""
    stars = form("stars") or "0"
    services = (one.strip() for one in _BETWEEN.split(form("services")))
    return PersonWanted(
        name=form("name"),
        department=form("department"),
        duty=form("duty"),
        promise=form("promise"),
        stars=int(stars) if stars.isascii() and stars.isdigit() and len(stars) < 3 else -1,
        party_member=form.yes("party_member"),
        services=tuple(one for one in services if one),
        manager=form("role") == "manager",
        retired=retired,
    )


def _added(central: Central, desk: Desk, request: Request, hall: str, sheet: Sheet, form: Form) -> Response:
    pin = new_pin()
    hashed = _hashed(central, request, hall, pin)

    def do(db: Connection, scope: Scope) -> str:
        staff = id_of(form("id"))
        if today(db, scope.hall, staff):
            raise Wrong("wrong_taken", id=staff)
        put_person(db, scope.hall, staff, wanted(form, retired=False), central.now_ms(), pin=hashed)
        return pin

    try:
        added = _sheet(id_of(form("id")))
    except Wrong:
        added = sheet
    what = f"set-up staff {form('id')[:64]} added"
    return desk.reveal(request, hall, sheet, form, what=what, act=Act.SET_UP_STAFF, do=do, shown=added)


def _new_pin(central: Central, desk: Desk, request: Request, hall: str, staff: str, form: Form) -> Response:
    pin = new_pin()
    hashed = _hashed(central, request, hall, pin)

    def do(db: Connection, scope: Scope) -> str:
        put_pin(db, scope.hall, staff, hashed, central.now_ms())
        return pin

    what = f"set-up staff {staff} PIN made anew"
    return desk.reveal(request, hall, _sheet(staff), form, what=what, act=Act.SET_UP_STAFF, do=do)


def _hashed(central: Central, request: Request, hall: str, pin: str) -> str:
    """Return the hash of a PIN, made before the transaction; nothing for whom the transaction will refuse."""
    return for_who_may(central, request, hall, Act.SET_UP_STAFF, lambda: hash_pin(pin)) or ""


def _people(db: Connection, scope: Scope) -> dict[str, Any]:
    names = names_of(db, scope)
    rows = db.execute(select(Staff.__table__).where(scope.of(Staff), Staff.until_ms.is_(None))).mappings()
    lines = [
        {**row, "department": names.get(row["department_id"], row["department_id"]), "pin": row["pin"] is not None}
        for row in sorted(rows, key=lambda row: (bool(row["retired"]), natural(row["id"])))
    ]
    return {"people": lines}


def _sheet(staff: str) -> Sheet:
    def get(db: Connection, scope: Scope) -> dict[str, Any]:
        row = _today(db, scope, staff)
        shown = {**row, "pin": row["pin"] is not None, "services": json.loads(row["services"])}
        return {
            "person_shown": shown,
            "departments": departments_of(db, scope),
            "versions": _versions(db, scope, staff),
        }

    return Sheet(template="setup_person.html", tab="people", act=Act.SET_UP_STAFF, get=get)


_BLANK = {
    "id": "", "name": "", "department_id": "", "duty": "", "promise": "", "stars": 0, "party_member": False,
    "services": [], "manager": False, "photo": None, "pin": False, "retired": False,
}  # fmt: skip


def _new(db: Connection, scope: Scope) -> dict[str, Any]:
    return {"person_shown": _BLANK, "departments": departments_of(db, scope), "versions": []}


def _today(db: Connection, scope: Scope, staff: str) -> dict[str, Any]:
    row = today(db, scope.hall, staff)
    if row is None:
        raise HTTPException(404, f"hall {scope.hall} has nobody with the number {staff[:64]}")
    return row


def _as_wanted(row: dict[str, Any], *, retired: bool) -> PersonWanted:
    return PersonWanted(
        name=row["name"],
        department=row["department_id"],
        duty=row["duty"],
        promise=row["promise"],
        stars=row["stars"],
        party_member=bool(row["party_member"]),
        services=tuple(json.loads(row["services"])),
        manager=bool(row["manager"]),
        retired=retired,
    )


def _versions(db: Connection, scope: Scope, staff: str) -> list[dict[str, Any]]:
    zone = ZoneInfo(db.execute(select(Hall.time_zone).where(Hall.id == scope.hall)).scalar_one())
    names = names_of(db, scope)
    query = select(Staff.__table__).where(scope.of(Staff), Staff.id == staff).order_by(Staff.version.desc())
    return [
        {
            **row,
            "department": names.get(row["department_id"], row["department_id"]),
            "since": _when(row["since_ms"], zone),
            "until": _when(row["until_ms"], zone) if row["until_ms"] is not None else "",
        }
        for row in db.execute(query).mappings()
    ]


def _when(ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M") if ms else "—"


def _photo(db: Connection, scope: Scope, staff: str) -> tuple[str, bytes] | None:
    this = (scope.of(Staff), Staff.id == staff, Staff.until_ms.is_(None))
    name = db.execute(select(Staff.photo).where(*this)).scalar()
    if not name:
        return None
    data = b""
    while run := run_of(db, scope.hall, name, len(data)):
        data += run.data
        if len(data) >= run.size or not run.data:
            return run.media_type, data
    return None


def _at(hall: str, staff: str, said: str = "saved") -> str:
    return f"/halls/{quote(hall, safe='')}/setup/people/{quote(staff, safe='')}?said={said}"
