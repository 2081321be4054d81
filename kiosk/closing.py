"""Ending: what the desk still has in its hand goes to the disk first, if the disk takes it soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QEventLoop

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from kiosk.parts import Parts

DEBTS_MS = 2_000


def pay_debts(application: QGuiApplication, parts: Parts) -> None:
    """Turn the window's loop until nothing is owed, for at most two seconds."""
    late = QDeadlineTimer(DEBTS_MS)
    while parts.opened and parts.desk.owed and not late.hasExpired():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
