"""Pages: what programs of the hall may do: tokens made, shown once, ended."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.roles import Act
from sync.central.accounts.tokens import May, create_token, end_token, tokens_of
from sync.central.central import Central
from sync.central.figures.scope import Scope, hall_of
from sync.central.places.typed import Wrong, name_of
from sync.central.setup.desk import Desk, Sheet
from sync.central.setup.forms import Form, form_of
from sync.contract import moment

MAY = Act.MANAGE_TOKENS


def token_pages(central: Central, desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup/tokens")
    sheet = Sheet(template="setup_tokens.html", tab="tokens", act=MAY, get=_tokens)

    @router.get("")
    def show_tokens(request: Request, hall: str) -> Response:
        return desk.show(request, hall, sheet)

    @router.post("")
    async def make_token(request: Request, hall: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(_made, central, desk, request, hall, sheet, form)

    @router.post("/end")
    async def take_end(request: Request, hall: str) -> Response:
        form = await form_of(request)

        def do(db: Connection, scope: Scope) -> None:
            if not end_token(db, scope.hall, form("token"), now=central.clock.now()):
                raise Wrong("wrong_token")

        then = f"/halls/{quote(hall, safe='')}/setup/tokens?said=ended"
        what = f"set-up token {form('token')[:8]} ended"
        return await run_in_threadpool(desk.take, request, hall, sheet, form, what=what, act=MAY, do=do, then=then)

    return router


def _made(central: Central, desk: Desk, request: Request, hall: str, sheet: Sheet, form: Form) -> Response:
    def do(db: Connection, scope: Scope) -> dict[str, str]:
        label = name_of(form("label"), 100)
        if form("may") not in list(May):
            raise Wrong("wrong_choice", name="may")
        token = create_token(db, scope.hall, now=central.clock.now(), label=label, may=May(form("may")))
        return {"label": label, "token": token}

    what = f"set-up token made: {form('label')[:60]}"
    return desk.reveal(request, hall, sheet, form, what=what, act=MAY, do=do)


def _tokens(db: Connection, scope: Scope) -> dict[str, Any]:
    hall = hall_of(db, scope)
    zone = ZoneInfo(hall.time_zone if hall else "UTC")
    lines = [
        {
            "name": one.name,
            "label": one.label,
            "may": one.may,
            "made": _day(one.made_at, zone),
            "ended": _day(one.revoked_at, zone) if one.revoked_at else "",
        }
        for one in tokens_of(db, scope.hall)
    ]
    return {"tokens": lines}


def _day(text: str, zone: ZoneInfo) -> str:
    return moment(text).astimezone(zone).strftime("%Y-%m-%d")
