"""Shared by both windows of the screen benchmark: a finger, the next frame, and blocks of measurements asked for by line."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest


class Finger:
    """Touches one window and times what follows."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._device = QTest.createTouchDevice()
        self._loop = QEventLoop()
        self._done: Callable[[], bool] = lambda: False
        self._at = 0.0
        window.frameSwapped.connect(self._framed)

    def press(self, x: float, y: float) -> None:
        """Finger down."""
        QTest.touchEvent(self._window, self._device).press(0, QPoint(round(x), round(y)), self._window).commit()

    def slide(self, x: float, y: float) -> None:
        """The finger that is down moves."""
        QTest.touchEvent(self._window, self._device).move(0, QPoint(round(x), round(y)), self._window).commit()

    def lift(self, x: float, y: float) -> None:
        """Finger up."""
        QTest.touchEvent(self._window, self._device).release(0, QPoint(round(x), round(y)), self._window).commit()

    def timed(self, act: Callable[[], None], done: Callable[[], bool] = lambda: True) -> float:
        """Act; return the milliseconds until the first frame at whose end `done` holds."""
        self._done, self._at = done, 0.0
        began = time.perf_counter()
        act()
        if not self._at:  # the frame may come while the toolkit is still handing over the touch
            self._loop.exec()
        self._done = lambda: False
        return (self._at - began) * 1000

    def rest(self, ms: float) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(ms), loop.quit)
        loop.exec()

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the window live until something holds."""
        while not holds():
            self.rest(2)

    def _framed(self) -> None:
        if not self._at and self._done():
            self._at = time.perf_counter()
            self._loop.quit()


def serve_blocks(block: Callable[[int], list[float]]) -> None:
    """Say that we are ready; for each number read, measure so many times and print the milliseconds."""
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(block(int(line))), flush=True)


def pause() -> float:
    """Milliseconds between two touches, so that touches do not march in step with frames."""
    return random.uniform(120, 160)


def resident_mib(peak: bool = False) -> float:
    """Return this process's resident memory, or the most it ever was."""
    word = "VmHWM" if peak else "VmRSS"
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(word))
