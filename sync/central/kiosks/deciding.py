"""`POST /api/v1/halls/{hall}/kiosks/{kiosk}/…`: a tablet turned off or on, ended, moved, its late records taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, StringConstraints
from sqlalchemy import Connection

from sync.central.accounts.door import act
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.intake.rescue import Work, rescue
from sync.central.kiosks.states import NotSo, NotThere, found, move, set_state
from sync.central.passing.told import Teller, look_item
from sync.central.problems import refusals
from sync.contract import State, uuid7

T = TypeVar("T")
Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$")]


class StateWanted(BaseModel):
    """What the kiosk is to be from now on, and why; the reason goes into the audit."""

    state: State
    reason: Reason


class PlaceWanted(BaseModel):
    """The window it stands at from now on; `hall` only where it is another one."""

    window: Name
    hall: Name | None = None
    reason: Reason


class WhyRescued(BaseModel):
    """Why its late records are taken in; it goes into the audit."""

    reason: Reason


class Decided(BaseModel):
    """What became of it: the kiosk's place and state; `rescued` counts records that were taken in."""

    kiosk: str
    hall: str
    window: str
    state: State
    rescued: int = 0


def deciding(central: Central, teller: Teller) -> APIRouter:
    """Return the routes; the tablet hears at once that there is something new."""
    router = APIRouter(
        prefix="/api/v1/halls/{hall}/kiosks/{kiosk}", tags=["kiosks"], responses=refusals(401, 403, 404, 409, 422)
    )

    def decided(
        request: Request, hall: str, kiosk: str, what: str, reason: str, do: Callable[[Connection, Scope], Decided]
    ) -> Decided:
        deed = Deed(hall, f"kiosk {kiosk[:36]} {what}", reason)
        return acted(central, request, deed, do)

    @router.post("/state", summary="Turn a tablet off, on again, or end it for good", response_model=Decided)
    def post_state(request: Request, hall: str, kiosk: str, wanted: StateWanted) -> Decided:
        def do(db: Connection, scope: Scope) -> Decided:
            now_ms = central.now_ms()
            set_state(db, scope, kiosk, wanted.state, now_ms)
            known = found(db, scope, kiosk)
            teller.tell(db, known.hall, known.window or "", [look_item(known.id, uuid7(now_ms))], now_ms)
            return _now(db, scope, kiosk)

        return decided(request, hall, kiosk, wanted.state.value, wanted.reason, do)

    @router.post("/move", summary="Put a tablet at another window", response_model=Decided)
    def post_move(request: Request, hall: str, kiosk: str, wanted: PlaceWanted) -> Decided:
        to = wanted.hall or hall

        def do(db: Connection, scope: Scope) -> Decided:
            old, now_ms = move(db, scope, kiosk, to, wanted.window, central.now_ms()), central.now_ms()
            teller.tell(db, old.hall, old.window or "", [look_item(old.id, uuid7(now_ms))], now_ms)
            return _now(db, Scope(to, scope.reader), kiosk)

        return decided(request, hall, kiosk, f"moved to {to} window {wanted.window}", wanted.reason, do)

    @router.post("/rescue", summary="Take in what it sent while it was off", response_model=Decided)
    def post_rescue(request: Request, hall: str, kiosk: str, wanted: WhyRescued) -> Decided:
        def do(db: Connection, scope: Scope) -> Decided:
            known = found(db, scope, kiosk)
            count = rescue(Work(central.intake, db, central.keys.secret, known, central.now_ms()), known.hall)
            return _now(db, scope, kiosk, rescued=count)

        return decided(request, hall, kiosk, "rescued", wanted.reason, do)

    return router


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done in a hall, and why: its line in the audit."""

    hall: str
    what: str
    reason: str
    act: Act = Act.COMMAND_KIOSKS


def acted(central: Central, request: Request, deed: Deed, do: Callable[[Connection, Scope], T]) -> T:
    """Do something in a hall for whoever asks; what cannot be done is refused with its sentence."""

    def refusing(db: Connection, scope: Scope) -> T:
        try:
            return do(db, scope)
        except NotThere as why:
            raise HTTPException(404, str(why)) from None
        except NotSo as why:
            raise HTTPException(409, str(why)) from None

    return act(
        central.database,
        request,
        deed.hall,
        what=deed.what,
        reason=deed.reason,
        act=deed.act,
        now=central.clock.now(),
        do=refusing,
    )


def _now(db: Connection, scope: Scope, kiosk: str, *, rescued: int = 0) -> Decided:
    known = found(db, scope, kiosk)
    return Decided(kiosk=known.id, hall=known.hall, window=known.window or "", state=known.state, rescued=rescued)
