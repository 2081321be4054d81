"""Commands over HTTP: an administrator asks and sees what became of it; a tablet sends the bundle it was asked for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Connection

from sync.central.accounts.door import read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.described import BINARY, BY_KIOSK, gives, gives_as
from sync.central.figures.scope import HallFacts, Scope
from sync.central.intake.ledgers import own_head
from sync.central.kiosks.deciding import Deed, Reason, acted
from sync.central.kiosks.models import RemoteCommand
from sync.central.kiosks.remote import (
    CommandLine,
    Wanted,
    ask_of,
    command_line,
    commands_of,
    keep_part,
    opened_bundle,
)
from sync.central.kiosks.states import NotSo, NotThere
from sync.central.kiosks.wire import Asked, Said, answer_of, refused, serve
from sync.central.passing.told import Teller
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE
from sync.central.web.cursor import USUAL, After, Limit, Listed, Rows, Word, page_of
from sync.contract import canonical
from sync.live import PartKept
from sync.remote import CommandKind

DAY = 24 * 60
Text = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]+$")]


class CommandWanted(BaseModel):
    """What the tablet is to do: a notice needs its text, a volume its number. It is not done later than in `minutes`."""

    kind: CommandKind
    reason: Reason
    minutes: Annotated[int, Field(ge=1, le=7 * DAY)] = 30
    text: Text | None = None
    volume: Annotated[int, Field(ge=0, le=100)] | None = None


class CommandSent(BaseModel):
    """The command's id; what became of it stands in the list of commands."""

    id: str


def commands(central: Central, teller: Teller) -> APIRouter:
    """Return the routes of administrators."""
    router = APIRouter(prefix="/api/v1/halls/{hall}", tags=["kiosks"], responses=refusals(401, 403, 404, 409, 422))

    @router.post("/kiosks/{kiosk}/commands", summary="Ask a tablet to do something", response_model=CommandSent)
    def post_command(request: Request, hall: str, kiosk: str, wanted: CommandWanted) -> CommandSent:
        def do(db: Connection, scope: Scope) -> CommandSent:
            made = Wanted(**wanted.model_dump())
            return CommandSent(id=ask_of(db, scope, kiosk, made, central.now_ms(), teller))

        deed = Deed(hall, f"kiosk {kiosk[:36]} asked {wanted.kind.value}", wanted.reason)
        return acted(central, request, deed, do)

    @router.get("/commands", summary="What tablets were asked, newest first", response_model=Listed[CommandLine])
    def get_commands(
        request: Request, hall: str, kiosk: Word = "", after: After = "", limit: Limit = USUAL
    ) -> JSONResponse:
        def get(db: Connection, scope: Scope, _hall: HallFacts) -> Rows:
            return page_of(
                db, commands_of(scope, kiosk), [RemoteCommand.id], after=after, limit=limit, newest_first=True
            )

        now = central.clock.now()
        rows = read(central.database, request, hall, what="commands", act=Act.SEE_KIOSKS, now=now, get=get)
        items = [asdict(command_line(row, central.now_ms())) for row in rows.rows]
        return JSONResponse({"items": items, "next": rows.next}, headers=NO_STORE)

    @router.get(
        "/commands/{command}/bundle",
        summary="The support bundle a tablet sent",
        response_class=Response,
        responses=gives_as("application/zip", "a ZIP file", BINARY),
    )
    def get_bundle(request: Request, hall: str, command: str) -> Response:
        def do(db: Connection, scope: Scope, _hall: HallFacts) -> bytes:
            try:
                return opened_bundle(db, scope, central.keys.pair, command)
            except NotThere as why:
                raise HTTPException(404, str(why)) from None
            except NotSo as why:
                raise HTTPException(409, str(why)) from None

        what = f"bundle {command[:36]}"
        found = read(
            central.database, request, hall, what=what, act=Act.COMMAND_KIOSKS, now=central.clock.now(), get=do
        )
        headers = {**NO_STORE, "content-disposition": 'attachment; filename="support.zip"'}
        return Response(found, media_type="application/zip", headers=headers)

    return router


def bundles(central: Central) -> APIRouter:
    """Return the route on which tablets send a bundle, part by part."""
    router = APIRouter(tags=["kiosks' own"])
    body = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}

    @router.post(
        "/api/v1/kiosk/bundles/{command}/{part}",
        summary="A part of a support bundle",
        openapi_extra={"requestBody": {"required": True, **body}},
        response_class=Response,
        responses={**BY_KIOSK, **gives(PartKept)},
    )
    async def post_part(request: Request, command: str, part: int) -> Response:
        """Keep a part of a sealed support bundle that this kiosk was asked for. Signed."""
        return await serve(request, central, lambda asked: _part(central, asked, command, part))

    return router


def _part(central: Central, asked: Asked, command: str, part: int) -> Said:
    with central.database.write() as db:
        kept = keep_part(db, asked.kiosk, command, part, asked.body, asked.now_ms)
        head = own_head(db, asked.kiosk.hall)
    if not kept:
        return refused(409, "nobody asked this kiosk for such a bundle, or no longer, or the part is too large")
    return Said(200, canonical(PartKept(answer=answer_of(central, asked, head), part=part)).encode())
