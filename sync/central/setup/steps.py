"""How far a hall is set up: one line a step, in the order in which a new hall is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from sync.central.figures.scope import Scope
from sync.central.kiosks.models import Kiosk
from sync.central.places.hours import hours_of
from sync.central.places.layers import settings_of
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.places.questions import asked_in
from sync.contract import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step: the tab it is done under, what is there now (`key` and `facts` of a text), and whether that is enough."""

    tab: str
    done: bool
    key: str
    facts: dict[str, Any] = field(default_factory=dict)


def steps_of(db: Connection, scope: Scope) -> list[Step]:
    """Return the steps of a hall."""
    in_use = (scope.of(Window), Window.retired.is_(False))
    here = (scope.of(Staff), Staff.until_ms.is_(None), Staff.retired.is_(False))
    departments = _count(db, Department.id, scope.of(Department))
    windows = _count(db, Window.id, *in_use)
    people = _count(db, Staff.id, *here)
    without = _count(db, Staff.id, *here, Staff.pin.is_(None))
    active = (scope.of(Kiosk), Kiosk.state == State.ACTIVE.value)
    equipped = db.execute(select(func.count(Kiosk.window_id.distinct())).where(*active)).scalar_one()
    asked = asked_in(db.execute(select(Hall.questionnaire).where(Hall.id == scope.hall)).scalar())
    people_there = people > 0 and not without
    return [
        Step(tab="departments", done=departments > 0, key="step_departments", facts={"n": departments}),
        Step(tab="windows", done=windows > 0, key="step_windows", facts={"n": windows}),
        Step(tab="people", done=people_there, key="step_people", facts={"n": people, "without": without}),
        _calendar(db, scope),
        _queue(db, scope),
        Step(
            tab="questionnaire",
            done=True,
            key="step_questionnaire",
            facts={"id": asked.id, "version": asked.version},
        ),
        Step(tab="kiosks", done=0 < windows <= equipped, key="step_kiosks", facts={"n": equipped, "of": windows}),
    ]


def _calendar(db: Connection, scope: Scope) -> Step:
    found = hours_of(db, scope.hall)
    if not found.opens:
        return Step(tab="calendar", done=False, key="step_calendar_none")
    return Step(tab="calendar", done=True, key="step_calendar", facts={"hours": f"{found.opens}–{found.closes}"})


def _queue(db: Connection, scope: Scope) -> Step:
    queue = settings_of(db, scope.hall).get("queue")
    kind = queue.get("kind") if isinstance(queue, dict) else None
    return Step(tab="settings", done=True, key="step_settings", facts={"kind": f"value_{kind or 'keypad'}"})


def _count(db: Connection, column: Any, *where: Any) -> int:
    return db.execute(select(func.count(column)).where(*where)).scalar_one()
