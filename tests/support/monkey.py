"""A monkey before the window: touches, drags, two fingers and keys without sense, while numbers are called and time passes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.entry import Entry
from kiosk.tickets.source import Called, Ticket
from sync.kinds import Origin, Rated, Unrated
from tests.support.access import place, surfaces
from tests.support.screen import OnScreen
from tests.support.touch import lift, press, slide, turn

KEYS = [
    *(Qt.Key.Key_A, Qt.Key.Key_7, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backspace),
    *(Qt.Key.Key_Escape, Qt.Key.Key_Back, Qt.Key.Key_Home, Qt.Key.Key_Menu, Qt.Key.Key_HomePage),
    *(Qt.Key.Key_F1, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_F12, Qt.Key.Key_Delete, Qt.Key.Key_Print),
    *(Qt.Key.Key_Q, Qt.Key.Key_W, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_Super_L),
]
CHORDS = [
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
]
LOOK_AGAIN = 12  # acts until the monkey looks where the buttons are now


class Monkey:
    """Acts by chance, the same for the same seed. Half of its touches land on something that takes them."""

    def __init__(self, screen: OnScreen, seed: int) -> None:
        self._screen, self._window = screen, screen.window
        self._chance = Random(seed)
        self._device = QTest.createTouchDevice()
        self._spots: list[QPoint] = []
        self._number = 0
        self.acts = 0
        self.pages: set[str] = set()

    def act(self) -> None:
        """Do one thing, and let the window answer."""
        if self.acts % LOOK_AGAIN == 0:
            comfort = self._chance.random() < 0.1  # another language or size lays out everything anew: seldom
            found = [one for one in surfaces(self._window) if comfort or _of(one) not in ("large-type", "language")]
            self._spots = [place(one).center().toPoint() for one in found]
        self.acts += 1
        (way,) = self._chance.choices(list(self._ways), list(self._ways.values()))
        way(self)
        turn(2)
        self.pages.add(self._screen.staff.panel or self._screen.scene.page)

    def hall(self) -> None:
        """What happens meanwhile: a number is called or called again, a service ends, time passes."""
        desk = self._screen.desk
        match self._chance.randrange(8):
            case 0 | 1 | 2:
                if desk.shift is None:
                    self._screen.serve(self._next())
                desk.ticket(Called(Ticket(number=self._next(), origin=Origin.QUEUE)))
            case 3 | 4:
                desk.finish()
            case 5:
                desk.ticket(Called(Ticket(number=f"A{self._number:05d}", origin=Origin.QUEUE)))
            case _:
                self._screen.pass_by(self._chance.choice((0.5, 5, 20, 61)))

    def _next(self) -> str:
        self._number += 1
        return f"A{self._number:05d}"

    def _spot(self) -> QPoint:
        if self._spots and self._chance.random() < 0.5:
            return self._chance.choice(self._spots)
        across, down = self._window.width(), self._window.height()
        return QPoint(self._chance.randrange(-3, across + 3), self._chance.randrange(-3, down + 3))

    def _tap(self) -> None:
        at = self._spot()
        press(self._window, at)
        lift(self._window, at)

    def _drag(self) -> None:
        at = self._spot()
        press(self._window, at)
        for _ in range(self._chance.randrange(1, 4)):
            at = self._spot()
            slide(self._window, at)
        lift(self._window, at)

    def _two_fingers(self) -> None:
        one, other = self._spot(), self._spot()
        device = self._device
        QTest.touchEvent(self._window, device).press(0, one, self._window).press(1, other, self._window).commit()
        QTest.touchEvent(self._window, device).release(0, one, self._window).stationary(1).commit()
        QTest.touchEvent(self._window, device).release(1, other, self._window).commit()

    def _key(self) -> None:
        QTest.keyClick(self._window, self._chance.choice(KEYS), self._chance.choice(CHORDS))

    _ways: dict[Callable[[Monkey], None], int] = {_tap: 60, _drag: 20, _two_fingers: 5, _key: 15}  # noqa: RUF012 - never changed


def _of(item: QQuickItem) -> str:
    above = item.parentItem()
    return item.objectName() or (above.objectName() if above else "")


def ways_out(screen: OnScreen) -> list[str]:
    """Return what shows that somebody got past the window."""
    window = screen.window
    found = [] if window.isVisible() and window.isExposed() else ["the window is gone"]
    if screen.staff.panel == "day":
        found.append("the manager's figures without a PIN")
    strange = [one for one in QGuiApplication.topLevelWindows() if one is not window and one.isVisible()]
    return found + [f"another window: {one.title()}" for one in strange]


def amiss(entries: list[Entry]) -> list[str]:
    """Return visits with more than one rating, or with a rating and without one at once. A correction is no second one."""
    found, last, unrated = [], dict[str, str](), set[str]()
    for one in entries:
        if one.visit is None:
            continue
        if isinstance(one.body, Rated):
            if one.body.replaces != last.get(one.visit):
                found.append(f"{one.visit}: a second rating")
            last[one.visit] = one.id
        elif isinstance(one.body, Unrated):
            if one.visit in unrated:
                found.append(f"{one.visit}: twice unrated")
            unrated.add(one.visit)
    return found + [f"{visit}: rated and unrated" for visit in unrated & set(last)]
