"""The audit over HTTP and as a page, for auditors: what was done, and what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Connection

from sync.central.accounts import reading
from sync.central.accounts.door import enter, read
from sync.central.accounts.models import Access, AuditLine
from sync.central.accounts.reader import Reader
from sync.central.accounts.reading import Asked, Done
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import HallFacts, Scope, halls_of
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE
from sync.central.web.cursor import USUAL, After, Limit, Listed, Rows, page_of
from sync.central.web.pages import page, words_of


class Log(StrEnum):
    """Which of the two."""

    DONE = "done"
    ASKED = "asked"


_QUERY: dict[Log, tuple[Callable[[Reader, str], Any], Any, type[Any]]] = {
    Log.DONE: (reading.done, AuditLine.seq, Done),
    Log.ASKED: (reading.asked, Access.id, Asked),
}


def audit(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["audit"], responses=refusals(401, 403, 404, 422))

    @router.get("/api/v1/audit", summary="Log-ins and accounts: what was done", response_model=Listed[Done])
    def get_audit(request: Request, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        return _told(_found(central, request, "", Log.DONE, after, limit)[1], Log.DONE)

    @router.get("/api/v1/accesses", summary="What was asked for of no hall", response_model=Listed[Asked])
    def get_accesses(request: Request, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        return _told(_found(central, request, "", Log.ASKED, after, limit)[1], Log.ASKED)

    @router.get("/api/v1/halls/{hall}/audit", summary="What was done in a hall", response_model=Listed[Done])
    def get_hall_audit(request: Request, hall: str, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        return _told(_found(central, request, hall, Log.DONE, after, limit)[1], Log.DONE)

    @router.get("/api/v1/halls/{hall}/accesses", summary="What was asked for of a hall", response_model=Listed[Asked])
    def get_hall_accesses(request: Request, hall: str, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        return _told(_found(central, request, hall, Log.ASKED, after, limit)[1], Log.ASKED)

    @router.get("/audit", include_in_schema=False)
    def audit_page(request: Request, hall: str = "", log: Log = Log.DONE, after: After = "") -> HTMLResponse:
        who, found = _found(central, request, hall, log, after, USUAL)
        with central.database.read() as db:
            halls = halls_of(db, who)
        facts: dict[str, Any] = {"person": who.shown, "form": who.form, "halls": halls, "hall": hall, "log": log.value}
        shown = [_QUERY[log][2](*row) for row in found.rows]
        return page(
            request,
            "audit.html",
            words=words_of(request),
            lines=shown,
            next=found.next,
            centre=who.halls is None,
            **facts,
        )

    return router


def _found(central: Central, request: Request, hall: str, log: Log, after: str, limit: int) -> tuple[Reader, Rows]:
    query, by, _ = _QUERY[log]
    what, now = f"audit, {log.value}", central.clock.now()

    def get(db: Connection, who: Reader) -> Rows:
        return page_of(db, query(who, hall), [by], after=after, limit=limit, newest_first=True)

    def of_hall(db: Connection, scope: Scope, _hall: HallFacts) -> tuple[Reader, Rows]:
        return scope.reader, get(db, scope.reader)

    if hall:
        return read(central.database, request, hall, what=what, act=Act.READ_AUDIT, now=now, get=of_hall)
    who = enter(central.database, request, what=what, act=Act.READ_AUDIT, now=now)
    with central.database.read() as db:
        return who, get(db, who)


def _told(found: Rows, log: Log) -> JSONResponse:
    kind = _QUERY[log][2]
    return JSONResponse({"items": [asdict(kind(*row)) for row in found.rows], "next": found.next}, headers=NO_STORE)
