"""Pages: a tablet without a code, let in at a window by somebody who reads the end of its number off its screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.kiosks.states import NotSo, NotThere
from sync.central.kiosks.waiting import HIDDEN, WaitingLine, bind, waiting
from sync.central.places.models import Window
from sync.central.places.typed import Wrong, name_of
from sync.central.setup.desk import Desk, Sheet
from sync.central.setup.forms import Form, form_of
from sync.summary.figures import natural


def waiting_pages(central: Central, desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup/waiting/{tablet}")

    @router.get("")
    def show_waiting(request: Request, hall: str, tablet: str) -> Response:
        return desk.show(request, hall, _sheet(central, tablet))

    @router.post("")
    async def let_in(request: Request, hall: str, tablet: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(_let_in, central, desk, request, hall, tablet, form)

    return router


def waiting_here(central: Central, db: Connection, scope: Scope) -> list[tuple[WaitingLine, int]]:
    """Return the tablets that wait, each with the seconds since it came; none for who may not let them in."""
    if not scope.reader.may(Act.ENROL_KIOSKS):
        return []
    now = central.clock.now()
    return [(one, (now - datetime.fromisoformat(one.since)) // timedelta(seconds=1)) for one in waiting(db, central)]


def _sheet(central: Central, tablet: str) -> Sheet:
    def get(db: Connection, scope: Scope) -> dict[str, Any]:
        one = next(((line, s) for line, s in waiting_here(central, db, scope) if line.id == tablet), None)
        if one is None:
            raise HTTPException(404, f"no tablet {tablet[:36]} waits here")
        names = select(Window.id, Window.name).where(scope.of(Window), Window.retired.is_(False))
        windows = sorted(db.execute(names), key=lambda row: natural(row.id))
        places = [("", "—")] + [(row.id, f"{row.id} {row.name}" if row.name != row.id else row.id) for row in windows]
        return {"one": one[0], "since_s": one[1], "places": places}

    return Sheet(template="setup_waiting.html", tab="kiosks", act=Act.ENROL_KIOSKS, get=get)


def _let_in(central: Central, desk: Desk, request: Request, hall: str, tablet: str, form: Form) -> Response:
    window, reason = form("window"), form("reason")[:120]

    def do(db: Connection, scope: Scope) -> None:
        name_of(reason, 120)
        name_of(window, 64)  # no window is chosen beforehand: the wrong one would be taken too easily
        if len(form("digits")) < HIDDEN:
            raise Wrong("wrong_digits")
        try:
            bind(db, scope, central, tablet, window, form("digits"))
        except NotThere:
            raise Wrong("wrong_waiting") from None
        except NotSo:
            raise Wrong("wrong_digits") from None

    then = f"/halls/{quote(hall, safe='')}/setup/kiosks/{quote(tablet, safe='')}?said=added"
    what = f"kiosk {tablet[:36]} let in at window {window[:64]}"
    return desk.take(
        request, hall, _sheet(central, tablet), form, what=what, act=Act.ENROL_KIOSKS, do=do, then=then, reason=reason
    )
