"""Figures over HTTP: a day's summary, a number's story, and the live wall. Behind a token or a log-in, per hall."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import StringConstraints
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.door import read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.described import gives
from sync.central.figures.day import summary_of
from sync.central.figures.scope import HallFacts, Scope
from sync.central.figures.story import story_of
from sync.central.figures.told import StoryTold
from sync.central.followup.live import Hub, News, stream
from sync.central.places.models import Hall, Window
from sync.central.places.questions import asked_in
from sync.central.problems import refusals
from sync.summary.figures import Summary

FIRST_DAY, LAST_DAY = "1970-01-01", "2199-12-31"  # beyond, a day has no midnight in every zone
LASTS = 600.0  # seconds of one stream; the browser connects again and is checked again
NO_STORE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
STREAM = {**NO_STORE, "x-accel-buffering": "no"}
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]  # for the audit
REFUSALS = refusals(401, 403, 404, 422)


def api(central: Central, hub: Hub) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1/halls/{hall}", tags=["figures"], responses=REFUSALS)

    @router.get("/days/{day}/summary", summary="A day's figures", responses=gives(Summary))
    def summary(request: Request, hall: str, day: str) -> JSONResponse:
        made = read_summary(central, request, hall, day_of(day))
        return JSONResponse(made.plain(), headers=NO_STORE)

    @router.get("/days/{day}/visits/{number:path}", summary="One number's whole story", responses=gives(StoryTold))
    def visits(request: Request, hall: str, day: str, number: str) -> JSONResponse:
        wanted = day_of(day)

        def get(db: Connection, scope: Scope, _hall: HallFacts) -> list[dict[str, Any]]:
            return story_of(db, scope, wanted, number)

        told = read(
            central.database,
            request,
            hall,
            what=f"visits {wanted} {number}",
            act=Act.READ_STORIES,
            now=central.clock.now(),
            get=get,
        )
        if not told:
            raise HTTPException(404, f"no number {number[:40]} on {wanted} in hall {hall[:64]}")
        return JSONResponse({"hall": hall, "day": wanted, "number": number, "visits": told}, headers=NO_STORE)

    @router.get(
        "/live",
        summary="What changes, as Server-Sent Events",
        response_class=StreamingResponse,
        responses={
            200: {
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
                "description": "snapshot, changed, case",
            }
        },
    )
    async def live(request: Request, hall: str) -> StreamingResponse:
        hears = await run_in_threadpool(
            read,
            central.database,
            request,
            hall,
            what="live",
            act=Act.READ_FIGURES,
            now=central.clock.now(),
            get=lambda db, scope, _hall: hearing(db, scope),
        )
        return StreamingResponse(_for_a_while(hub, hall, hears), media_type="text/event-stream", headers=STREAM)

    return router


def read_summary(central: Central, request: Request, hall: str, day: str) -> Summary:
    """Return a day's figures for whoever asks; see `read` for what it raises."""
    now = central.clock.now()

    def get(db: Connection, scope: Scope, found: HallFacts) -> Summary:
        return summary_of(
            db,
            scope,
            found,
            day,
            now=now,
            min_n=central.settings.summary.staff_minimum,
            reason_texts=reason_texts(db, scope, "zh-CN"),
        )

    return read(central.database, request, hall, what=f"summary {day}", act=Act.READ_FIGURES, now=now, get=get)


def reason_texts(db: Connection, scope: Scope, language: str) -> dict[str, str]:
    """Return the words of a hall's reason codes."""
    text = db.execute(select(Hall.questionnaire).where(Hall.id == scope.hall, scope.reader.covers(Hall.id))).scalar()
    return asked_in(text).words(language)


def day_of(text: str) -> str:
    """Return a day as it is written in the tables.

    Raises:
        HTTPException: 422, it is not a day.
    """
    try:
        if FIRST_DAY <= date.fromisoformat(text).isoformat() == text <= LAST_DAY:
            return text
    except ValueError:
        pass
    raise HTTPException(422, f"{text[:20]!r} is not a day of this time: write it as 2026-03-02")


def hearing(db: Connection, scope: Scope) -> Callable[[News], bool]:
    """Return of which cases and calls somebody hears: who may read no single rating only that something changed.

    A department hears of its own windows.
    """
    who = scope.reader
    theirs = None if who.departments is None else set(db.execute(select(Window.id).where(scope.of(Window))).scalars())

    def hears(news: News) -> bool:
        return (not news.case or who.may(Act.READ_STORIES)) and (theirs is None or news.window in theirs)

    return hears


async def _for_a_while(hub: Hub, hall: str, hears: Callable[[News], bool]) -> AsyncIterator[str]:
    try:
        async with asyncio.timeout(LASTS):
            async for part in stream(hub, hall, hears=hears):
                yield part
    except TimeoutError:
        return
