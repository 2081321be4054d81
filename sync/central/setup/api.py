"""Setting a hall up over HTTP: the same rules as on the pages, for programs and with the log-in's secret.

What is there already is listed under `/api/v1/halls/{hall}/departments`, `windows`, `staff` and `kiosks`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, select

from sync.central.accounts.door import act, read
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.kiosks.enrol import new_code_for
from sync.central.places.halls import HallWanted, WindowWanted, put_department, put_hall, put_window
from sync.central.places.hours import Day, Hours, hours_of, put_hours
from sync.central.places.kiosk_keys import KEYS, answer_of, others
from sync.central.places.layers import put_settings, settings_of
from sync.central.places.models import Window
from sync.central.places.people import PersonWanted, new_pin, put_person, put_photo, put_pin
from sync.central.places.rows import Change
from sync.central.places.typed import Wrong
from sync.central.problems import refusals
from sync.central.setup.desk import told_wrong
from sync.central.setup.doors import for_who_may
from sync.central.setup.wanted import (
    Changed,
    CodeGiven,
    CodeWanted,
    DaySaid,
    DepartmentSaid,
    HallSaid,
    HoursSaid,
    PersonSaid,
    PinGiven,
    SettingsSaid,
    WindowSaid,
)
from sync.central.web.cursor import Word
from sync.contract import rfc3339
from sync.suite import hash_pin
from sync.times import at

T = TypeVar("T")
MOST_PHOTO = 2 * 1024 * 1024
_BYTES = {"schema": {"type": "string", "format": "binary"}}


class Hand:
    """Does what the API is asked: through the door, in one transaction, what cannot be refused with 422."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def do(self, request: Request, hall: str, what: str, kind: Act, deed: Callable[[Connection, Scope], T]) -> T:
        """Return what a deed made in a hall."""
        now = self._central.clock.now()
        made: T = act(self._central.database, request, hall, what=what, act=kind, now=now, do=told_wrong(deed))
        return made

    def put(
        self, request: Request, hall: str, what: str, kind: Act, deed: Callable[[Connection, Scope], list[Change]]
    ) -> Changed:
        """Return what a deed changed in a hall."""
        return Changed(changes=[str(one) for one in self.do(request, hall, f"set-up {what}", kind, deed)])

    def get(self, request: Request, hall: str, what: str, kind: Act, found: Callable[[Connection, Scope], T]) -> T:
        """Return what is found in a hall."""
        now, database = self._central.clock.now(), self._central.database
        return read(
            database, request, hall, what=f"set-up {what}", act=kind, now=now,
            get=lambda db, scope, _hall: _asked(found, db, scope),
        )  # fmt: skip


