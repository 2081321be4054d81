"""A barcode reader that types: whoever scans the printed ticket says the number without a hand on the keypad."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.settings import Queue
from kiosk.tickets.keypad import Keypad
from kiosk.tickets.source import TicketEvent


class Scanner:
    """`busy`: a citizen is answering. Their page is not taken away by a citizen who scans, only by the officer."""

    def __init__(self, queue: Queue, busy: Callable[[], bool]) -> None:
        self._by_citizen = queue.scan_by == "citizen"
        self._busy = busy
        self._keypad = Keypad()

    def start(self, hand_over: Callable[[TicketEvent], None]) -> None:
        """Begin."""
        self._keypad.start(hand_over)

    def stop(self) -> None:
        """End."""
        self._keypad.stop()

    def scanned(self, code: str) -> None:
        """A code was read.

        Raises:
            NotANumber: it is not the number of a ticket.
        """
        if not (self._by_citizen and self._busy()):
            self._keypad.typed(code, by_citizen=self._by_citizen)
