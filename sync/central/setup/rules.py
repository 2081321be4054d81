"""Pages: when the hall is open, what its kiosks work by, what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from sync.central.accounts.door import read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.places.hours import Day, Hours, days_between, hours_of, put_hours
from sync.central.places.layers import put_questionnaire, put_settings, settings_of
from sync.central.places.models import Hall
from sync.central.places.questions import asked_in, shipped_text
from sync.central.places.typed import Wrong
from sync.central.setup.desk import Desk, Sheet
from sync.central.setup.forms import Form, form_of
from sync.central.setup.keys import groups_of, others_of

MAY = Act.SET_UP_PLACES


def rule_pages(central: Central, desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False, prefix="/halls/{hall}/setup")
    calendar = Sheet(template="setup_calendar.html", tab="calendar", act=MAY, get=_calendar)
    settings = Sheet(template="setup_settings.html", tab="settings", act=MAY, get=_settings)
    questions = Sheet(template="setup_questionnaire.html", tab="questionnaire", act=MAY, get=_questions)

    @router.get("/calendar")
    def show_calendar(request: Request, hall: str) -> Response:
        return desk.show(request, hall, calendar)

    @router.post("/calendar")
    async def take_week(request: Request, hall: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(
            desk.take, request, hall, calendar, form, what="set-up week", act=MAY,
            do=lambda db, scope: put_hours(db, scope.hall, _week(hours_of(db, scope.hall), form)),
            then=_at(hall, "calendar"),
        )  # fmt: skip

    @router.post("/calendar/days")
    async def take_days(request: Request, hall: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(
            desk.take, request, hall, calendar, form, what="set-up days", act=MAY,
            do=lambda db, scope: put_hours(db, scope.hall, _with_days(hours_of(db, scope.hall), form)),
            then=_at(hall, "calendar", "added"),
        )  # fmt: skip

    @router.post("/calendar/days/remove")
    async def remove_day(request: Request, hall: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(
            desk.take, request, hall, calendar, form, what="set-up day removed", act=MAY,
            do=lambda db, scope: put_hours(db, scope.hall, _without(hours_of(db, scope.hall), form("day"))),
            then=_at(hall, "calendar", "removed"),
        )  # fmt: skip

    @router.get("/settings")
    def show_settings(request: Request, hall: str) -> Response:
        return desk.show(request, hall, settings)

    @router.post("/settings")
    async def take_settings(request: Request, hall: str) -> Response:
        form = await form_of(request)
        answers = {name: values[0] for name, values in form.fields.items()}
        return await run_in_threadpool(
            desk.take, request, hall, settings, form, what="set-up settings", act=MAY,
            do=lambda db, scope: put_settings(db, scope.hall, answers), then=_at(hall, "settings"),
        )  # fmt: skip

    @router.get("/questionnaire")
    def show_questions(request: Request, hall: str) -> Response:
        return desk.show(request, hall, questions)

    @router.post("/questionnaire")
    async def take_questions(request: Request, hall: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(
            desk.take, request, hall, questions, form, what="set-up questionnaire", act=MAY,
            do=lambda db, scope: put_questionnaire(db, scope.hall, text_of(form)), then=_at(hall, "questionnaire"),
        )  # fmt: skip

    @router.get("/questionnaire.toml")
    def give_questions(request: Request, hall: str) -> Response:
        def get(db: Connection, scope: Scope, _hall: object) -> str:
            return _own(db, scope) or shipped_text()

        what = "set-up questionnaire file"
        text = read(central.database, request, hall, what=what, act=MAY, now=central.clock.now(), get=get)
        return Response(text, media_type="text/plain; charset=utf-8", headers={"x-content-type-options": "nosniff"})

    return router


def text_of(form: Form) -> str:
    """Return the text of an uploaded file; no file is the empty text.

    Raises:
        Wrong: it is not UTF-8.
    """
    try:
        return form.file("file")[1].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong("wrong_utf8") from None


def _week(before: Hours, form: Form) -> Hours:
    days = tuple(int(one) for one in form.every("weekdays") if one in tuple("1234567"))
    return replace(before, opens=form("opens"), closes=form("closes"), weekdays=days)


def _with_days(before: Hours, form: Form) -> Hours:
    hours = (form("opens"), form("closes")) if form.yes("open") else ("", "")
    new = {day: Day(form.yes("open"), *hours) for day in days_between(form("first"), form("last"))}
    return replace(before, days={**before.days, **new})


def _without(before: Hours, day: str) -> Hours:
    return replace(before, days={one: said for one, said in before.days.items() if one != day})


def _calendar(db: Connection, scope: Scope) -> dict[str, Any]:
    found = hours_of(db, scope.hall)
    return {"calendar": found, "days": sorted(found.days.items(), reverse=True)}


def _settings(db: Connection, scope: Scope) -> dict[str, Any]:
    own = settings_of(db, scope.hall)
    return {"keys": lambda words: groups_of(words, own), "others": others_of(own)}


def _questions(db: Connection, scope: Scope) -> dict[str, Any]:
    own = _own(db, scope)
    return {"asked": asked_in(own), "own": bool(own)}


def _own(db: Connection, scope: Scope) -> str | None:
    return db.execute(select(Hall.questionnaire).where(Hall.id == scope.hall)).scalar()


def _at(hall: str, tab: str, said: str = "saved") -> str:
    return f"/halls/{quote(hall, safe='')}/setup/{tab}?said={said}"
