"""Summaries of periods, courses and ranks over HTTP, behind a token or a log-in; stale days are counted anew first."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from sync.central.accounts.door import enter, read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.cells import By
from sync.central.figures.groups import Of
from sync.central.figures.kept import count_stale
from sync.central.figures.over_time import LONGEST_DAYS, Ranked, Step, course, course_of_all, ranked
from sync.central.figures.periods import Period, periods
from sync.central.figures.scope import HallFacts, Scope
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE, day_of
from sync.central.web.cursor import After, cursor, opened
from sync.contract import rfc3339

_DAY = {"format": "date"}
First = Annotated[str, Query(description="the first day", json_schema_extra={**_DAY})]
Last = Annotated[
    str, Query(description=f"the last day, at most {LONGEST_DAYS} days in all", json_schema_extra={**_DAY})
]
Key = Annotated[str, Query(max_length=200, description="which one: its id; empty for a hall's own")]
Hall = Annotated[str, Query(max_length=64, description="only this hall's; empty for every hall you may read")]
Periods = Annotated[int, Query(ge=1, le=62, description="most periods of a page")]
Places = Annotated[int, Query(ge=1, le=1000, description="most places of a page")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summaries:
    """One page of a hall's periods. Fewer than `min_n` ratings of a part: its levels are withheld."""

    hall: str
    of: Of
    by: By
    min_n: int
    as_of: str
    items: list[Period]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Figures step by step, those without services too."""

    hall: str
    of: Of
    key: str
    by: By
    min_n: int
    as_of: str
    steps: list[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """One page of places, the best first; `next` goes into `after`. Fewer than `min_n` ratings have no rank."""

    of: Of
    first: str
    last: str
    min_n: int
    as_of: str
    items: list[Ranked]
    next: str | None


def over_time(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1", tags=["figures"], responses=refusals(401, 403, 404, 422))
    database, min_n = central.database, central.settings.summary.staff_minimum

    def of_hall(request: Request, hall: str, what: str, days: tuple[date, date], get: Any) -> Any:
        def fresh(scope: Scope) -> None:
            count_stale(database, replace(scope.reader, halls=frozenset({scope.hall})), *_written(days))

        said = f"{what} {' '.join(_written(days))}"
        now = central.clock.now()
        return read(database, request, hall, what=said, act=Act.READ_FIGURES, now=now, get=get, before=fresh)

    @router.get(
        "/halls/{hall}/summaries",
        summary="Figures by day, week or month: of the hall, or of each of its parts",
        response_model=Summaries,
    )
    def get_summaries(
        request: Request,
        hall: str,
        first: First,
        last: Last,
        of: Of = Of.HALL,
        by: By = By.DAY,
        after: After = "",
        limit: Periods = 31,
    ) -> JSONResponse:
        days = _span(first, last)
        begun = opened(after, [str])[0] if after else ""

        def get(db: Connection, scope: Scope, _hall: HallFacts) -> list[Period]:
            return periods(db, scope, of, *days, by, min_n)

        found = [one for one in of_hall(request, hall, f"summaries {of.value}", days, get) if one.begins > str(begun)]
        on = cursor([found[limit - 1].begins]) if len(found) > limit else None
        made = Summaries(
            hall=hall, of=of, by=by, min_n=min_n, as_of=rfc3339(central.clock.now()), items=found[:limit], next=on
        )
        return JSONResponse(asdict(made), headers=NO_STORE)

    @router.get(
        "/halls/{hall}/course",
        summary="Figures over time of a hall, or of one department, window, person or service",
        response_model=Course,
    )
    def get_course(
        request: Request, hall: str, first: First, last: Last, of: Of = Of.HALL, key: Key = "", by: By = By.DAY
    ) -> JSONResponse:
        days = _span(first, last)

        def get(db: Connection, scope: Scope, _hall: HallFacts) -> list[Step]:
            return course(db, scope, of, key, *days, by, min_n)

        steps = of_hall(request, hall, f"course {of.value} {key[:40]}", days, get)
        return _course(central, hall, of, key, by, steps)

    @router.get("/course", summary="Figures over time of all halls you may read together", response_model=Course)
    def get_course_of_all(request: Request, first: First, last: Last, by: By = By.DAY) -> JSONResponse:
        days = _span(first, last)
        now = central.clock.now()
        who = enter(database, request, what=f"course {' '.join(_written(days))}", act=Act.READ_FIGURES, now=now)
        count_stale(database, who, *_written(days))
        with database.read() as db:
            steps = course_of_all(db, who, *days, by)
        return _course(central, "", Of.HALL, "", by, steps)

    @router.get(
        "/ranks",
        summary="Every hall, department, window, person or service you may read, best first",
        response_model=Ranks,
    )
    def get_ranks(
        request: Request,
        first: First,
        last: Last,
        of: Of = Of.HALL,
        hall: Hall = "",
        after: After = "",
        limit: Places = 200,
    ) -> JSONResponse:
        days = _written(_span(first, last))
        start = int(opened(after, [int])[0]) if after else 0
        now = central.clock.now()
        who = enter(database, request, what=f"ranks {of.value} {' '.join(days)}", act=Act.READ_FIGURES, now=now)
        count_stale(database, who, *days)
        with database.read() as db:
            found = ranked(db, who, of, *days, min_n, hall=hall)
        on = cursor([start + limit]) if len(found) > start + limit else None
        items = found[max(0, start) : start + limit]
        made = Ranks(of=of, first=days[0], last=days[1], min_n=min_n, as_of=rfc3339(now), items=items, next=on)
        return JSONResponse(asdict(made), headers=NO_STORE)

    return router


def _course(central: Central, hall: str, of: Of, key: str, by: By, steps: list[Step]) -> JSONResponse:
    min_n, as_of = central.settings.summary.staff_minimum, rfc3339(central.clock.now())
    made = Course(hall=hall, of=of, key=key, by=by, min_n=min_n, as_of=as_of, steps=steps)
    return JSONResponse(asdict(made), headers=NO_STORE)


def _written(days: tuple[date, date]) -> tuple[str, str]:
    return days[0].isoformat(), days[1].isoformat()


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
