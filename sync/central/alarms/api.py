"""A hall's alarms over HTTP: listed in pages, and closed by a person who says why, also by the form on the hall's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from sync.central.accounts.door import act, read
from sync.central.accounts.roles import Act
from sync.central.alarms.closing import close_by_hand
from sync.central.alarms.shown import AlarmSeen, alarms_of
from sync.central.central import Central
from sync.central.figures.scope import HallFacts, Scope
from sync.central.followup.live import Hub, News, ring
from sync.central.problems import refusals
from sync.central.web.api import Reason
from sync.central.web.cursor import USUAL, After, Limit, Listed

Open = Annotated[bool | None, Query(alias="open", description="only the open ones, or only the closed; without it all")]


class Closing(BaseModel):
    """Why nobody has to look at an alarm any more."""

    reason: Reason = Field(description="what was found or done; it stays beside the alarm")


@dataclass(frozen=True, slots=True)
class AlarmClosed:
    """An alarm that nobody has to look at any more."""

    alarm: str
    closed: bool = True


def alarms(central: Central, hub: Hub) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1/halls/{hall}/alarms", tags=["alarms"], responses=refusals(401, 403, 404, 422))

    @router.get("", summary="A hall's alarms, newest first", response_model=Listed[AlarmSeen])
    def get_alarms(
        request: Request, hall: str, still_open: Open = None, after: After = "", limit: Limit = USUAL
    ) -> Listed[AlarmSeen]:
        def get(db: Connection, scope: Scope, _hall: HallFacts) -> Listed[AlarmSeen]:
            return alarms_of(db, scope, still_open=still_open, after=after, limit=limit)

        now = central.clock.now()
        return read(central.database, request, hall, what="alarms", act=Act.SEE_KIOSKS, now=now, get=get)

    @router.post("/{alarm}/close", summary="Close an alarm, with a reason")
    def post_close(request: Request, hall: str, alarm: str, closing: Closing) -> AlarmClosed:
        """Say that nobody has to look at it any more. Closed twice, the first reason stays."""
        close(central, hub, request, hall, alarm, closing.reason)
        return AlarmClosed(alarm)

    @router.post("/{alarm}/close-by-form", include_in_schema=False)
    def post_close_form(
        request: Request, hall: str, alarm: str, reason: Annotated[Reason, Form()], form: str = Form("")
    ) -> Response:
        close(central, hub, request, hall, alarm, reason, form)
        return RedirectResponse(f"/halls/{quote(hall, safe='')}", 303)

    return router


def close(
    central: Central, hub: Hub, request: Request, hall: str, alarm: str, reason: str, form: str | None = None
) -> None:
    """Close an alarm for whoever asks; whoever watches the hall is told.

    Raises:
        HTTPException: as `act`; 404 there is no such alarm in this hall.
    """

    def do(db: Connection, scope: Scope) -> None:
        secret = central.keys.secret
        if not close_by_hand(db, secret, scope.reader, hall, alarm, reason, central.now_ms()):
            raise HTTPException(404, f"hall {hall[:64]} has no alarm {alarm[:36]}")
        ring(hub, db, [News(hall)])

    said = {"what": f"alarm {alarm[:36]} closed", "reason": reason}
    now = central.clock.now()
    act(central.database, request, hall, act=Act.CLOSE_ALARMS, now=now, do=do, form=form, **said)
