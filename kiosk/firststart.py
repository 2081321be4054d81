"""The composition root of the first start: the window in which a tablet without a key is told its centre."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from kiosk.enrolling import Enroller
from kiosk.settings import KioskSettings
from kiosk.viewmodels.bridge import Bridge
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.enrolling import EnrollingViewModel
from kiosk.viewmodels.load import Screen, application, load_first_start, load_fonts
from kiosk.viewmodels.words import languages
from sync import resources

if TYPE_CHECKING:
    from kiosk.watchdog import Watchdog
    from sync.clock import Clock


class FirstStart:
    """One window that ends when the key is on the disk; what opens then is an ordinary start."""

    def __init__(
        self, settings: KioskSettings, folder: Path, clock: Clock, *, size: tuple[int, int] | None = None
    ) -> None:
        self.application = application()
        load_fonts(resources.assets() / "fonts")
        look = settings.screen
        self.comfort = ComfortViewModel(
            languages(resources.assets() / "translations"),
            first=look.language,
            night=look.theme == "night",
            motion=look.motion,
        )
        self.done = False
        self._watchdog: Watchdog | None = None
        self.bridge = Bridge()
        self._enroller = Enroller(folder, settings.centre.authority, clock, self.bridge.post)
        self.enrolling = EnrollingViewModel(self.comfort, self._enroller)
        self.enrolling.finished.connect(self._finished)
        self.screen: Screen = load_first_start(enrolling=self.enrolling, comfort=self.comfort, size=size)

    def run(self) -> bool:
        """Show the window until it is closed; return whether this tablet now has its key."""
        breath = QTimer()
        breath.timeout.connect(lambda: None)  # lets Python see signals while Qt waits
        breath.start(500)
        self._be_watched()
        self.application.exec()
        self.stop()
        return self.done

    def stop(self) -> None:
        """End; where an ordinary start follows, systemd need not know."""
        if self._watchdog and not self.done:
            self._watchdog.stop()
        self._enroller.stop()
        self.bridge.close()
        self.screen.close()

    def _be_watched(self) -> None:
        """There is no store yet: the loop alone feeds systemd's watchdog."""
        if "NOTIFY_SOCKET" not in os.environ:
            return
        from kiosk.watchdog import watchdog

        self._watchdog = watchdog(os.environ, self.bridge, self.bridge.post)
        self._watchdog.start()

    def _finished(self) -> None:
        self.done = True
        self.application.quit()
