"""Asking one tablet to do something, from its page: what is asked, and what became of what was asked before."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.kiosks.remote import Wanted, ask_of
from sync.central.kiosks.states import NotSo, NotThere
from sync.central.passing.told import Teller
from sync.central.places.typed import Wrong, name_of
from sync.central.setup.desk import Desk
from sync.central.setup.forms import Form, form_of
from sync.central.setup.kiosks import kiosk_sheet
from sync.remote import CommandKind

MINUTES = 30
NOTICE_MINUTES = 24 * 60  # a notice stands until its command ends


def asking_pages(central: Central, desk: Desk, teller: Teller) -> APIRouter:
    """Return the route."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup/kiosks/{kiosk}")

    @router.post("/ask")
    async def ask(request: Request, hall: str, kiosk: str) -> Response:
        form = await form_of(request)

        def do(db: Connection, scope: Scope) -> None:
            try:
                ask_of(db, scope, kiosk, wanted(form), central.now_ms(), teller)
            except NotThere:
                raise Wrong("wrong_kiosk") from None
            except NotSo as why:
                raise Wrong("wrong_so", why=why) from None

        then = f"/halls/{quote(hall, safe='')}/setup/kiosks/{quote(kiosk, safe='')}?said=asked#asked"
        what = f"kiosk {kiosk[:36]} asked {form('kind')[:16]}"
        return await run_in_threadpool(
            desk.take, request, hall, kiosk_sheet(central, kiosk), form, what=what, act=Act.COMMAND_KIOSKS, do=do,
            then=then, reason=form("reason")[:120],
        )  # fmt: skip

    return router


def wanted(form: Form) -> Wanted:
    """Return what a form asks a tablet to do.

    Raises:
        Wrong: it is nothing a tablet does, or lacks its reason, its text or its volume.
    """
    if form("kind") not in list(CommandKind):
        raise Wrong("wrong_choice", name="kind")
    kind, volume = CommandKind(form("kind")), form("volume")
    if kind is CommandKind.VOLUME and not (volume.isascii() and volume.isdigit() and int(volume[:4]) <= 100):
        raise Wrong("wrong_number", name="volume", least="0", most="100")
    return Wanted(
        kind=kind,
        reason=name_of(form("reason"), 120),
        minutes=NOTICE_MINUTES if kind is CommandKind.NOTICE else MINUTES,
        text=name_of(form("text"), 500) if kind is CommandKind.NOTICE else None,
        volume=int(volume) if kind is CommandKind.VOLUME else None,
    )
