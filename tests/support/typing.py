"""A reader that types, for tests: keys with times of their own, so that a slow machine does not make a hand of it."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow

_BEGIN_MS = count(10_000_000, 60_000)


def reader_types(window: QWindow, code: str, gap_ms: int = 8) -> None:
    """Send a code and an Enter as a reader does, key by key."""
    at_ms = next(_BEGIN_MS)
    for sign in f"{code}\r":
        key = (
            Qt.Key.Key_Return
            if sign == "\r"
            else Qt.Key(ord(sign.upper()))
            if sign.isprintable()
            else Qt.Key.Key_unknown
        )
        at_ms += gap_ms
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
            event.setTimestamp(at_ms)
            QCoreApplication.sendEvent(window, event)
