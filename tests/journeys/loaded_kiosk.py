"""A kiosk as it stands before anybody comes; prints which of our modules are loaded, and which after somebody knocked."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.app import App
from kiosk.settings import KioskSettings
from sync.clock import SystemClock
from tests.support.touch import wait_until


def ours() -> str:
    return " ".join(sorted(name for name in sys.modules if name.startswith(("kiosk.", "PySide6.QtMultimedia"))))


app = App(KioskSettings(), Path(sys.argv[1]), SystemClock(), version="test", size=(1280, 800))
app.start()
wait_until(lambda: app.ready, "the kiosk ready")
print(ours())
app.screen.window.technicianWanted.emit()  # type: ignore[attr-defined] # a signal of Main.qml
wait_until(lambda: app.backoffice and app.backoffice.page, "the technician's page")
print(ours())
app.stop()
