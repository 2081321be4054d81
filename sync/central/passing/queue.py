"""`POST /api/v1/queue-events`: a queue system tells what happened; each event reaches its window's kiosk once."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.door import bearer, refuse
from sync.central.accounts.reader import Reader
from sync.central.accounts.tokens import May
from sync.central.central import Central
from sync.central.database import again
from sync.central.described import gives, takes
from sync.central.passing.told import Teller, queue_item
from sync.central.places.models import Window
from sync.central.problems import refusals
from sync.central.throttle import Throttle
from sync.contract import moment, parsed, rfc3339
from sync.live import QueueEvent
from sync.shape import Malformed, shaped

log = logging.getLogger(__name__)

MOST = 200  # events at a time
MAX_BYTES = 64 * 1024
LONGEST = 200  # characters of any text of an event
A_MINUTE = 600  # requests of one token


@dataclass(frozen=True, slots=True)
class Pushed:
    """The body of a push."""

    events: tuple[QueueEvent, ...]


@dataclass(frozen=True, slots=True)
class PushTaken:
    """What became of a push: events that are new, that were told before, and windows this hall does not have."""

    taken: int
    known: int
    unknown_windows: list[str]


_BODY = takes(QueueEvent | Pushed, 'One event, or several in the order they happened: {"events": […]}.')


def queue_events(central: Central, teller: Teller) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["queue"])
    throttle = Throttle(A_MINUTE, 60)

    @router.post(
        "/api/v1/queue-events",
        summary="A queue system tells what happened",
        openapi_extra=_BODY,
        responses={**refusals(401, 413, 422, 429), **gives(PushTaken)},
    )
    async def post_queue_events(request: Request) -> JSONResponse:
        """Pass the queue's events on. The same event sent again (by its id) is known and changes nothing."""
        body = await _body(request)
        return await run_in_threadpool(_taken_in, central, teller, throttle, request, body)

    return router


def _taken_in(central: Central, teller: Teller, throttle: Throttle, request: Request, body: bytes) -> JSONResponse:
    now = central.clock.now()
    who = bearer(central.database, request, May.QUEUE)
    if who is None:
        raise refuse(central.database, "", "queue events", "send a token made with --may queue", now=now)
    hall = next(iter(who.halls or ()))
    if wait := throttle.wait_s(who.who, now.timestamp()):
        raise HTTPException(429, "too many requests: send several events at a time", {"retry-after": str(wait)})
    throttle.spend(who.who, now.timestamp())
    events = read_events(body)
    return JSONResponse(again(lambda: _told(central, teller, who, hall, events)))


def _told(central: Central, teller: Teller, who: Reader, hall: str, events: tuple[QueueEvent, ...]) -> dict[str, Any]:
    by_window: defaultdict[str, list[QueueEvent]] = defaultdict(list)
    for event in events:
        by_window[event.window].append(event)
    new = 0
    with central.database.write() as db:
        known = _windows(db, hall, who)
        for window in sorted(by_window.keys() & known):  # always in the same order: no two pushes wait for each other
            items = [queue_item(event) for event in by_window[window]]
            new += teller.tell(db, hall, window, items, central.now_ms())
        unknown = sorted(by_window.keys() - known)
        told = sum(len(by_window[window]) for window in by_window.keys() & known)
    if unknown:
        log.info("hall %s has no window %s of the queue's", hall, ", ".join(unknown)[:200])
    return {"taken": new, "known": told - new, "unknown_windows": unknown}


def _windows(db: Connection, hall: str, who: Reader) -> set[str]:
    return set(db.execute(select(Window.id).where(Window.hall_id == hall, who.covers(Window.hall_id))).scalars())


def read_events(body: bytes) -> tuple[QueueEvent, ...]:
    """Return the events of a push: one event, or a list of them under `events`.

    Raises:
        HTTPException: 413 there are too many, 422 one of them is not an event.
    """
    try:
        sent = parsed(body)
        alone = isinstance(sent, dict) and "id" in sent and "events" not in sent
        events = shaped(Pushed, {"events": [sent]} if alone else sent).events
    except Malformed as why:
        raise HTTPException(422, str(why)) from None
    if len(events) > MOST:
        raise HTTPException(413, f"{len(events)} events at once: send at most {MOST}")
    return tuple(_checked(at, event) for at, event in enumerate(events))


def _checked(at: int, event: QueueEvent) -> QueueEvent:
    for one in fields(event):
        value = getattr(event, one.name)
        if isinstance(value, str) and len(value) > LONGEST:
            raise HTTPException(422, f"events[{at}].{one.name} is longer than {LONGEST} characters")
    if not event.id or not event.window:
        raise HTTPException(422, f"events[{at}] needs an id of its own and the window's id")
    try:
        return replace(event, at=rfc3339(moment(event.at))) if event.at else event
    except Malformed as why:
        raise HTTPException(422, f"events[{at}].at is {why}") from None


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            raise HTTPException(413, f"send at most {MAX_BYTES} bytes: fewer events at a time")
    return bytes(body)
