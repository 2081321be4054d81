"""What is read from near and what from two metres: the person from everywhere, the level from nowhere but before the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem

from tests.support.access import place
from tests.support.desk import LI, WANG
from tests.support.pages import DRESSES, SMALL, dress
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.touch import items, shown, turn

SPOT = 0.1  # of a channel: what somebody two metres away takes for the same colour


def spot(picture: QImage, of: QRectF) -> QColor:
    """Return the colour of a part of the window when its writing has run together."""
    part = picture.copy(of.toRect())
    return part.scaled(
        1, 1, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).pixelColor(0, 0)


def apart(one: QColor, other: QColor) -> float:
    return max(abs(a - b) for a, b in zip(one.getRgbF()[:3], other.getRgbF()[:3], strict=True))  # type: ignore[arg-type] # a tuple of floats


@pytest.mark.parametrize("level", [1, 3, 5])
def test_the_level_that_stands_has_no_colour_of_its_own(screen: OnScreen, level: int) -> None:
    screen.ask()
    screen.tap(f"star-{level}")
    screen.on_page("Explaining")
    screen.tap("change")
    turn(5)
    places = [place(screen.find(f"level-{n}")) for n in range(1, 6)]
    picture = screen.window.grabWindow()
    colours = [spot(picture, one) for one in places]
    assert max(apart(one, other) for one in colours for other in colours) < SPOT
    assert [bool(screen.find(f"level-{n}").property("standing")) for n in range(1, 6)] == [
        n == level for n in range(1, 6)
    ]


def test_a_button_that_is_filled_would_be_seen_from_there(screen: OnScreen) -> None:
    """The positive control."""
    screen.ask()
    where = place(screen.find("large-type"))
    before = spot(screen.window.grabWindow(), where)
    screen.tap("large-type")
    turn(5)
    assert apart(before, spot(screen.window.grabWindow(), place(screen.find("large-type")))) > 3 * SPOT


WHO = (WANG.name, WANG.staff, WANG.department, "企业登记", "一次说清，一次办好", "A042")


@pytest.mark.parametrize(("size", "language", "large"), [*DRESSES, ((600, 1024), "en", False)])
def test_who_is_rated_is_told_whole_beside_the_question(
    make_screen: Callable[..., OnScreen], size: tuple[int, int], language: str, large: bool
) -> None:
    screen = make_screen(size)
    screen.ask()
    dress(screen, language, large)
    texts = "\n".join(str(one.property("text")) for one in written(screen))
    assert [one for one in WHO if one not in texts] == []


def written(screen: OnScreen) -> list[QQuickItem]:
    return [one for one in items(screen.window) if one.inherits("QQuickText") and shown(one)]


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT, SMALL, (600, 1024)])
@pytest.mark.parametrize("large", [False, True])
def test_a_pledge_of_half_a_page_hides_nothing(
    make_screen: Callable[..., OnScreen], size: tuple[int, int], large: bool
) -> None:
    screen = make_screen(size)
    screen.desk.log_in(
        replace(LI, department="人力资源和社会保障局", duty="社会保险经办" * 4, promise="热情服务，" * 80)
    )
    screen.serve()
    dress(screen, "zh-CN", large)
    bar = place(screen.find("staff-door")).top()
    assert [
        one.property("text")
        for one in written(screen)
        if place(one).top() < 0 or place(one).bottom() > bar > place(one).top()
    ] == []
    screen.tap("open-question")
    screen.on_page("Asking")
    code = place(screen.find("code"))
    person = [
        one for one in written(screen) if one.objectName() in ("promise", "duty") or one.property("text") == LI.name
    ]
    assert len(person) >= 2
    assert [one.property("text") for one in person if place(one).intersects(code) or place(one).top() < 0] == []
