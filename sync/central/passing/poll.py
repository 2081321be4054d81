"""`GET /api/v1/kiosk/events`: a kiosk waits until its window is told something. Reading consumes nothing."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from sync.central.central import Central
from sync.central.described import BY_KIOSK, gives
from sync.central.followup.live import Hub, Watcher, window_place
from sync.central.intake.ledgers import own_head
from sync.central.kiosks.wire import Asked, Said, answer_of, refused, serve_waiting
from sync.central.passing.told import told_after
from sync.contract import State, canonical
from sync.live import EVENTS, KioskEvents
from sync.shape import LARGEST

MOST_POLLS = 4  # of one window at a time; a kiosk needs one, and what hangs from a broken connection ends by itself
_QUERY = {
    "parameters": [
        {
            "name": "after",
            "in": "query",
            "description": "the last answer's `through`; 0 where there was none",
            "schema": {"type": "integer", "minimum": 0},
        }
    ]
}


def polls(central: Central, hub: Hub, longest_s: float) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["kiosks' own"])

    @router.get(
        EVENTS,
        summary="What a window's kiosk has not heard yet",
        openapi_extra=_QUERY,
        response_class=Response,
        responses={**BY_KIOSK, **gives(KioskEvents)},
    )
    async def get_events(request: Request) -> Response:
        """Give a window's events after a place; where there are none, wait for one. Signed."""

        async def answer(asked: Asked) -> Said:
            after = _place(request.query_params.get("after", "0"))
            if after is None:
                return refused(400, "after is the `through` of the last answer: a whole number, 0 at the start")
            return await _waited(central, hub, asked, after, longest_s)

        return await serve_waiting(request, central, answer)

    return router


async def _waited(central: Central, hub: Hub, asked: Asked, after: int, longest_s: float) -> Said:
    place = window_place(asked.kiosk.hall, asked.kiosk.window or "")
    with hub.watching(place, MOST_POLLS) as one:  # before the first look, so that nothing falls between
        said = await run_in_threadpool(_look, central, asked, after, empty=False)
        if said is None:
            await _rung(one, longest_s)
            said = await run_in_threadpool(_look, central, asked, after, empty=True)
    assert said is not None  # noqa: S101 - `empty` allows an answer without events
    return said


async def _rung(one: Watcher, longest_s: float) -> None:
    try:
        async with asyncio.timeout(longest_s):
            await one.queue.get()
    except TimeoutError:
        return


def _look(central: Central, asked: Asked, after: int, *, empty: bool) -> Said | None:
    """Return the answer; None where there is nothing to tell and `empty` forbids to say so."""
    kiosk = asked.kiosk
    with central.database.read() as db:
        window = kiosk.window if kiosk.state is State.ACTIVE and kiosk.window else None
        through, events = told_after(db, kiosk.hall, window, after, central.now_ms()) if window else (after, ())
        head = own_head(db, kiosk.hall)
    if not events and not empty:
        return None
    answer = KioskEvents(answer=answer_of(central, asked, head), after=after, through=through, events=events)
    return Said(200, canonical(answer).encode())


def _place(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        return None
    return int(text) if int(text) <= LARGEST else None
