"""What is decided about a kiosk on its page: turned off or on, ended, put at another window, its late records taken in."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.intake.rescue import Work, rescue
from sync.central.kiosks.states import NotSo, NotThere, found, move, set_state
from sync.central.passing.told import Teller, look_item
from sync.central.places.typed import Wrong, name_of
from sync.central.setup.desk import Desk
from sync.central.setup.forms import Form, form_of
from sync.central.setup.kiosks import kiosk_sheet
from sync.contract import State, uuid7

STATES = {"on": State.ACTIVE, "off": State.DISABLED, "revoke": State.REVOKED}


def deciding_pages(central: Central, desk: Desk, teller: Teller) -> APIRouter:
    """Return the route."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup/kiosks/{kiosk}")

    @router.post("/{what}")
    async def decide(request: Request, hall: str, kiosk: str, what: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(_decided, central, desk, teller, request, hall, kiosk, what, form)

    return router


def _decided(
    central: Central, desk: Desk, teller: Teller, request: Request, hall: str, kiosk: str, what: str, form: Form
) -> Response:
    reason = form("reason")[:120]

    def do(db: Connection, scope: Scope) -> None:
        name_of(reason, 120)
        try:
            _do(central, teller, db, scope, kiosk, what, form)
        except NotThere:
            raise Wrong("wrong_kiosk") from None
        except NotSo as why:
            raise Wrong("wrong_so", why=why) from None

    if what not in (*STATES, "move", "rescue"):
        raise HTTPException(404, "there is no such decision")
    said = "revoked" if what == "revoke" else "saved"
    return desk.take(
        request, hall, kiosk_sheet(central, kiosk), form, what=f"kiosk {kiosk[:36]} {what}", reason=reason,
        act=Act.COMMAND_KIOSKS, do=do, then=f"/halls/{quote(hall, safe='')}/setup/kiosks/{quote(kiosk, safe='')}?said={said}",
    )  # fmt: skip


def _do(central: Central, teller: Teller, db: Connection, scope: Scope, kiosk: str, what: str, form: Form) -> None:
    now_ms = central.now_ms()
    if what == "move":
        old = move(db, scope, kiosk, scope.hall, form("window"), now_ms)
        teller.tell(db, old.hall, old.window or "", [look_item(old.id, uuid7(now_ms))], now_ms)
    elif what == "rescue":
        known = found(db, scope, kiosk)
        rescue(Work(central.intake, db, central.keys.secret, known, now_ms), known.hall)
    else:
        set_state(db, scope, kiosk, STATES[what], now_ms)
        known = found(db, scope, kiosk)
        teller.tell(db, known.hall, known.window or "", [look_item(known.id, uuid7(now_ms))], now_ms)
