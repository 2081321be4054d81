"""A hall's webhooks over HTTP: added, listed, tested, turned off and on, and what became of each delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Connection

from sync.central.accounts.door import act, read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import HallFacts, Scope
from sync.central.problems import refusals
from sync.central.web.cursor import USUAL, After, Limit, Listed
from sync.central.webhooks.hooks import (
    MOST,
    Added,
    DeliveryLine,
    HookLine,
    TooMany,
    add,
    hooks_of,
    log_of,
    probe,
    turn,
)
from sync.central.webhooks.news import ASKABLE, Kind
from sync.central.webhooks.sending import NotAllowed

T = TypeVar("T")


class NewWebhook(BaseModel):
    """Where to send what happens in a hall."""

    url: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00-\x20]*$")] = Field(
        description="https://…, of a program that answers 2xx"
    )
    kinds: list[Kind] = Field(list(ASKABLE), min_length=1, max_length=len(Kind), description="what it wants to hear")
    label: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")] = ""


class AddedWebhook(BaseModel):
    """A new webhook. `secret` is shown this once; receivers check `webhook-signature` with it (Standard Webhooks, v1)."""

    id: str
    secret: str


class Queued(BaseModel):
    """A test that is on its way; its line is in the log."""

    delivery: str


class Turned(BaseModel):
    """What a webhook is now."""

    id: str
    state: str


def webhooks(central: Central) -> APIRouter:
    """Return the routes."""
    refused = refusals(401, 403, 404, 409, 422)
    router = APIRouter(prefix="/api/v1/halls/{hall}/webhooks", tags=["webhooks"], responses=refused)

    @router.get("", summary="A hall's webhooks", response_model=Listed[HookLine])
    def get_webhooks(request: Request, hall: str, after: After = "", limit: Limit = USUAL) -> Listed[HookLine]:
        def get(db: Connection, scope: Scope, _hall: HallFacts) -> Listed[HookLine]:
            return hooks_of(db, scope, after=after, limit=limit)

        now = central.clock.now()
        return read(central.database, request, hall, what="webhooks", act=Act.WEBHOOKS, now=now, get=get)

    @router.post("", summary=f"Add one (at most {MOST} a hall)", status_code=201, response_model=AddedWebhook)
    def post_webhook(request: Request, hall: str, asked: NewWebhook) -> AddedWebhook:
        def do(db: Connection, _scope: Scope) -> Added:
            try:
                return add(central, db, hall, asked.url, asked.kinds, asked.label)
            except NotAllowed as why:
                raise HTTPException(422, str(why)) from None
            except TooMany as why:
                raise HTTPException(409, str(why)) from None

        made = _act(request, hall, f"webhook added: {asked.url}", do)
        return AddedWebhook(id=made.id, secret=made.secret)

    @router.post("/{hook}/test", summary="Send a test", status_code=202, response_model=Queued)
    def post_test(request: Request, hall: str, hook: str) -> Queued:
        """Have it delivered like anything else; the log says what became of it."""

        def do(db: Connection, scope: Scope) -> str:
            return _found(probe(central, db, scope, hook), hall, hook)

        return Queued(delivery=_act(request, hall, f"webhook {hook[:36]} tested", do))

    @router.post("/{hook}/disable", summary="Send it nothing any more", response_model=Turned)
    def post_disable(request: Request, hall: str, hook: str) -> Turned:
        return _turned(request, hall, hook, on=False)

    @router.post("/{hook}/enable", summary="Send to it again", response_model=Turned)
    def post_enable(request: Request, hall: str, hook: str) -> Turned:
        """What waited meanwhile is sent too, unless it is older than three days."""
        return _turned(request, hall, hook, on=True)

    @router.get("/{hook}/deliveries", summary="The log, newest first", response_model=Listed[DeliveryLine])
    def get_deliveries(
        request: Request, hall: str, hook: str, after: After = "", limit: Limit = USUAL
    ) -> Listed[DeliveryLine]:
        def get(db: Connection, scope: Scope, _hall: HallFacts) -> Listed[DeliveryLine]:
            return _found(log_of(db, scope, hook, after=after, limit=limit), hall, hook)

        what = f"webhook {hook[:36]} log"
        now = central.clock.now()
        return read(central.database, request, hall, what=what, act=Act.WEBHOOKS, now=now, get=get)

    def _turned(request: Request, hall: str, hook: str, *, on: bool) -> Turned:
        word = "enabled" if on else "disabled"
        _act(
            request,
            hall,
            f"webhook {hook[:36]} {word}",
            lambda db, scope: _found(turn(db, scope, hook, on=on) or None, hall, hook),
        )
        return Turned(id=hook, state="active" if on else "disabled")

    def _act(request: Request, hall: str, what: str, do: Callable[[Connection, Scope], T]) -> T:
        now = central.clock.now()
        return act(central.database, request, hall, what=what, act=Act.WEBHOOKS, now=now, do=do)

    return router


def _found(made: T | None, hall: str, hook: str) -> T:
    if made is None:
        raise HTTPException(404, f"hall {hall[:64]} has no webhook {hook[:36]}")
    return made
