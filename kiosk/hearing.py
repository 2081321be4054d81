"""What the window hears without a touch: the queue, and readers that type. Joins them with the desk; decides nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.readers import CARD, TICKET, reader_forms
from kiosk.settings import KioskSettings
from kiosk.sources import source_for
from kiosk.tickets.keypad import NotANumber
from kiosk.viewmodels.derive import counter
from sync.clock import Clock

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.viewmodels.keys import Keys
    from kiosk.viewmodels.load import Screen
    from kiosk.wedge import Read
    from sync.live import QueueEvent

log = logging.getLogger(__name__)


class Hearing:
    """`number` is this window's at the centre; `post` brings a call to the desk's thread; `card` takes a staff card's code."""

    def __init__(
        self,
        settings: KioskSettings,
        number: str,
        clock: Clock,
        *,
        desk: Desk,
        post: Callable[[Callable[[], object]], None],
        card: Callable[[str], None],
    ) -> None:
        self._desk, self._post, self._card = desk, post, card
        self._forms = reader_forms(settings)
        self._source = source_for(settings, number, clock, busy=lambda: counter(desk.phase).citizen_busy)
        self._keys: Keys | None = None

    def start(self, screen: Screen) -> None:
        """Begin; where a reader is set up, the window's keyboard is listened to."""
        if self._source:
            self._source.start(lambda event: self._post(lambda: self._desk.ticket(event)))
        if self._forms:
            from kiosk.viewmodels.keys import Keys
            from kiosk.wedge import Wedge

            self._keys = Keys(screen.window, Wedge(self._forms), self.read)

    def stop(self) -> None:
        """End."""
        if self._source:
            self._source.stop()

    def told_by_centre(self, event: QueueEvent) -> None:
        """The centre passes on what the queue told it; on any thread. Where no such queue is set up it means nothing."""
        from kiosk.tickets.push import Push

        if isinstance(self._source, Push):
            self._source.told_by_centre(event)

    def read(self, read: Read) -> None:
        """A reader typed a code."""
        match read.reader:
            case reader if reader == CARD:
                self._card(read.code)
            case reader if reader == TICKET:
                self._scanned(read.code)
            case _:
                log.info("a reader typed a code of %d signs that no reader here has: ignored", len(read.code))

    def _scanned(self, code: str) -> None:
        from kiosk.tickets.scanner import Scanner

        try:
            if isinstance(self._source, Scanner):
                self._source.scanned(code)
        except NotANumber as why:
            log.info("a scanned code was refused: %s", why)
