"""Pages: the one-time code of a window as its tablet scans it, each kiosk's health, and what is decided about a kiosk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection, func, select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope, hall_of
from sync.central.kiosks.enrol import new_code_for
from sync.central.kiosks.health import Health, kiosk_health, kiosks_of
from sync.central.kiosks.letting_in import CodeState, code_shown
from sync.central.kiosks.picture import picture
from sync.central.places.models import Window
from sync.central.places.typed import Wrong
from sync.central.setup.asked import asked_of
from sync.central.setup.desk import Desk, Sheet
from sync.central.setup.forms import Form, form_of
from sync.central.setup.waiting import waiting_here
from sync.contract import State
from sync.summary.figures import natural


def kiosk_pages(central: Central, desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup")
    windows = Sheet(template="setup_kiosks.html", tab="kiosks", act=Act.SEE_KIOSKS, get=_listed(central))

    @router.get("/kiosks")
    def show_kiosks(request: Request, hall: str) -> Response:
        return desk.show(request, hall, windows)

    @router.get("/kiosks/{kiosk}")
    def show_kiosk(request: Request, hall: str, kiosk: str) -> Response:
        return desk.show(request, hall, kiosk_sheet(central, kiosk))

    @router.post("/codes")
    async def make_code(request: Request, hall: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(_code_made, central, desk, request, hall, form)

    @router.get("/codes/{name}")
    def show_code(request: Request, hall: str, name: str) -> Response:
        return desk.show(request, hall, _code_sheet(central, request, name))

    return router


def _listed(central: Central) -> Callable[[Connection, Scope], dict[str, Any]]:
    def get(db: Connection, scope: Scope) -> dict[str, Any]:
        kiosks = _kiosks(central, db, scope)
        count = select(func.count(Window.id)).where(scope.of(Window), Window.retired.is_(False))
        active = sum(one.state == State.ACTIVE.value for one in kiosks)
        waiting = waiting_here(central, db, scope)
        return {"kiosks": kiosks, "active": active, "windows": db.execute(count).scalar_one(), "waiting": waiting}

    return get


def kiosk_sheet(central: Central, kiosk: str) -> Sheet:
    """Return a kiosk's own page."""

    def get(db: Connection, scope: Scope) -> dict[str, Any]:
        one = kiosk_health(_kiosks(central, db, scope), kiosk)
        if one is None:
            raise HTTPException(404, f"hall {scope.hall} has no kiosk {kiosk[:36]}")
        names = select(Window.id, Window.name).where(scope.of(Window), Window.retired.is_(False))
        windows = sorted(db.execute(names), key=lambda row: natural(row.id))
        places = [(row.id, f"{row.id} {row.name}" if row.name != row.id else row.id) for row in windows]
        return {
            "one": one,
            "enrolled": _when(db, scope, one.enrolled_ms),
            "places": places,
            "asked": asked_of(db, scope, kiosk, _zone(db, scope), central.now_ms()),
        }

    return Sheet(template="setup_kiosk.html", tab="kiosks", act=Act.SEE_KIOSKS, get=get)


def _kiosks(central: Central, db: Connection, scope: Scope) -> list[Health]:
    silent = central.settings.kiosks.silent_minutes * 60
    return kiosks_of(db, scope, central.keys.pair.public, now_ms=central.now_ms(), silent_after_s=silent)


def _code_made(central: Central, desk: Desk, request: Request, hall: str, form: Form) -> Response:
    window = form("window")
    made: list[str] = []

    def do(db: Connection, scope: Scope) -> None:
        in_use = (scope.of(Window), Window.id == window, Window.retired.is_(False))
        if db.execute(select(Window.id).where(*in_use)).first() is None:
            raise Wrong("wrong_window", id=window[:64])
        made[:] = [new_code_for(central, db, scope.hall, window)[:4]]

    sheet = Sheet(template="setup_kiosks.html", tab="kiosks", act=Act.SEE_KIOSKS, get=_listed(central))
    what = f"kiosk code made for window {window[:64]}"
    answer = desk.take(request, hall, sheet, form, what=what, act=Act.ENROL_KIOSKS, do=do, then="")
    if made and answer.status_code == 303:
        return RedirectResponse(_at(hall, f"codes/{made[0]}"), 303)
    return answer


def _code_sheet(central: Central, request: Request, name: str) -> Sheet:
    def get(db: Connection, scope: Scope) -> dict[str, Any]:
        code = code_shown(central, db, scope, name)
        if code is None:
            raise HTTPException(404, f"hall {scope.hall} has no code {name[:16]}")
        address = (central.settings.server.public_url or str(request.base_url)).rstrip("/")
        waiting = code.state is CodeState.WAITING
        return {
            "code": code,
            "address": address,
            "picture": picture(f"{address}#{code.code}") if waiting else "",
            "until": _when(db, scope, code.expires_ms),
            "fingerprint": central.keys.key,
        }

    return Sheet(template="setup_code.html", tab="windows", act=Act.ENROL_KIOSKS, get=get)


def _when(db: Connection, scope: Scope, ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(_zone(db, scope)).strftime("%Y-%m-%d %H:%M")


def _zone(db: Connection, scope: Scope) -> ZoneInfo:
    hall = hall_of(db, scope)
    return ZoneInfo(hall.time_zone if hall else "UTC")


def _at(hall: str, path: str) -> str:
    return f"/halls/{quote(hall, safe='')}/setup/{path}"
