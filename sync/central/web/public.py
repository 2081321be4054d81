"""What everybody may read: results of the last complete days, by hall and department, with denominators and without people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Connection, select

from sync.central.central import Central
from sync.central.described import gives
from sync.central.figures.cells import By
from sync.central.figures.groups import Of
from sync.central.figures.kept import EVERYTHING, count_stale
from sync.central.figures.over_time import Ranked, course, ranked
from sync.central.figures.scope import Scope, hall_of
from sync.central.places.models import Hall
from sync.central.problems import refusals
from sync.central.web.pages import page, words_of
from sync.clock import business_day
from sync.summary.figures import natural

DAYS = 30  # how many days are shown; today is not over and never among them
CACHED = {"cache-control": "public, max-age=300", "x-content-type-options": "nosniff"}
HEIGHT = 126  # of the tallest bar of a course


class Span(NamedTuple):
    """The days that are published."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Published:
    """What is published, for machines: halls and departments, best first."""

    first: str
    last: str
    halls: list[Ranked]
    departments: list[Ranked]


def public(central: Central) -> APIRouter:
    """Return the routes: halls and departments only, and no levels where there are few ratings."""
    router = APIRouter(prefix="/public", tags=["public"])
    min_n = central.settings.summary.staff_minimum

    def all_of(db: Connection, span: Span, of: Of) -> list[Ranked]:
        return ranked(db, EVERYTHING, of, span.first, span.last, min_n, guard=True)

    @router.get("", summary="Published results of every hall", response_class=HTMLResponse)
    def results(request: Request) -> HTMLResponse:
        with _counted(central) as (db, span):
            halls = sorted(all_of(db, span, Of.HALL), key=lambda one: natural(one.hall))
        return page(request, "public.html", words=words_of(request), halls=halls, span=span, min_n=min_n)

    @router.get("/results.json", summary="Published results, for machines", responses=gives(Published))
    def results_json() -> JSONResponse:
        with _counted(central) as (db, span):
            halls, departments = (all_of(db, span, of) for of in (Of.HALL, Of.DEPARTMENT))
        made = {
            **span._asdict(),
            "halls": [one.plain() for one in halls],
            "departments": [one.plain() for one in departments],
        }
        return JSONResponse(made, headers=CACHED)

    @router.get(
        "/halls/{hall}",
        summary="Published results of one hall",
        response_class=HTMLResponse,
        responses=refusals(404, 422),
    )
    def results_of(request: Request, hall: str) -> HTMLResponse:
        with _counted(central) as (db, span):
            found = hall_of(db, Scope(hall, EVERYTHING))
            if found is None:
                raise HTTPException(404, f"there is no hall {hall[:64]}")
            whole = [one for one in all_of(db, span, Of.HALL) if one.hall == hall]
            parts = [one for one in all_of(db, span, Of.DEPARTMENT) if one.hall == hall]
            days = _bars(db, hall, span)
        facts: dict[str, Any] = {"hall": found, "whole": whole[0] if whole else None, "parts": parts, "days": days}
        return page(request, "public_hall.html", words=words_of(request), span=span, min_n=min_n, **facts)

    return router


@contextmanager
def _counted(central: Central) -> Iterator[tuple[Connection, Span]]:
    """Give a connection that sees every published day counted, and which days those are."""
    with central.database.read() as db:
        zones = set(db.execute(select(Hall.time_zone)).scalars()) or {"Asia/Shanghai"}
    now = central.clock.now()
    today = min(date.fromisoformat(business_day(now, ZoneInfo(zone))) for zone in zones)
    span = Span((today - timedelta(days=DAYS)).isoformat(), (today - timedelta(days=1)).isoformat())
    count_stale(central.database, EVERYTHING, *span)
    with central.database.read() as db:
        yield db, span


def _bars(db: Connection, hall: str, span: Span) -> list[dict[str, Any]]:
    """Return how many services and ratings each day had, with the heights of their bars."""
    first, last = (date.fromisoformat(one) for one in span)
    steps = course(db, Scope(hall, EVERYTHING), Of.HALL, "", first, last, By.DAY, 0)
    most = max((one.tally.served for one in steps), default=0) or 1
    return [
        {
            "day": one.begins,
            "served": one.tally.served,
            "rated": one.tally.rated,
            "served_height": HEIGHT * one.tally.served / most,
            "rated_height": HEIGHT * one.tally.rated / most,
        }
        for one in steps
    ]
