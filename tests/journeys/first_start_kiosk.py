"""`yiping-kiosk run` in a process of its own, with a scanner that types on its first window; ends on the idle page."""

from __future__ import annotations

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

ENTER = "\r"


def type_keys(window: QWindow, text: str) -> None:
    """Press and let go a key for every letter."""
    for letter in text:
        key = Qt.Key.Key_Return if letter == ENTER else Qt.Key.Key_unknown
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter)
            QCoreApplication.sendEvent(window, event)


class Hand:
    """Scans, says yes, and ends the program when its own page is there. Says on stdout what it saw."""

    def __init__(self, application: QGuiApplication, text: str) -> None:
        self._application, self._text, self._seen = application, text, ""

    def look(self) -> None:
        """What is on the screen now?"""
        for window in self._application.topLevelWindows():
            enrolling, scene = window.property("enrolling"), window.property("scene")
            if enrolling and window.isActive():
                self._first_start(window, enrolling)
            elif scene and window.isVisible() and scene.property("page") == "Idle" and scene.property("warm"):
                self._say("Idle")
                self._application.quit()

    def _first_start(self, window: QWindow, enrolling: object) -> None:
        step = enrolling.property("step")  # type: ignore[attr-defined]
        if step == "address" and self._seen == "":
            self._say("first start")
            type_keys(window, self._text + ENTER)
        elif step == "found" and self._seen == "first start":
            self._seen = "agreed"
            type_keys(window, ENTER)

    def _say(self, what: str) -> None:
        if self._seen != what:
            self._seen = what
            print(what, flush=True)


def main(config: str, text: str) -> int:
    from kiosk.__main__ import main as kiosk
    from kiosk.viewmodels.load import application

    hand = Hand(application(), text)
    timer = QTimer()
    timer.timeout.connect(hand.look)
    timer.start(20)
    return kiosk(["run", "--config", config, "--windowed"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
