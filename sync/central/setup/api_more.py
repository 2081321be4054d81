"""More of setting up over HTTP: tokens, the questionnaire, a whole hall's file."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from sqlalchemy import Connection, select

from sync.central.accounts.models import ReadingToken
from sync.central.accounts.roles import Act
from sync.central.accounts.sessions import hashed
from sync.central.accounts.tokens import create_token, end_token
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.places.layers import put_questionnaire
from sync.central.places.models import Hall
from sync.central.places.questions import shipped_text
from sync.central.places.typed import Wrong, name_of
from sync.central.problems import refusals
from sync.central.setup.api import Hand
from sync.central.setup.imports import MOST, loaded, pins_for
from sync.central.setup.wanted import Changed, TokenGiven, TokenLine, TokenWanted
from sync.central.web.api import NO_STORE
from sync.central.web.cursor import USUAL, After, Limit, Listed, page_of

PLAIN = r"^[^\x00-\x1f]*$"
_TOML = {"requestBody": {"required": True, "content": {"application/toml": {"schema": {"type": "string"}}}}}
Name = Annotated[
    str, Query(max_length=80, pattern=PLAIN, description="the file's name; one that ends in .csv is read as CSV")
]
DryRun = Annotated[bool, Query(description="only say what would change")]


def more_api(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1/halls/{hall}", tags=["set-up"], responses=refusals(401, 403, 404, 422))
    hand = Hand(central)
    places, tokens = Act.SET_UP_PLACES, Act.MANAGE_TOKENS

    @router.get("/tokens", summary="A hall's tokens, the newest first")
    def get_tokens(request: Request, hall: str, after: After = "", limit: Limit = USUAL) -> Listed[TokenLine]:
        def found(db: Connection, scope: Scope) -> Listed[TokenLine]:
            by = (ReadingToken.made_at, ReadingToken.sha256)
            query = select(ReadingToken.__table__).where(scope.of(ReadingToken))
            page = page_of(db, query, by, after=after, limit=limit, newest_first=True)
            return Listed([_line(row) for row in page.rows], page.next)

        return hand.get(request, hall, "tokens", tokens, found)

    @router.post("/tokens", summary="Make a token; it is told this once")
    def post_token(request: Request, hall: str, wanted: TokenWanted) -> TokenGiven:
        def deed(db: Connection, scope: Scope) -> TokenGiven:
            label = name_of(wanted.label, 100)
            token = create_token(db, scope.hall, now=central.clock.now(), label=label, may=wanted.may)
            return TokenGiven(name=hashed(token), token=token)

        return hand.do(request, hall, f"set-up token made: {wanted.label[:60]}", tokens, deed)

    @router.delete("/tokens/{name}", summary="End a token")
    def delete_token(request: Request, hall: str, name: str) -> Changed:
        def deed(db: Connection, scope: Scope) -> Changed:
            if not end_token(db, scope.hall, name, now=central.clock.now()):
                raise HTTPException(404, f"hall {scope.hall[:64]} has no such token, or it has ended already")
            return Changed(changes=[f"~ token {name[:8]}: revoked_at"])

        return hand.do(request, hall, f"set-up token {name[:8]} ended", tokens, deed)

    @router.get("/questionnaire", summary="What is asked in a hall, as TOML", response_class=PlainTextResponse)
    def get_questionnaire(request: Request, hall: str) -> PlainTextResponse:
        def found(db: Connection, scope: Scope) -> str:
            return db.execute(select(Hall.questionnaire).where(Hall.id == scope.hall)).scalar() or shipped_text()

        return PlainTextResponse(hand.get(request, hall, "questionnaire", Act.READ_PLACES, found), headers=NO_STORE)

    @router.put(
        "/questionnaire",
        summary="Set what is asked in a hall (TOML); an empty body is the list that comes with the product",
        responses=refusals(413),
        openapi_extra=_TOML,
    )
    async def put_questionnaire_sent(request: Request, hall: str) -> Changed:
        text = await _text(request)
        return await run_in_threadpool(
            hand.put, request, hall, "questionnaire", places,
            lambda db, scope: put_questionnaire(db, scope.hall, _said(text)),
        )  # fmt: skip

    @router.post(
        "/file",
        summary="Load a hall's file (TOML or CSV, as yiping-central load takes it)",
        responses=refusals(413),
        openapi_extra=_TOML,
    )
    async def post_file(request: Request, hall: str, dry_run: DryRun = False, name: Name = "hall.toml") -> Changed:
        text = await _text(request)
        return await run_in_threadpool(_loaded, central, hand, request, hall, name, text, dry_run)

    return router


def _line(row: Any) -> TokenLine:
    return TokenLine(name=row.sha256, label=row.label, may=row.may, made_at=row.made_at, revoked_at=row.revoked_at)


def _loaded(
    central: Central, hand: Hand, request: Request, hall: str, name: str, text: str | None, dry: bool
) -> Changed:
    pins = pins_for(central, request, hall, name, text) if text is not None and not dry else {}
    what = f"file {name[-60:]} {'looked at' if dry else 'loaded'}"
    return hand.put(
        request, hall, what, Act.SET_UP_PLACES,
        lambda db, scope: loaded(central, db, scope, name, _said(text), pins, dry=dry),
    )  # fmt: skip


def _said(text: str | None) -> str:
    if text is None:
        raise Wrong("wrong_utf8")
    return text


async def _text(request: Request) -> str | None:
    """Return a body's text; None where it is not UTF-8: that is said once it is known who asks."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST:
            raise HTTPException(413, f"send at most {MOST // 1024} KiB")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
