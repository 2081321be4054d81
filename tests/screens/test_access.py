"""Every page through Qt's accessibility tree and a fingertip's eyes: named, large enough, and nothing without a word for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem

from tests.support.access import faults, nodes, overlapping, surfaces
from tests.support.pages import DRESSES, PAGES, dress
from tests.support.screen import OnScreen


@pytest.mark.parametrize(("size", "language", "large"), DRESSES)
@pytest.mark.parametrize("page", PAGES)
def test_whatever_can_be_touched_has_sixty_pixels_a_name_and_a_role(
    make_screen: Callable[..., OnScreen], page: str, size: tuple[int, int], language: str, large: bool
) -> None:
    screen = make_screen(size)
    PAGES[page](screen)
    dress(screen, language, large)

    assert surfaces(screen.window), "a page where nothing can be touched would prove nothing"
    assert faults(screen.window) == []
    assert overlapping(screen.window) == []


def test_names_are_spoken_in_the_language_of_the_moment(screen: OnScreen) -> None:
    PAGES["asking"](screen)
    dress(screen, "en", False)
    english = {node.name for node in nodes(screen.window)}
    assert {"Very dissatisfied", "Satisfied", "Not now", "More time", "Large type"} <= english


WRONG = {
    "a place to touch that nobody names": "MouseArea { width: 200; height: 200 }",
    "a handler that nobody names": "Item { width: 200; height: 200; TapHandler {} }",
    "a button without a name": """Item { width: 200; height: 200; Accessible.role: Accessible.Button
        MouseArea { anchors.fill: parent } }""",
    "a button for a child's finger": """Item { width: 200; height: 59; Accessible.role: Accessible.Button
        Accessible.name: "x"; MouseArea { anchors.fill: parent } }""",
    "a button only in name": 'Item { width: 200; height: 200; Accessible.role: Accessible.Button; Accessible.name: "x" }',
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_same_walk_finds(screen: OnScreen, wrong: str) -> None:
    """The positive control: one wrong thing laid on a page that has nothing to complain of."""
    PAGES["thanking"](screen)
    screen.settle()
    assert faults(screen.window) == []
    component = QQmlComponent(screen.screen.engine)
    component.setData(f"import QtQuick\n{WRONG[wrong]}".encode(), QUrl())
    item = component.create()
    assert isinstance(item, QQuickItem), component.errorString()
    item.setParentItem(screen.window.contentItem())
    assert len(faults(screen.window)) == 1
    item.setParentItem(None)
    item.deleteLater()


def test_two_buttons_on_each_other_are_found(screen: OnScreen) -> None:
    screen.ask()
    screen.settle()
    assert overlapping(screen.window) == []
    moved = screen.find("more-time")
    moved.setX(screen.find("not-now").x() + 20)
    assert len(overlapping(screen.window)) == 1
