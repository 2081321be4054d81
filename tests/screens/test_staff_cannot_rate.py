"""The officer touches everything there is on the staff's side, at every page: no rating comes of it, and each act is chained."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from PySide6.QtCore import QMetaMethod, QObject

from kiosk.flow import Asking
from sync.kinds import Rated, Served
from tests.support.screen import PINS, OnScreen
from tests.support.touch import turn

ARGUMENTS: dict[str, tuple[object, ...]] = {"QString": ("1", "pin", "S001", "A042"), "int": (1, 5), "double": (0.5,)}
PAGES = ("Serving", "Asking", "Explaining", "Thanking", "RatedAlready", "Away")


def slots(model: QObject) -> list[tuple[str, tuple[str, ...]]]:
    """Return everything QML can call of a view model, with the types it wants."""
    meta = model.metaObject()
    methods = [meta.method(at) for at in range(QObject.staticMetaObject.methodCount(), meta.methodCount())]
    return [
        (bytes(one.name().data()).decode(), tuple(bytes(kind.data()).decode() for kind in one.parameterTypes()))
        for one in methods
        if one.methodType() == QMetaMethod.MethodType.Slot
    ]


def sides(screen: OnScreen) -> tuple[QObject, ...]:
    """Return every view model whose slots only the officer is meant to touch."""
    return (screen.staff, screen.staff.counter)


def call_everything(model: QObject, before: Callable[[], None] = lambda: None) -> None:
    """Call each slot with each argument it could be given; `before` each."""
    for name, kinds in slots(model):
        before()
        for at in range(max((len(ARGUMENTS.get(kind, (None,))) for kind in kinds), default=1)):
            given = [ARGUMENTS[kind][at % len(ARGUMENTS[kind])] for kind in kinds]
            getattr(model, name)(*given)
            turn()


def brought_to(screen: OnScreen, page: str) -> None:
    screen.serve()
    if page == "Serving":
        return
    if page == "Away":
        screen.desk.away()
        return
    screen.desk.finish()
    if page == "RatedAlready":
        screen.desk.rated_elsewhere([screen.desk.phase.visit.ticket_key])  # type: ignore[union-attr] # it is asked
    if page in ("Explaining", "Thanking"):
        screen.tap("star-1")
        screen.on_page("Explaining")
    if page == "Thanking":
        screen.tap("done")
    screen.on_page(page)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("logged_in_anew", [False, True])
def test_nothing_on_the_staff_side_rates_or_changes_a_rating(screen: OnScreen, page: str, logged_in_anew: bool) -> None:
    brought_to(screen, page)
    before = screen.of(Rated)
    if logged_in_anew:
        screen.staff.open()
        for digit in PINS["S001"]:
            screen.staff.digit(digit)
    for model in sides(screen) * 2:
        call_everything(model)

    assert screen.of(Rated) == before
    assert all(one.ticket for one in screen.of(Served))


def test_an_open_question_stays_open_whatever_the_officer_touches(screen: OnScreen) -> None:
    screen.ask()
    for model in sides(screen) * 2:
        call_everything(model)
    assert isinstance(screen.desk.phase, Asking)
    screen.staff.close()
    screen.tap("star-2")
    screen.on_page("Explaining")
    assert [int(one.level) for one in screen.of(Rated)] == [2]


def test_control_the_same_touches_on_the_citizens_side_do_rate(screen: OnScreen) -> None:
    numbers = count(100)
    call_everything(screen.scene, lambda: screen.ask(f"A{next(numbers)}"))
    assert len(screen.of(Rated)) >= 1


def test_control_the_staffs_side_has_slots_to_touch(screen: OnScreen) -> None:
    there = {name for model in sides(screen) for name, _ in slots(model)}
    assert {"open", "accept", "finish", "passed", "go_away", "log_out"} <= there
