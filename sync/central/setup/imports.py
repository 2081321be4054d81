"""Page: a hall's file by upload. What it would change is shown first; nothing is written before somebody agrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.places.file import HallFile, WrongFile, read_text
from sync.central.places.load import hashed_pins, load
from sync.central.places.rows import Change
from sync.central.places.typed import Wrong
from sync.central.setup.desk import Desk, Sheet
from sync.central.setup.doors import for_who_may
from sync.central.setup.forms import KIB, Form, form_of
from sync.central.setup.rules import text_of

MAY = Act.SET_UP_PLACES
MOST = 1024 * KIB


def import_pages(central: Central, desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup/import")
    sheet = Sheet(template="setup_import.html", tab="import", act=MAY, get=lambda _db, _scope: {})

    @router.get("")
    def show_import(request: Request, hall: str) -> Response:
        return desk.show(request, hall, sheet)

    @router.post("")
    async def check_file(request: Request, hall: str) -> Response:
        form = await form_of(request, MOST)

        def do(db: Connection, scope: Scope) -> dict[str, Any]:
            name, text = form.file("file")[0], text_of(form)
            changes = loaded(central, db, scope, name, text, {}, dry=True)
            return {"name": name, "text": text, "changes": changes, "done": False}

        return await run_in_threadpool(
            desk.reveal, request, hall, sheet, form, what="set-up file looked at", act=MAY, do=do
        )

    @router.post("/do")
    async def load_file(request: Request, hall: str) -> Response:
        form = await form_of(request, 2 * MOST)
        return await run_in_threadpool(_written, central, desk, request, hall, sheet, form)

    return router


def loaded(
    central: Central,
    db: Connection,
    scope: Scope,
    name: str,
    text: str,
    pins: Mapping[str, str],
    *,
    dry: bool,
) -> list[Change]:
    """Load an uploaded file into its hall, or only say what would change.

    Raises:
        Wrong: something in it is wrong, or it is another hall's.
    """
    return load(db, read_uploaded(name, text, scope.hall), central.now_ms(), pins, dry=dry)


def read_uploaded(name: str, text: str, hall: str) -> HallFile:
    """Return what an uploaded file says of this hall.

    Raises:
        Wrong: something in it is wrong, or it is another hall's.
    """
    try:
        file = read_text(text, name[-80:] or "hall.toml")
    except WrongFile as wrong:
        raise Wrong("wrong_file", why=wrong) from None
    if file.hall["id"] != hall:
        raise Wrong("wrong_hall", other=file.hall["id"], hall=hall)
    return file


def pins_for(central: Central, request: Request, hall: str, name: str, text: str) -> dict[str, str]:
    """Return the hashes of the first PINs in a file; 0.2 s a person, so it is done before the transaction, for who may."""
    return for_who_may(central, request, hall, MAY, lambda: _pins(central, hall, name, text)) or {}


def _pins(central: Central, hall: str, name: str, text: str) -> dict[str, str]:
    try:
        with central.database.read() as db:
            return hashed_pins(db, read_uploaded(name, text, hall))
    except Wrong:
        return {}  # said by the transaction, where it is logged


def _written(central: Central, desk: Desk, request: Request, hall: str, sheet: Sheet, form: Form) -> Response:
    name, text = form("name"), form("text").replace("\r\n", "\n")
    pins = pins_for(central, request, hall, name, text)

    def do(db: Connection, scope: Scope) -> dict[str, Any]:
        changes = loaded(central, db, scope, name, text, pins, dry=False)
        return {"name": name, "text": text, "changes": changes, "done": True}

    what = f"set-up file {name[-60:]} loaded"
    return desk.reveal(request, hall, sheet, form, what=what, act=MAY, do=do)
