"""What is really on the screen can be read: each text's colour against what the picture shows beneath it (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlProperty

from tests.screens.test_theme import PAIRS, READ
from tests.support.pages import PAGES, dress
from tests.support.screen import OnScreen
from tests.support.seen import texts

FRONTS = {front for front, _, _ in PAIRS}
BACKS = {back for _, back, _ in PAIRS}


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("page", PAGES)
def test_every_text_on_a_page_can_be_read(
    make_screen: Callable[..., OnScreen], page: str, large: bool, night: bool
) -> None:
    screen = make_screen(night=night)
    PAGES[page](screen)
    dress(screen, "zh-CN", large)
    seen = texts(screen)
    assert seen
    assert [str(one) for one in seen if one.contrast < READ] == []


def test_the_theme_is_proved_for_every_pair_that_pages_use(
    make_screen: Callable[..., OnScreen], theme: QObject
) -> None:
    """By day, where every colour has its own name: no page puts one on another that the theme's test does not hold."""
    called = {name: QColor(QQmlProperty.read(theme, name)).name() for name in FRONTS | BACKS}
    proved = {(called[front], called[back]) for front, back, _ in PAIRS}
    used: dict[tuple[str, str], str] = {}
    for page, way in PAGES.items():
        screen = make_screen()
        way(screen)
        screen.settle()
        used |= {(one.front.name(), one.back.name()): f"{page}: {one}" for one in texts(screen)}
    assert len(used) >= 5
    assert [where for pair, where in used.items() if pair not in proved] == []


def test_a_text_too_faint_is_found(screen: OnScreen) -> None:
    """The positive control."""
    screen.ask()
    screen.settle()
    assert [one for one in texts(screen) if one.contrast < READ] == []
    screen.find("prompt").setProperty("color", QColor("#9aa5b1"))
    screen.settle()
    (faint,) = [one for one in texts(screen) if one.contrast < READ]
    assert faint.text == screen.text("prompt")
