"""Search over HTTP: any number finds its visits, any visit its whole story; behind a token or a log-in, per hall."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from sync.central.accounts.door import read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.described import gives
from sync.central.figures.found import RatingLine, VisitLine, rating_line, visit_line
from sync.central.figures.scope import HallFacts, Scope
from sync.central.figures.search import NEWEST_RATING, NEWEST_VISIT, Wanted, ratings, visits
from sync.central.figures.story import story_of_visit
from sync.central.figures.told import StoryTold
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE, day_of
from sync.central.web.cursor import USUAL, After, Limit, Listed, Rows, Word, page_of
from sync.central.web.lists import told
from sync.clock import business_day
from sync.kinds import Cause, Channel
from sync.summary.facts import Outcome

MOST_DAYS = 92  # walked through by one search; a number is looked up, and may be sought in all days at once
MOST_DAYS_OF_A_NUMBER = 800
_FIRST = f"the first day, at most {MOST_DAYS} in all; with a number {MOST_DAYS_OF_A_NUMBER}, and all of them if empty"
ROUNDS = 2
Levels = Annotated[list[Annotated[int, Query(ge=1, le=5)]], Query(max_length=5)]


def search(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1/halls/{hall}", tags=["search"], responses=refusals(401, 403, 404, 422))
    now = central.clock.now

    @router.get("/visits", summary="Visits that fit, the newest first", response_model=Listed[VisitLine])
    def get_visits(
        request: Request,
        hall: str,
        sought: Annotated[Wanted, Depends(wanted)],
        cause: Annotated[Cause | None, Query(description="why it ended without a rating")] = None,
        outcome: Outcome | None = None,
        rated: bool | None = None,
        after: After = "",
        limit: Limit = USUAL,
    ) -> JSONResponse:
        fit = replace(sought, cause=cause, outcome=outcome, rated=rated)

        def get(db: Connection, scope: Scope, found: HallFacts) -> Rows:
            query = visits(db, scope, _spanned(fit, found, now()))
            return page_of(db, query, NEWEST_VISIT, after=after, limit=limit, newest_first=True)

        made = read(
            central.database, request, hall, what=_said("search visits", fit), act=Act.READ_STORIES, now=now(), get=get
        )
        return told(made, visit_line)

    @router.get(
        "/ratings", summary="Ratings that fit, standing or not, the newest first", response_model=Listed[RatingLine]
    )
    def get_ratings(
        request: Request,
        hall: str,
        sought: Annotated[Wanted, Depends(wanted)],
        round: Annotated[int | None, Query(ge=1, le=ROUNDS, description="1 first, 2 追评")] = None,  # noqa: A002
        standing: Annotated[bool | None, Query(description="whether it is the one that counts")] = None,
        after: After = "",
        limit: Limit = USUAL,
    ) -> JSONResponse:
        fit = replace(sought, round=round, stands=standing)

        def get(db: Connection, scope: Scope, found: HallFacts) -> Rows:
            query = ratings(db, scope, _spanned(fit, found, now()))
            return page_of(db, query, NEWEST_RATING, after=after, limit=limit, newest_first=True)

        made = read(
            central.database, request, hall, what=_said("search ratings", fit), act=Act.READ_STORIES, now=now(), get=get
        )
        return told(made, rating_line)

    @router.get(
        "/visits/{visit}",
        summary="One visit's whole story, and that of every other visit of its number",
        responses=gives(StoryTold),
    )
    def get_story(request: Request, hall: str, visit: str) -> JSONResponse:
        def get(db: Connection, scope: Scope, _hall: HallFacts) -> dict[str, Any] | None:
            return story_of_visit(db, scope, visit)

        made = read(
            central.database, request, hall, what=f"visit {visit[:36]}", act=Act.READ_STORIES, now=now(), get=get
        )
        if made is None:
            raise HTTPException(404, f"no visit {visit[:36]} in hall {hall[:64]}")
        return JSONResponse({"hall": hall, **made}, headers=NO_STORE)

    return router


def wanted(
    last: Annotated[str, Query(description="the last day; today if empty")] = "",
    first: Annotated[str, Query(description=_FIRST)] = "",
    number: Annotated[str, Query(description="the ticket as printed", max_length=500)] = "",
    window: Word = "",
    department: Word = "",
    staff: Word = "",
    service: Word = "",
    level: Levels = [],  # noqa: B006 - FastAPI copies it; the query's own default
    channel: Channel | None = None,
    text: Annotated[bool | None, Query(description="whether the citizen wrote something")] = None,
) -> Wanted:
    """Return what visits and ratings are both sought by."""
    return Wanted(
        first=first,
        last=last,
        number=number,
        window=window,
        department=department,
        staff=staff,
        service=service,
        levels=tuple(level),
        channel=channel,
        text=text,
    )


def _spanned(fit: Wanted, hall: HallFacts, now: datetime) -> Wanted:
    """Return what is sought with both its days: until today, where none is named; a number in every day there may be.

    Raises:
        HTTPException: 422, they are not days in this order, or too many.
    """
    most = MOST_DAYS_OF_A_NUMBER if fit.number else MOST_DAYS
    last = date.fromisoformat(day_of(fit.last) if fit.last else business_day(now, ZoneInfo(hall.time_zone)))
    usual = last - timedelta(days=most - 1 if fit.number else 0)
    first = date.fromisoformat(day_of(fit.first)) if fit.first else usual
    if not 0 <= (last - first).days < most:
        raise HTTPException(422, f"first and last are days in this order, at most {most} of them")
    return replace(fit, first=first.isoformat(), last=last.isoformat())


def _said(what: str, fit: Wanted) -> str:
    """Return what the access log says was looked for."""
    asked = (f"{name}={value}" for name, value in asdict(fit).items() if value not in ("", None, ()))
    return " ".join((what, *asked))
