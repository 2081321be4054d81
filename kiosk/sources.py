"""Which ticket source the settings ask for, beside the keypad that is always there."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.settings import KioskSettings
from kiosk.tickets.source import TicketSource
from sync.clock import Clock


def source_for(settings: KioskSettings, window: str, clock: Clock, busy: Callable[[], bool]) -> TicketSource | None:
    """Return the source; None where numbers are only typed. `busy`: a citizen is answering."""
    match settings.queue.kind:
        case "poll":
            from kiosk.tickets.poll import Poll  # each with its own libraries, loaded only where it is used

            return Poll(settings, window, clock)
        case "push":
            from kiosk.tickets.push import Push

            return Push(settings, window, clock)
        case "scanner":
            from kiosk.tickets.scanner import Scanner

            return Scanner(settings.queue, busy)
        case "simulated":
            from kiosk.tickets.simulated import Simulated, script

            return Simulated(script(settings.queue.seed, clock.boot_id[:8]))
        case _:
            return None
