"""Tablets that wait to be let in, over HTTP: listed for those who may enrol kiosks, bound to a window of theirs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import Connection

from sync.central.accounts.door import enter
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.kiosks.deciding import Decided, Deed, Name, Reason, acted
from sync.central.kiosks.waiting import WaitingLine, bind, waiting
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE


class BindWanted(BaseModel):
    """The window the tablet stands at, and the pairing number its screen shows, or the last five digits of it."""

    window: Name
    pairing: Name
    reason: Reason


def waiting_kiosks(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1", tags=["kiosks"], responses=refusals(401, 403, 404, 409, 422))

    @router.get("/waiting-kiosks", summary="Tablets that wait to be let in", response_model=list[WaitingLine])
    def get_waiting(request: Request) -> JSONResponse:
        enter(central.database, request, what="waiting kiosks", act=Act.ENROL_KIOSKS, now=central.clock.now())
        with central.database.read() as db:
            found: list[Any] = [asdict(one) for one in waiting(db, central)]
        return JSONResponse(found, headers=NO_STORE)

    @router.post("/halls/{hall}/waiting-kiosks/{tablet}/bind", summary="Let one in", response_model=Decided)
    def post_bind(request: Request, hall: str, tablet: str, wanted: BindWanted) -> Decided:
        def do(db: Connection, scope: Scope) -> Decided:
            known = bind(db, scope, central, tablet, wanted.window, wanted.pairing)
            return Decided(kiosk=known.id, hall=known.hall, window=known.window or "", state=known.state)

        what = f"kiosk {tablet[:36]} let in at window {wanted.window}"
        return acted(central, request, Deed(hall, what, wanted.reason, Act.ENROL_KIOSKS), do)

    return router