def setup_api(central: Central) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api/v1/halls/{hall}", tags=["set-up"], responses=refusals(401, 403, 404, 422))
    hand = Hand(central)
    places, staff_admin = Act.SET_UP_PLACES, Act.SET_UP_STAFF

    @router.put("", summary="Name a hall, or change its rule")
    def put_hall_said(request: Request, hall: str, said: HallSaid) -> Changed:
        wanted = HallWanted(**said.model_dump())
        return hand.put(request, hall, "hall", places, lambda db, scope: put_hall(db, scope.hall, wanted))

    @router.put("/departments/{department}", summary="Add a department, or name it anew")
    def put_department_said(request: Request, hall: str, department: str, said: DepartmentSaid) -> Changed:
        what = f"department {department[:64]}"
        return hand.put(
            request, hall, what, places, lambda db, scope: put_department(db, scope.hall, department, said.name)
        )

    @router.put("/windows/{window}", summary="Add a window, change it, or take it out of use")
    def put_window_said(request: Request, hall: str, window: str, said: WindowSaid) -> Changed:
        wanted, what = WindowWanted(**said.model_dump()), f"window {window[:64]}"
        return hand.put(request, hall, what, places, lambda db, scope: put_window(db, scope.hall, window, wanted))

    @router.put("/staff/{staff}", summary="Add a person, or begin the next version of one")
    def put_person_said(request: Request, hall: str, staff: str, said: PersonSaid) -> Changed:
        wanted = PersonWanted(**{**said.model_dump(), "services": tuple(said.services)})
        return hand.put(
            request, hall, f"staff {staff[:64]}", staff_admin,
            lambda db, scope: put_person(db, scope.hall, staff, wanted, central.now_ms()),
        )  # fmt: skip

    @router.post("/staff/{staff}/pin", summary="Give a person a new PIN; it is told this once")
    def post_pin(request: Request, hall: str, staff: str) -> PinGiven:
        pin = new_pin()
        hashed = for_who_may(central, request, hall, staff_admin, lambda: hash_pin(pin)) or ""  # before the transaction
        hand.do(
            request, hall, f"set-up staff {staff[:64]} PIN", staff_admin,
            lambda db, scope: put_pin(db, scope.hall, staff, hashed, central.now_ms()),
        )  # fmt: skip
        return PinGiven(pin=pin)

    @router.put(
        "/staff/{staff}/photo",
        summary="Keep a person's photo (PNG, JPEG or WebP, up to 2 MiB); an empty body takes it away",
        responses=refusals(413),
        openapi_extra={"requestBody": {"content": {"image/*": _BYTES, "application/octet-stream": _BYTES}}},
    )
    async def put_photo_sent(request: Request, hall: str, staff: str) -> Changed:
        data = await _bounded(request)
        return await run_in_threadpool(
            hand.put, request, hall, f"staff {staff[:64]} photo", staff_admin,
            lambda db, scope: put_photo(db, scope.hall, staff, data, central.now_ms()),
        )  # fmt: skip

    @router.get("/hours", summary="When a hall is open")
    def get_hours(request: Request, hall: str) -> HoursSaid:
        return hand.get(request, hall, "hours", Act.READ_PLACES, _hours)

    @router.put("/hours", summary="Say when a hall is open")
    def put_hours_said(request: Request, hall: str, said: HoursSaid) -> Changed:
        days = {day: Day(one.open, one.opens, one.closes) for day, one in said.days.items()}
        wanted = Hours(said.opens, said.closes, tuple(said.weekdays), days)
        return hand.put(request, hall, "hours", places, lambda db, scope: put_hours(db, scope.hall, wanted))

    @router.get("/settings", summary="What is set for a hall's kiosks, or for one window's")
    def get_settings(request: Request, hall: str, window: Word = "") -> SettingsSaid:
        return hand.get(request, hall, "settings", places, lambda db, scope: _settings(db, scope, window))

    @router.put("/settings", summary="Set keys for a hall's kiosks, or for one window's")
    def put_settings_said(request: Request, hall: str, said: SettingsSaid, window: Word = "") -> Changed:
        strange = sorted(said.keys.keys() - {one.id for one in KEYS})

        def deed(db: Connection, scope: Scope) -> list[Change]:
            if strange:
                raise Wrong("wrong_choice", name=strange[0][:64])
            return put_settings(db, scope.hall, said.keys, window)

        return hand.put(request, hall, f"settings {window[:64]}".strip(), places, deed)

    @router.post("/codes", summary="Make a one-time code that lets a window's tablet in")
    def post_code(request: Request, hall: str, wanted: CodeWanted) -> CodeGiven:
        def deed(db: Connection, scope: Scope) -> CodeGiven:
            in_use = (scope.of(Window), Window.id == wanted.window, Window.retired.is_(False))
            if db.execute(select(Window.id).where(*in_use)).first() is None:
                raise Wrong("wrong_window", id=wanted.window[:64])
            until = central.now_ms() + central.settings.kiosks.code_hours * 3_600_000
            code = new_code_for(central, db, scope.hall, wanted.window)
            return CodeGiven(window=wanted.window, code=code, until=rfc3339(at(until)))

        return hand.do(request, hall, f"kiosk code made for window {wanted.window[:64]}", Act.ENROL_KIOSKS, deed)

    return router


def _asked(found: Callable[[Connection, Scope], T], db: Connection, scope: Scope) -> T:
    try:
        return found(db, scope)
    except Wrong:
        raise HTTPException(404, f"hall {scope.hall[:64]} has no such window") from None


def _hours(db: Connection, scope: Scope) -> HoursSaid:
    kept = hours_of(db, scope.hall)
    days = {day: DaySaid(open=one.open, opens=one.opens, closes=one.closes) for day, one in kept.days.items()}
    return HoursSaid(opens=kept.opens, closes=kept.closes, weekdays=list(kept.weekdays), days=days)


def _settings(db: Connection, scope: Scope, window: str) -> SettingsSaid:
    own = settings_of(db, scope.hall, window)
    return SettingsSaid(keys={one.id: answer for one in KEYS if (answer := answer_of(own, one))}, others=others(own))


async def _bounded(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_PHOTO:
            raise HTTPException(413, "a photo has at most 2 MiB")
    return bytes(body)
