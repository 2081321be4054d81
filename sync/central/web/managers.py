"""Pages for managers: the halls they may see, and a hall's day as it happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, and_, select

from sync.central.accounts.door import read, reader
from sync.central.accounts.log import note
from sync.central.accounts.reader import Reader
from sync.central.accounts.roles import Act
from sync.central.alarms.shown import open_alarms, open_count
from sync.central.central import Central
from sync.central.figures.day import summary_of
from sync.central.figures.scope import HallFacts, Scope, halls_of
from sync.central.followup.shown import case_count, cases_of
from sync.central.help.calls import open_calls
from sync.central.kiosks.known import pairing_of
from sync.central.kiosks.models import Kiosk, Presence
from sync.central.places.models import Department, Window
from sync.central.setup.doors import opens_halls, sets_up
from sync.central.web.api import day_of, reason_texts
from sync.central.web.login import to_login
from sync.central.web.pages import page, words_of
from sync.central.web.shown import KioskSeen, WindowPlace, hour_bars, reason_bars, window_lines
from sync.clock import business_day
from sync.contract import State
from sync.summary.figures import Summary


def managers(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    database = central.database

    @router.get("/")
    def start(request: Request) -> Response:
        now = central.clock.now()
        who = reader(database, request, now)
        if who is None:
            return to_login("/")
        if not who.may(Act.READ_FIGURES):  # not yet: a password or a second factor of their own comes first
            return RedirectResponse("/account", 303)
        with database.read() as db:
            found = halls_of(db, who)
            halls = (
                [_hall_card(central, db, Scope(one.id, who), one, now) for one in found]
                if len(found) != 1 or opens_halls(who)
                else []
            )
        _note(central, who.who, "halls today", given=True)
        if len(found) == 1 and not opens_halls(who):
            return RedirectResponse(f"/halls/{quote(found[0].id, safe='')}", 303)
        words = words_of(request)
        opens = opens_halls(who)
        return page(request, "halls.html", words=words, halls=halls, person=who.shown, form=who.form, opens=opens)

    @router.get("/halls/{hall}")
    def hall_day(request: Request, hall: str, day: str | None = None) -> Response:
        now = central.clock.now()
        who = reader(database, request, now)
        if who is None:
            return to_login(request.url.path)
        words = words_of(request)

        def get(db: Connection, scope: Scope, found: HallFacts) -> dict[str, Any]:
            return _hall_page(central, db, scope, found, day=day_of(day) if day else None, language=words.tag)

        try:
            facts = read(database, request, hall, what=f"page {day or 'today'}", act=Act.READ_FIGURES, now=now, get=get)
        except HTTPException as trouble:
            return _trouble(request, who, trouble.status_code)
        opens = sets_up(who, hall)
        return page(request, "hall.html", words=words, person=who.shown, form=who.form, setup=opens, **facts)

    return router


def _trouble(request: Request, who: Reader, status: int) -> HTMLResponse:
    words = words_of(request)
    facts = {"title": words("not_found"), "text": words("not_found_more"), "person": who.shown, "form": who.form}
    return page(request, "trouble.html", words=words, status=status, **facts)


def _note(central: Central, who: str, what: str, *, given: bool) -> None:
    with central.database.write() as db:
        note(db, who=who, hall="", what=what, given=given, now=central.clock.now())


def _today(hall: HallFacts, now: datetime) -> str:
    return business_day(now, ZoneInfo(hall.time_zone))


def _hall_card(central: Central, db: Connection, scope: Scope, hall: HallFacts, now: datetime) -> dict[str, Any]:
    summary = _summary(central, db, scope, hall, _today(hall, now), now=now, language="zh-CN")
    calls = open_calls(db, scope, hall, central.now_ms())
    return {"id": hall.id, "name": hall.name, "total": summary.total, "cases": case_count(db, scope), "help": calls}


def _summary(
    central: Central, db: Connection, scope: Scope, hall: HallFacts, day: str, *, now: datetime, language: str
) -> Summary:
    texts = reason_texts(db, scope, language)
    min_n = central.settings.summary.staff_minimum
    return summary_of(db, scope, hall, day, now=now, min_n=min_n, reason_texts=texts)


def _hall_page(
    central: Central, db: Connection, scope: Scope, hall: HallFacts, *, day: str | None, language: str
) -> dict[str, Any]:
    now = central.clock.now()
    today = _today(hall, now)
    shown = day or today
    summary = _summary(central, db, scope, hall, shown, now=now, language=language)
    silent = central.settings.kiosks.silent_minutes * 60
    lines = window_lines(summary, _places(db, scope), _kiosks(central, db, scope), now=now, offline_after_s=silent)
    return {
        "summary": summary,
        "is_today": shown == today,
        "help": open_calls(db, scope, hall, central.now_ms()) if shown == today else [],
        **_alarms(central, db, scope, today=shown == today),
        "live": f"/api/v1/halls/{quote(hall.id, safe='')}/live" if shown == today else "",
        "before": (date.fromisoformat(shown) - timedelta(days=1)).isoformat(),
        "after": (date.fromisoformat(shown) + timedelta(days=1)).isoformat(),
        "hours": hour_bars(summary.by_hour),
        "windows": lines,
        **_cases(db, scope, hall, language),
        "reasons": reason_bars(summary),
        "as_of": now.astimezone(ZoneInfo(hall.time_zone)).strftime("%Y-%m-%d %H:%M:%S"),
    }


def _alarms(central: Central, db: Connection, scope: Scope, *, today: bool) -> dict[str, Any]:
    """Return the open alarms, for whoever looks after kiosks; `may_close` says whether they may end one."""
    shown = today and scope.reader.may(Act.SEE_KIOSKS)
    return {
        "alarms": open_alarms(db, scope, central.now_ms()) if shown else [],
        "alarm_count": open_count(db, scope) if shown else 0,
        "may_close": scope.reader.may(Act.CLOSE_ALARMS),
    }


def _cases(db: Connection, scope: Scope, hall: HallFacts, language: str) -> dict[str, Any]:
    """Return single bad ratings, for whoever may read what one citizen said; the others see sums only (None)."""
    who = scope.reader
    shown = cases_of(db, scope, hall, reason_texts(db, scope, language)) if who.may(Act.READ_STORIES) else None
    return {"cases": shown, "may_open": who.may(Act.UNMASK), "may_export": who.may(Act.EXPORT)}


def _places(db: Connection, scope: Scope) -> list[WindowPlace]:
    department = and_(Department.hall_id == Window.hall_id, Department.id == Window.department_id)
    columns = select(Window.id, Window.name, Department.name.label("department"))
    wanted = (scope.of(Window), Window.retired.is_(False))
    rows = db.execute(columns.outerjoin(Department, department).where(*wanted))
    return [WindowPlace(id=row.id, name=row.name, department=row.department) for row in rows]


def _kiosks(central: Central, db: Connection, scope: Scope) -> dict[str, KioskSeen]:
    """Return each window's active kiosk; of several, the one heard last."""
    presence = and_(Presence.hall_id == Kiosk.hall_id, Presence.kiosk_id == Kiosk.id)
    columns = select(Kiosk.window_id, Kiosk.id, Kiosk.sign_key, Kiosk.seal_key, Presence.seen_ms)
    rows = db.execute(
        columns.outerjoin(Presence, presence).where(scope.of(Kiosk), Kiosk.state == State.ACTIVE.value)
    ).all()
    heard = sorted(rows, key=lambda row: (row.seen_ms or 0, row.id))
    ours = central.keys.pair.public
    return {
        row.window_id: KioskSeen(
            kiosk=row.id, last_seen=_moment(row.seen_ms), pairing=pairing_of(ours, row.sign_key, row.seal_key)
        )
        for row in heard
    }


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)
