"""Courses and ranks over HTTP, behind a token or a log-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from sync.central.accounts.door import enter, read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.groups import Of
from sync.central.figures.kept import count_stale
from sync.central.figures.over_time import LONGEST_DAYS, By, course, ranked
from sync.central.figures.scope import HallFacts, Scope
from sync.central.web.api import NO_STORE, REFUSALS, day_of
from sync.shape import plain


def over_time(central: Central) -> APIRouter:
    """Return the routes; both count stale days anew before they answer."""
    router = APIRouter(prefix="/api/v1", tags=["figures"], responses=REFUSALS)
    database, min_n = central.database, central.settings.summary.staff_minimum

    @router.get(
        "/halls/{hall}/course", summary="Figures over time of a hall, or of one department, window, person or service"
    )
    def get_course(
        request: Request, hall: str, first: str, last: str, of: Of = Of.HALL, key: str = "", by: By = By.DAY
    ) -> JSONResponse:
        days = _span(first, last)

        def get(db: Connection, scope: Scope, _hall: HallFacts) -> list[Any]:
            return course(db, scope.reader, scope.hall, of, key, *days, by, min_n)

        def fresh(scope: Scope) -> None:
            count_stale(database, replace(scope.reader, halls=frozenset({scope.hall})), first, last)

        what = f"course {of.value} {key[:40]} {first} {last}"
        now = central.clock.now()
        steps = read(database, request, hall, what=what, act=Act.READ_FIGURES, now=now, get=get, before=fresh)
        told = {"hall": hall, "of": of.value, "key": key, "by": by.value, "steps": plain(steps)}
        return JSONResponse(told, headers=NO_STORE)

    @router.get("/ranks", summary="Every hall, department, window, person or service you may read, best first")
    def get_ranks(request: Request, first: str, last: str, of: Of = Of.HALL) -> JSONResponse:
        _span(first, last)
        who = enter(
            database, request, what=f"ranks {of.value} {first} {last}", act=Act.READ_FIGURES, now=central.clock.now()
        )
        count_stale(database, who, first, last)
        with database.read() as db:
            found = ranked(db, who, of, first, last, min_n)
        told = {"of": of.value, "first": first, "last": last, "min_n": min_n, "ranks": [one.plain() for one in found]}
        return JSONResponse(told, headers=NO_STORE)

    return router


def _span(first: str, last: str) -> tuple[date, date]:
    """Return both days.

    Raises:
        HTTPException: 422, they are not days in this order, or too many.
    """
    days = date.fromisoformat(day_of(first)), date.fromisoformat(day_of(last))
    if not 0 <= (days[1] - days[0]).days < LONGEST_DAYS:
        raise HTTPException(
            422, f"give a first and a last day, at most {LONGEST_DAYS} days apart, the earlier one first"
        )
    return days
