"""Pages: a new hall, its overview, its departments and windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection, and_, func, select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.door import act, reader
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.kiosks.models import Kiosk
from sync.central.places.halls import HallWanted, WindowWanted, new_hall, put_department, put_hall, put_window
from sync.central.places.layers import put_settings, settings_of
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.places.typed import Wrong, id_of
from sync.central.setup.desk import Desk, Sheet, refused, told_wrong
from sync.central.setup.doors import opens_halls
from sync.central.setup.forms import Form, form_of
from sync.central.setup.keys import groups_of, others_of
from sync.central.setup.steps import steps_of
from sync.central.web.login import to_login
from sync.central.web.pages import page, words_of
from sync.contract import State
from sync.summary.figures import natural


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """A window in the list: `kiosks` counts the tablets at work there."""

    id: str
    name: str
    department: str
    kiosks: int
    retired: bool


def place_pages(central: Central, desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    overview = Sheet(template="setup_overview.html", tab="", act=Act.READ_PLACES, get=_overview)
    departments = Sheet(template="setup_departments.html", tab="departments", act=Act.SET_UP_PLACES, get=_departments)
    windows = Sheet(template="setup_windows.html", tab="windows", act=Act.SET_UP_PLACES, get=_windows)

    @router.get("/new-hall")
    def hall_form(request: Request) -> Response:
        return _hall_form(central, request)

    @router.post("/halls")
    async def open_hall(request: Request) -> Response:
        return await run_in_threadpool(_open_hall, central, request, await form_of(request))

    @router.get("/halls/{hall}/setup")
    def show_overview(request: Request, hall: str) -> Response:
        return desk.show(request, hall, overview)

    @router.post("/halls/{hall}/setup")
    async def take_hall(request: Request, hall: str) -> Response:
        form = await form_of(request)
        what = "set-up hall changed"
        return await run_in_threadpool(
            desk.take, request, hall, overview, form, what=what, act=Act.SET_UP_PLACES,
            do=lambda db, scope: put_hall(db, scope.hall, hall_wanted(form)), then=_at(hall, ""),
        )  # fmt: skip

    @router.get("/halls/{hall}/setup/departments")
    def show_departments(request: Request, hall: str) -> Response:
        return desk.show(request, hall, departments)

    @router.post("/halls/{hall}/setup/departments")
    async def take_department(request: Request, hall: str) -> Response:
        form = await form_of(request)

        def do(db: Connection, scope: Scope) -> object:
            if form.yes("new"):
                _free(db, scope, Department, form("id"))
            return put_department(db, scope.hall, form("id"), form("name"))

        return await run_in_threadpool(
            desk.take, request, hall, departments, form, what=f"set-up department {form('id')}",
            act=Act.SET_UP_PLACES, do=do, then=_at(hall, "departments"),
        )  # fmt: skip

    @router.get("/halls/{hall}/setup/windows")
    def show_windows(request: Request, hall: str) -> Response:
        return desk.show(request, hall, windows)

    @router.post("/halls/{hall}/setup/windows")
    async def add_window(request: Request, hall: str) -> Response:
        form = await form_of(request)

        def do(db: Connection, scope: Scope) -> object:
            _free(db, scope, Window, form("id"))
            return put_window(db, scope.hall, form("id"), window_wanted(form))

        return await run_in_threadpool(
            desk.take, request, hall, windows, form, what=f"set-up window {form('id')} added",
            act=Act.SET_UP_PLACES, do=do, then=_at(hall, "windows"),
        )  # fmt: skip

    @router.get("/halls/{hall}/setup/windows/{window}")
    def show_window(request: Request, hall: str, window: str) -> Response:
        return desk.show(request, hall, _window_sheet(window))

    @router.post("/halls/{hall}/setup/windows/{window}")
    async def take_window(request: Request, hall: str, window: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(
            desk.take, request, hall, _window_sheet(window), form, what=f"set-up window {window} changed",
            act=Act.SET_UP_PLACES, do=lambda db, scope: put_window(db, scope.hall, window, window_wanted(form)),
            then=_at(hall, f"windows/{quote(window, safe='')}"),
        )  # fmt: skip

    @router.post("/halls/{hall}/setup/windows/{window}/settings")
    async def take_window_settings(request: Request, hall: str, window: str) -> Response:
        form = await form_of(request)
        answers = {name: values[0] for name, values in form.fields.items()}
        return await run_in_threadpool(
            desk.take, request, hall, _window_sheet(window), form, what=f"set-up window {window} settings",
            act=Act.SET_UP_PLACES, do=lambda db, scope: put_settings(db, scope.hall, answers, window),
            then=_at(hall, f"windows/{quote(window, safe='')}"),
        )  # fmt: skip

    return router


def hall_wanted(form: Form) -> HallWanted:
    """Return the hall a form describes."""
    return HallWanted(name=form("name"), time_zone=form("time_zone"), rating_per_matter=form.yes("rating_per_matter"))


def window_wanted(form: Form) -> WindowWanted:
    """Return the window a form describes."""
    return WindowWanted(name=form("name"), department=form("department"), retired=form.yes("retired"))


def names_of(db: Connection, scope: Scope) -> dict[str, str]:
    """Return {id: name} of a hall's departments."""
    rows = db.execute(select(Department.id, Department.name).where(scope.of(Department)))
    return {row.id: row.name for row in rows}


