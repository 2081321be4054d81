"""A finger on a real window: finds items by name, presses, slides and lifts, and waits for what happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, QPointF
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

PATIENCE_S = 15.0


class NeverHappened(AssertionError):
    """What was waited for did not come."""


def wait_until(holds: Callable[[], object], what: str = "", patience_s: float = PATIENCE_S) -> None:
    """Turn the event loop until something holds."""
    ends = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > ends:
            raise NeverHappened(f"never happened: {what or holds}")
        QCoreApplication.processEvents()
        time.sleep(0.001)  # other threads need the core; nothing is assumed about how long anything takes


def turn(times: int = 5) -> None:
    """Turn the event loop a little."""
    for _ in range(times):
        QCoreApplication.processEvents()


def items(root: QQuickWindow | QQuickItem) -> Iterator[QQuickItem]:
    """Every item of the visual tree, delegates too."""
    start = root.contentItem() if isinstance(root, QQuickWindow) else root
    yield start
    for child in start.childItems():
        yield from items(child)


def shown(item: QQuickItem) -> bool:
    """Whether an item is on the screen with a size."""
    return item.isVisible() and item.width() > 0 and item.height() > 0


def find(window: QQuickWindow, name: str) -> QQuickItem:
    """Return the item of that name that is on the screen; waits for it."""
    found: list[QQuickItem] = []

    def there() -> bool:
        found[:] = [one for one in items(window) if one.objectName() == name and shown(one)]
        return bool(found)

    wait_until(there, f"{name} on the screen")
    if len(found) > 1:
        raise NeverHappened(f"{len(found)} items are called {name}, not one")
    return found[0]


def is_there(window: QQuickWindow, name: str) -> bool:
    """Whether an item of that name is on the screen now."""
    return any(one.objectName() == name and shown(one) for one in items(window))


def middle(item: QQuickItem) -> QPoint:
    """The middle of an item on its window."""
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


def _lay_out(item: QQuickItem) -> None:
    """Have rows and columns put an item where the next frame shows it: they do so only just before they are drawn."""
    around: list[QQuickItem] = []
    parent = item.parentItem()
    while parent is not None:
        around.append(parent)
        parent = parent.parentItem()
    for one in (*around, *reversed(around)):  # what is within may need more room, what is around gives it
        one.ensurePolished()


@cache
def _device() -> Any:
    return QTest.createTouchDevice()


def press(window: QQuickWindow, at: QPoint) -> None:
    """Put the finger down."""
    QTest.touchEvent(window, _device()).press(0, at, window).commit()


def slide(window: QQuickWindow, to: QPoint) -> None:
    """Move the finger that is down."""
    QTest.touchEvent(window, _device()).move(0, to, window).commit()


def lift(window: QQuickWindow, at: QPoint) -> None:
    """Lift it."""
    QTest.touchEvent(window, _device()).release(0, at, window).commit()


def tap(window: QQuickWindow, name: str) -> None:
    """Touch an item in its middle, where it will be drawn, and lift the finger."""
    item = find(window, name)
    _lay_out(item)
    at = middle(item)
    press(window, at)
    lift(window, at)
    turn()


def write(window: QQuickWindow, *pieces: str) -> None:
    """Write on the on-screen keyboard: `nihao=你好` is spelled and chosen, anything else is typed sign by sign."""
    for piece in pieces:
        letters, _, word = piece.partition("=")
        for one in letters:
            if one.isupper():
                tap(window, "key-shift")
            tap(window, f"key-{one.lower()}")
        if word:
            board = window.property("scene").property("keyboard")
            wait_until(lambda: board.property("answered"), f"words for {letters}")  # noqa: B023 - waited for at once
            turn()
            tap(window, f"word-{word}")
