"""The hall's places, people and kiosks over HTTP: lists in pages, behind a token or a log-in, per hall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, Select

from sync.central.accounts.door import enter, read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures import lists as of_hall
from sync.central.figures.lists import DepartmentLine, HallLine, KioskLine, StaffLine, WindowLine
from sync.central.figures.scope import HallFacts, Scope
from sync.central.kiosks.models import Kiosk
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.problems import refusals
from sync.central.web.api import NO_STORE
from sync.central.web.cursor import USUAL, After, Limit, Listed, Rows, Word, page_of

Line = Callable[[Any], Any]


def lists(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1", tags=["places"], responses=refusals(401, 403, 404, 422))

    def listed(
        request: Request,
        hall: str,
        what: str,
        query: Callable[[Scope], Select[*tuple[Any, ...]]],
        by: Any,
        line: Line,
        **page: Any,
    ) -> JSONResponse:
        def get(db: Connection, scope: Scope, _hall: HallFacts) -> Rows:
            return page_of(db, query(scope), [by], **page)

        act = Act.SEE_KIOSKS if what == "kiosks" else Act.READ_PLACES
        found = read(central.database, request, hall, what=what, act=act, now=central.clock.now(), get=get)
        return told(found, line)

    @router.get("/halls", summary="The halls you may read", response_model=Listed[HallLine])
    def get_halls(request: Request, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        who = enter(central.database, request, what="halls", act=Act.READ_PLACES, now=central.clock.now())
        with central.database.read() as db:
            found = page_of(db, of_hall.halls(who), [Hall.id], after=after, limit=limit)
        return told(found, of_hall.hall_line)

    @router.get("/halls/{hall}/departments", summary="A hall's departments", response_model=Listed[DepartmentLine])
    def get_departments(request: Request, hall: str, after: After = "", limit: Limit = USUAL) -> JSONResponse:
        query, line = of_hall.departments, of_hall.department_line
        return listed(request, hall, "departments", query, Department.id, line, after=after, limit=limit)

    @router.get("/halls/{hall}/windows", summary="A hall's windows", response_model=Listed[WindowLine])
    def get_windows(
        request: Request, hall: str, department: Word = "", after: After = "", limit: Limit = USUAL
    ) -> JSONResponse:
        def query(scope: Scope) -> Select[*tuple[Any, ...]]:
            return of_hall.windows(scope, department)

        return listed(request, hall, "windows", query, Window.id, of_hall.window_line, after=after, limit=limit)

    @router.get("/halls/{hall}/staff", summary="A hall's people as they are today", response_model=Listed[StaffLine])
    def get_staff(
        request: Request, hall: str, department: Word = "", after: After = "", limit: Limit = USUAL
    ) -> JSONResponse:
        def query(scope: Scope) -> Select[*tuple[Any, ...]]:
            return of_hall.staff(scope, department)

        return listed(request, hall, "staff", query, Staff.id, of_hall.staff_line, after=after, limit=limit)

    @router.get(
        "/halls/{hall}/kiosks", summary="A hall's tablets, and what each said last", response_model=Listed[KioskLine]
    )
    def get_kiosks(
        request: Request, hall: str, window: Word = "", after: After = "", limit: Limit = USUAL
    ) -> JSONResponse:
        def query(scope: Scope) -> Select[*tuple[Any, ...]]:
            return of_hall.kiosks(scope, window)

        return listed(request, hall, "kiosks", query, Kiosk.id, of_hall.kiosk_line, after=after, limit=limit)

    return router


def told(found: Rows, line: Line) -> JSONResponse:
    """Return one page of a list."""
    return JSONResponse({"items": [asdict(line(row)) for row in found.rows], "next": found.next}, headers=NO_STORE)