def departments_of(db: Connection, scope: Scope) -> list[tuple[str, str]]:
    """Return (id, what is shown) of a hall's departments, to choose from."""
    rows = db.execute(select(Department.id, Department.name).where(scope.of(Department)))
    return [(row.id, f"{row.name} ({row.id})") for row in sorted(rows, key=lambda row: natural(row.id))]


def _at(hall: str, tab: str, said: str = "saved") -> str:
    path = f"/halls/{quote(hall, safe='')}/setup"
    return f"{path}/{tab}?said={said}" if tab else f"{path}?said={said}"


def _free(db: Connection, scope: Scope, model: type[Department] | type[Window], name: str) -> None:
    if db.execute(select(model.id).where(scope.of(model), model.id == id_of(name))).first():
        raise Wrong("wrong_taken", id=id_of(name))


def _overview(db: Connection, scope: Scope) -> dict[str, Any]:
    per_matter = db.execute(select(Hall.rating_per_matter).where(Hall.id == scope.hall)).scalar()
    return {"steps": steps_of(db, scope), "per_matter": bool(per_matter)}


def _departments(db: Connection, scope: Scope) -> dict[str, Any]:
    windows = _counts(db, scope, Window, Window.retired.is_(False))
    people = _counts(db, scope, Staff, and_(Staff.until_ms.is_(None), Staff.retired.is_(False)))
    rows = db.execute(select(Department.id, Department.name).where(scope.of(Department)))
    lines = [
        {"id": row.id, "name": row.name, "windows": windows.get(row.id, 0), "people": people.get(row.id, 0)}
        for row in sorted(rows, key=lambda row: natural(row.id))
    ]
    return {"departments": lines}


def _counts(db: Connection, scope: Scope, model: type[Window] | type[Staff], which: Any) -> dict[str, int]:
    query = select(model.department_id, func.count()).where(scope.of(model), which).group_by(model.department_id)
    return {row[0]: row[1] for row in db.execute(query)}


def _windows(db: Connection, scope: Scope) -> dict[str, Any]:
    names = names_of(db, scope)
    active = select(Kiosk.window_id, func.count()).where(scope.of(Kiosk), Kiosk.state == State.ACTIVE.value)
    kiosks = {row[0]: row[1] for row in db.execute(active.group_by(Kiosk.window_id))}
    rows = db.execute(select(Window.id, Window.name, Window.department_id, Window.retired).where(scope.of(Window)))
    lines = [
        WindowLine(
            id=row.id,
            name=row.name,
            department=names.get(row.department_id, row.department_id),
            kiosks=kiosks.get(row.id, 0),
            retired=bool(row.retired),
        )
        for row in sorted(rows, key=lambda row: (bool(row.retired), natural(row.id)))
    ]
    return {"windows": lines, "departments": departments_of(db, scope)}


def _window_sheet(window: str) -> Sheet:
    def get(db: Connection, scope: Scope) -> dict[str, Any]:
        row = db.execute(select(Window).where(scope.of(Window), Window.id == window)).first()
        if row is None:
            raise HTTPException(404, f"hall {scope.hall} has no window {window[:64]}")
        own, below = settings_of(db, scope.hall, window), settings_of(db, scope.hall)
        return {
            "window": row,
            "departments": departments_of(db, scope),
            "keys": lambda words: groups_of(words, own, below),
            "others": others_of(own),
        }

    return Sheet(template="setup_window.html", tab="windows", act=Act.SET_UP_PLACES, get=get)


def _hall_form(central: Central, request: Request, wrong: Wrong | None = None, typed: Form | None = None) -> Response:
    who = reader(central.database, request, central.clock.now())
    if who is None:
        return to_login("/new-hall")
    if not opens_halls(who):
        return refused(request, who, _not_for_them())
    facts = {"person": who.shown, "form": who.form, "wrong": wrong, "typed": typed}
    return page(request, "setup_halls.html", words=words_of(request), status=422 if wrong else 200, **facts)


def _open_hall(central: Central, request: Request, form: Form) -> Response:
    now = central.clock.now()
    who = reader(central.database, request, now)
    if who is None:
        return to_login("/new-hall")

    def do(db: Connection, scope: Scope) -> object:
        if not opens_halls(scope.reader):
            raise _not_for_them()
        return new_hall(db, form("id"), hall_wanted(form))

    what = f"set-up hall {form('id')[:64]} opened"
    try:
        act(
            central.database, request, "", what=what, act=Act.SET_UP_PLACES, now=now, do=told_wrong(do),
            form=form("form"),
        )  # fmt: skip
    except HTTPException as trouble:
        if isinstance(trouble.__cause__, Wrong):
            return _hall_form(central, request, trouble.__cause__, form)
        return refused(request, who, trouble)
    return RedirectResponse(_at(id_of(form("id")), "", "added"), 303)


def _not_for_them() -> HTTPException:
    return HTTPException(403, "halls are opened by a system administrator of every hall")
