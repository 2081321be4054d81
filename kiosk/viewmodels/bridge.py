"""The way back to the GUI thread: other threads post to it, and time limits ring on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot


class Bridge(QObject):
    """Made on the GUI thread. `post` may be called from any thread; `after` only from this one."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, fn: Callable[[], object]) -> None:
        """Have `fn` called on the GUI thread, in the order of posting."""
        self._posted.emit(fn)

    def after(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Call `fn` once in so many seconds; return what cancels it."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)

        def ring() -> None:
            timer.deleteLater()
            fn()

        def cancel() -> None:
            timer.stop()
            timer.deleteLater()

        timer.timeout.connect(ring)
        timer.start(max(0, round(seconds * 1000)))
        return cancel

    @Slot(object)
    def _run(self, fn: Callable[[], object]) -> None:
        fn()
