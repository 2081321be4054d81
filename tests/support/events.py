"""Collects what a ticket source hands over on its own thread, and waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.tickets.source import TicketEvent


class Events:
    """Give it to `start`; `wait` for a number of events."""

    def __init__(self) -> None:
        self.all: list[TicketEvent] = []
        self._changed = threading.Condition()

    def __call__(self, event: TicketEvent) -> None:
        with self._changed:
            self.all.append(event)
            self._changed.notify_all()

    def wait(self, count: int, within_s: float = 10) -> list[TicketEvent]:
        """Return all events once there are so many."""
        return self.until(lambda events: len(events) >= count, within_s)

    def until(self, enough: Callable[[list[TicketEvent]], bool], within_s: float = 10) -> list[TicketEvent]:
        """Return all events once they are enough."""
        with self._changed:
            assert self._changed.wait_for(lambda: enough(self.all), within_s), f"only {self.all}"
            return list(self.all)
