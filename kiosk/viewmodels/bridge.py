"""The way back to the GUI thread: other threads post to it, and time limits ring on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

SHORT_S = 20.0  # below, a timer's usual 5 % would be noticed


class Bridge(QObject):
    """Made on the GUI thread. `post` may be called from any thread; `after` only from this one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._posted: deque[Callable[[], object]] = deque()

    def post(self, fn: Callable[[], object]) -> None:
        """Have `fn` called on the GUI thread, later and in the order of posting."""
        self._posted.append(fn)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))  # a queued signal would do, and load 100 enums first

    def after(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Call `fn` once in so many seconds; return what cancels it."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        if seconds < SHORT_S:
            _make_precise(timer)

        def ring() -> None:
            timer.deleteLater()
            fn()

        def cancel() -> None:
            timer.stop()
            timer.deleteLater()

        timer.timeout.connect(ring)
        timer.start(max(0, round(seconds * 1000)))
        return cancel

    def close(self) -> None:
        """From now on nothing rings, and nothing that was posted is called: what is behind the window has ended."""
        self._closed = True
        for timer in self.findChildren(QTimer):
            timer.stop()

    def event(self, event: QEvent) -> bool:
        """Call what was posted."""
        if event.type() == QEvent.Type.User:
            posted = self._posted.popleft()
            if not self._closed:
                posted()
            return True
        return super().event(event)


def _make_precise(timer: QTimer) -> None:
    from PySide6.QtCore import Qt

    timer.setTimerType(Qt.TimerType.PreciseTimer)
