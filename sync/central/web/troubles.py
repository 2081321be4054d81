"""What is said when a request cannot be served: a problem document to programs, a page to people."""

from __future__ import annotations

import logging
import sqlite3
from urllib.parse import quote

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.central.accounts.door import known
from sync.central.problems import MEDIA, problem
from sync.central.web.pages import page, words_of
from sync.central.world import lacking, trouble_line

log = logging.getLogger(__name__)
MOST_BODY = 4 * 1024 * 1024  # bytes; the longest form is a photo with what stands around it
TOO_LONG = f"send at most {MOST_BODY // 1024 // 1024} MiB"


class NoNul:
    """Refuses an address with a NUL in it, before anything is asked of a database that cannot hold one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what can be an address."""
        if scope["type"] == "http" and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            told = Response(problem(404, "no address here holds a NUL character"), 404, media_type=MEDIA)
            await told(scope, receive, send)
            return
        await self._app(scope, receive, send)


MEASURE_THEMSELVES = (
    "/api/v1/batches",
)  # reads no more than a batch may have, and signs its refusal: kiosks believe no other


class Bounded:
    """Takes no body longer than any form here needs; routes that take less say so themselves.

    Without it, a stranger's gigabytes would be read into memory before anybody asks who they are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is short enough; what does not say how long it is, is counted."""
        if scope["type"] != "http" or scope["path"] in MEASURE_THEMSELVES:
            await self._app(scope, receive, send)
            return
        said = next((value for name, value in scope["headers"] if name == b"content-length"), None)
        if said is None:
            await self._app(scope, _counted(receive), send)
        elif len(said) < 12 and said.isdigit() and int(said) <= MOST_BODY:
            await self._app(scope, receive, send)
        else:
            told = Response(problem(413, TOO_LONG), 413, {"connection": "close"}, media_type=MEDIA)
            await told(scope, receive, send)


def _counted(receive: Receive) -> Receive:
    left = MOST_BODY

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, TOO_LONG)
        return message

    return counted


def tell_troubles(app: FastAPI) -> None:
    """Answer every refusal of this application as RFC 9457 says; a browser looking for a page gets a page."""
    app.add_middleware(NoNul)
    app.add_middleware(Bounded)

    @app.exception_handler(HTTPException)
    def refused(request: Request, trouble: HTTPException) -> Response:
        return _told(request, trouble.status_code, str(trouble.detail), dict(trouble.headers or {}))

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, trouble: RequestValidationError) -> Response:
        central = request.app.state.central
        if request.url.path.startswith("/api/") and not known(central.database, request, central.clock.now()):
            return _told(
                request, 401, "log in, or send a token: Authorization: Bearer …", {"www-authenticate": "Bearer"}
            )
        where = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in trouble.errors()[:5])
        return _told(request, 422, where[:500], {})

    @app.exception_handler(SQLAlchemyError)
    @app.exception_handler(sqlite3.Error)
    @app.exception_handler(psycopg.Error)
    @app.exception_handler(OSError)
    def short_of_something(request: Request, trouble: Exception) -> Response:
        lack = lacking(trouble)
        if lack is None:
            raise trouble
        log.warning("%s %s could not be answered: %s", request.method, request.url.path, trouble_line(trouble))
        return _told(request, lack.status, lack.detail, lack.headers)

    @app.exception_handler(ClientDisconnect)
    def hung_up(_request: Request, _trouble: ClientDisconnect) -> Response:
        return Response(status_code=400)  # which nobody hears; it is nothing the log should tell of either

    @app.exception_handler(DataError)
    def not_storable(request: Request, trouble: DataError) -> Response:
        log.warning("%s %s holds what the database refuses: %s", request.method, request.url.path, trouble.orig)
        return _told(request, 422, "a value cannot be kept: it holds a NUL character, or is too long or too large", {})

    @app.exception_handler(Exception)
    def fell_over(request: Request, _trouble: Exception) -> Response:
        return _told(request, 500, "the centre could not do this; its log says why", {})


def _told(request: Request, status: int, detail: str, headers: dict[str, str]) -> Response:
    wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
    if not wants_page:
        return Response(problem(status, detail), status, headers, media_type=MEDIA)
    if status == 401 and request.method == "GET":
        return RedirectResponse(f"/login?next={quote(request.url.path, safe='')}", 303)
    words = words_of(request)
    key = {404: "not_found", 403: "forbidden"}.get(status, "trouble")
    return page(request, "trouble.html", words=words, status=status, title=words(key), text=words(f"{key}_more"))
