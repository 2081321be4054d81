"""Settings on trial over HTTP: staged at a window or in a hall, widened, rolled back, and what has been tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from sync.central.accounts.door import read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import HallFacts, Scope
from sync.central.kiosks.deciding import Deed, Name, Reason, acted
from sync.central.kiosks.staging import BY_TIME, Stage, Step, revisions, roll_back, stage, step, widen
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE
from sync.central.web.cursor import USUAL, After, Limit, Listed, Rows, page_of

Key = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
Words = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]


class Tried(BaseModel):
    """Settings by section and key, as in kiosk.toml; null takes a key back. Without `window`: in the whole hall."""

    window: Name | None = None
    settings: dict[Key, dict[Key, bool | Number | Words | None]]
    reason: Reason


class Widened(BaseModel):
    """What is tried at this window is tried in its hall; without `window`, what is tried in the hall is tried in all."""

    window: Name | None = None
    reason: Reason


class RolledBack(BaseModel):
    """The revision that is to hold again (0: before any trial), at a window, in the hall, or everywhere."""

    window: Name | None = None
    everywhere: bool = False
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    reason: Reason


class Revision(BaseModel):
    """The number of the new revision."""

    revision: int


def staging(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(
        prefix="/api/v1/halls/{hall}/staged-settings", tags=["kiosks"], responses=refusals(401, 403, 404, 409, 422)
    )

    def done(request: Request, hall: str, what: str, reason: str, do: Callable[[Connection, Scope], int]) -> Revision:
        deed = Deed(hall, what, reason, Act.SET_UP_PLACES)
        return Revision(revision=acted(central, request, deed, do))

    @router.get("", summary="What is and was on trial, newest first", response_model=Listed[Step])
    def get_steps(request: Request, hall: str, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        def get(db: Connection, scope: Scope, _hall: HallFacts) -> Rows:
            return page_of(db, revisions(scope), BY_TIME, after=after, limit=limit, newest_first=True)

        now = central.clock.now()
        found = read(central.database, request, hall, what="staged settings", act=Act.SEE_KIOSKS, now=now, get=get)
        made = Listed([step(row) for row in found.rows], found.next)
        return JSONResponse(asdict(made), headers=NO_STORE)

    @router.post("", summary="Try settings at a window or in a hall", response_model=Revision)
    def post_trial(request: Request, hall: str, wanted: Tried) -> Revision:
        where = Stage(hall, wanted.window or "")
        what = f"settings tried at window {wanted.window}" if wanted.window else "settings tried in the hall"
        return done(
            request,
            hall,
            what,
            wanted.reason,
            lambda db, scope: stage(db, scope, where, wanted.settings, wanted.reason, central.now_ms()),
        )

    @router.post("/widen", summary="Try them in the whole hall, or everywhere", response_model=Revision)
    def post_wider(request: Request, hall: str, wanted: Widened) -> Revision:
        where = Stage(hall, wanted.window or "")
        what = f"settings of window {wanted.window} tried in the hall" if wanted.window else "settings tried everywhere"
        return done(
            request,
            hall,
            what,
            wanted.reason,
            lambda db, scope: widen(db, scope, where, wanted.reason, central.now_ms()),
        )

    @router.post("/rollback", summary="Let an earlier revision hold again", response_model=Revision)
    def post_back(request: Request, hall: str, wanted: RolledBack) -> Revision:
        where = Stage() if wanted.everywhere else Stage(hall, wanted.window or "")
        return done(
            request,
            hall,
            f"settings back to revision {wanted.revision} {'everywhere' if wanted.everywhere else wanted.window or ''}",
            wanted.reason,
            lambda db, scope: roll_back(db, scope, where, wanted.revision, wanted.reason, central.now_ms()),
        )

    return router
