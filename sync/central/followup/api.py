"""A hall's cases over HTTP: listed in pages; what a citizen left with one is opened for who may, with a reason in the audit."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from sync.central.accounts.door import act, read, reader
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import HallFacts, Scope
from sync.central.followup.left import Left, left_with
from sync.central.followup.shown import CaseSeen, case_lines
from sync.central.problems import refusals
from sync.central.web.api import Reason
from sync.central.web.cursor import USUAL, After, Limit, Listed
from sync.central.web.login import to_login
from sync.central.web.pages import page, words_of


class Opening(BaseModel):
    """Why somebody reads what a citizen left."""

    reason: Reason = Field(description="it stands in the audit, beside the case and who asked")


def cases(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["cases"], responses=refusals(401, 403, 404, 422))
    database = central.database

    @router.get("/api/v1/halls/{hall}/cases", summary="What waits to be verified", response_model=Listed[CaseSeen])
    def get_cases(request: Request, hall: str, after: After = "", limit: Limit = USUAL) -> Listed[CaseSeen]:
        """Bad ratings and disputed numbers, the newest first. Nothing that a citizen wrote is in the list."""

        def get(db: Connection, scope: Scope, _hall: HallFacts) -> Listed[CaseSeen]:
            return case_lines(db, scope, after=after, limit=limit)

        now = central.clock.now()
        return read(database, request, hall, what="cases", act=Act.READ_STORIES, now=now, get=get)

    @router.post("/api/v1/halls/{hall}/cases/{case}/open", summary="Read what was left with it", response_model=Left)
    def post_open(request: Request, hall: str, case: str, why: Opening, answer: Response) -> Left:
        """The citizen's words and their number to be called back at, for this one case."""
        answer.headers["cache-control"] = "no-store"
        return _opened(central, request, hall, case, why.reason)

    @router.post("/halls/{hall}/cases/{case}", include_in_schema=False)
    def show_case(
        request: Request, hall: str, case: str, reason: Annotated[Reason, Form()], form: str = Form("")
    ) -> Response:
        who = reader(database, request, central.clock.now())
        if who is None:
            return to_login(f"/halls/{quote(hall, safe='')}")
        left = _opened(central, request, hall, case, reason, form)
        words = words_of(request)
        facts: dict[str, Any] = {"person": who.shown, "form": who.form, "hall": hall, "left": left, "reason": reason}
        return page(request, "case.html", words=words, **facts)

    return router


def _opened(central: Central, request: Request, hall: str, case: str, reason: str, form: str | None = None) -> Left:
    def do(db: Connection, scope: Scope) -> Left:
        found = left_with(db, scope, central.keys.pair, case)
        if found is None:
            raise HTTPException(404, f"hall {hall[:64]} has no case {case[:36]}")
        return found

    said = {"what": f"case {case[:36]} opened", "reason": reason}
    now = central.clock.now()
    return act(central.database, request, hall, act=Act.UNMASK, now=now, do=do, form=form, **said)
