"""Listens to the keyboard of the window for readers that type; a hand's keys go on to where they were meant."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QWindow

from kiosk.wedge import Heard, Read, Wedge


class Keys(QObject):
    """Made only where a reader is set up: it looks at every event of the window. `told` gets each code that was read."""

    def __init__(self, window: QWindow, wedge: Wedge[QKeyEvent], told: Callable[[Read], None]) -> None:
        super().__init__(window)
        self._window, self._wedge, self._told = window, wedge, told
        self._giving_back = False
        self._presses = self._at_ms = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(2 * wedge.gap_ms)
        self._pause.timeout.connect(self._quiet)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's names
        """Hold back what may be a reader's."""
        if self._giving_back or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if not isinstance(event, QKeyEvent) or not event.text():
            return False  # Shift, arrows: readers send the first, and no code has either
        if event.type() == QEvent.Type.KeyRelease:
            return True  # nothing here asks for it, and what was held back must not seem to be let go
        self._presses += 1
        self._at_ms = event.timestamp()
        self._take(self._wedge.key(event.text(), self._at_ms, event.clone()))
        self._pause.start()
        return True

    def _quiet(self) -> None:
        """A pause: but where this program was held up, the next key may lie before us. What has arrived is looked at first."""
        heard = self._presses
        QTimer.singleShot(0, lambda: self._lapse(heard))

    def _lapse(self, heard: int) -> None:
        if heard != self._presses:
            return
        self._take(Heard(by_hand=self._wedge.lapse(self._at_ms + self._wedge.gap_ms + 1)))

    def _take(self, heard: Heard[QKeyEvent]) -> None:
        self._giving_back = True
        for press in heard.by_hand:
            QCoreApplication.sendEvent(self._window, press)
        self._giving_back = False
        if heard.read:
            self._told(heard.read)
