"""`POST /api/v1/help/{id}/acknowledge`: somebody is coming. By a token for it, or by the button on a hall's page."""

from __future__ import annotations

from urllib.parse import parse_qs, quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.door import FORM, may, reader, refuse
from sync.central.accounts.log import note
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.accounts.tokens import May
from sync.central.central import Central
from sync.central.database import again
from sync.central.described import gives
from sync.central.help.calls import HelpDesk
from sync.central.help.models import HelpCall
from sync.central.problems import refusals
from sync.contract import HelpAnswered
from sync.shape import plain

MAX_FORM = 1024


def help_calls(central: Central, desk: HelpDesk) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["help"])

    @router.post(
        "/api/v1/help/{call}/acknowledge",
        summary="Somebody is coming",
        responses={**refusals(401, 403, 404, 413, 422), **gives(HelpAnswered)},
    )
    async def acknowledge(request: Request, call: str) -> Response:
        """Answer a help call; the kiosk hears it at once. The first who answers stays."""
        form = await _form(request)
        return await run_in_threadpool(_acknowledged, central, desk, request, call[:64], form)

    return router


def _acknowledged(central: Central, desk: HelpDesk, request: Request, call: str, form: str | None) -> Response:
    now = central.clock.now()
    who = reader(central.database, request, now, May.HELP)
    what = f"help {call} answered"
    if who is None:
        raise refuse(central.database, "", what, "log in, or send a token made with --may help", now=now)
    may(who, Act.ANSWER_HELP)
    if who.form and who.form not in (form, request.headers.get(FORM)):
        raise HTTPException(403, "answer from this centre's own page")
    said, hall = again(lambda: _answered(central, desk, who, call, what))
    if said is None:
        raise HTTPException(404, "there is no such call in a hall that is yours")
    if form is not None:
        return RedirectResponse(f"/halls/{quote(hall, safe='')}", 303)
    return JSONResponse(plain(said))


def _answered(central: Central, desk: HelpDesk, who: Reader, call: str, what: str) -> tuple[HelpAnswered | None, str]:
    with central.database.write() as db:
        said = desk.answer(db, who, call, central.now_ms())
        wanted = (HelpCall.id == call, who.covers(HelpCall.hall_id))
        hall = db.execute(select(HelpCall.hall_id).where(*wanted)).scalar() or ""
        note(db, who=who.who, hall=hall, what=what, given=said is not None, now=central.clock.now())
    return said, hall


async def _form(request: Request) -> str | None:
    """Return the form's secret; None where what came is no form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM:
            raise HTTPException(413, "this form is short")
    return parse_qs(bytes(body).decode(errors="replace"), max_num_fields=8).get("form", [""])[0]
