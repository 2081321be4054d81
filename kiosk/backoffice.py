"""Joins the technician's page to the program when somebody knocks, and takes it away again. Nothing of it is loaded before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.technician.service import Around, Service
from kiosk.viewmodels.derive import counter
from kiosk.viewmodels.technician import TechnicianViewModel

if TYPE_CHECKING:
    from kiosk.flow import Phase
    from kiosk.viewmodels.comfort import ComfortViewModel
    from kiosk.writing import Timers


class Backoffice:
    """`show` puts a page over the window, or takes it away; `own` is this machine's folder for files to take away."""

    def __init__(
        self,
        around: Around,
        comfort: ComfortViewModel,
        timers: Timers,
        show: Callable[[TechnicianViewModel | None], object],
        *,
        own: Path,
    ) -> None:
        self._comfort, self._timers, self._show, self._own = comfort, timers, show, own
        self._desk = around.desk
        self._service = Service(around)
        self.page: TechnicianViewModel | None = None

    @property
    def at_work(self) -> bool:
        """Whether a technician is past the door."""
        return self.page is not None and self.page.property("view") not in ("gate", "")

    def knock(self) -> None:
        """Somebody held the door long enough: show the challenge."""
        if self.page is None and not counter(self._desk.phase).citizen_busy:
            self.page = TechnicianViewModel(self._comfort, self._timers, self._service, own=self._own)
            self.page.closed.connect(self._gone)
            self._show(self.page)

    def changed(self, phase: Phase) -> None:
        """Something at the desk changed: whoever only knocks makes way for a citizen."""
        if self.page and counter(phase).citizen_busy:
            self.page.give_way()

    def stop(self) -> None:
        """End; a technician who is at work is noted as gone."""
        if self.page:
            self.page.close()
        self._service.stop()

    def _gone(self) -> None:
        page, self.page = self.page, None
        self._show(None)
        if page:
            page.deleteLater()
