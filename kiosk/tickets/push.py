"""A queue that tells by itself: through the centre, through a port on this machine, or both at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.settings import KioskSettings
from kiosk.tickets.source import SourceDown, SourceUp, TicketEvent
from kiosk.tickets.telling import Telling
from sync.clock import Clock
from sync.live import QueueEvent

if TYPE_CHECKING:
    from kiosk.tickets.port import Port

AGAIN_S = 15.0


class Push:
    """`window` is this window's number at the centre; [window] id says otherwise where the queue counts differently."""

    def __init__(self, settings: KioskSettings, window: str, clock: Clock, again_s: float = AGAIN_S) -> None:
        self._queue, self._clock, self._again_s = settings.queue, clock, again_s
        self._window = settings.window.id or window
        self._telling = Telling(self._window, fresh=timedelta(seconds=self._queue.fresh_s))
        self._hand_over: Callable[[TicketEvent], None] | None = None
        self._one_at_a_time = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._port: Port | None = None

    def start(self, hand_over: Callable[[TicketEvent], None]) -> None:
        """Begin; events are handed over from whichever thread they come on, one at a time."""
        self._hand_over = hand_over
        if self._queue.port:
            self._thread = threading.Thread(target=self._listen, args=(hand_over,), name="tickets", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; what is told afterwards goes nowhere."""
        with self._one_at_a_time:
            self._hand_over = None
            self._stop.set()
            if self._port:
                self._port.close()
        if self._thread:
            self._thread.join(1.5)

    def told_by_centre(self, event: QueueEvent) -> None:
        """The queue told the centre, which knows this window by its own number."""
        self.told([replace(event, window=self._window)])

    def told(self, events: Sequence[QueueEvent]) -> None:
        """The queue told these, oldest first; called on any thread."""
        with self._one_at_a_time:
            for told in events:
                for event in self._telling.events(told, self._clock.now()):
                    if self._hand_over:
                        self._hand_over(event)

    def _listen(self, hand_over: Callable[[TicketEvent], None]) -> None:
        from kiosk.tickets.port import Port  # an HTTP server, loaded on this thread

        down = False
        while not self._stop.is_set():
            try:
                port = Port(self._queue.port, self._queue.token, self._window, self.told)
            except OSError as why:
                if not down:
                    hand_over(SourceDown(taken(self._queue.port, why)))
                down = True
                self._stop.wait(self._again_s)
                continue
            if down:
                hand_over(SourceUp())
            with self._one_at_a_time:
                self._port = None if self._stop.is_set() else port
            port.serve() if self._port else port.close()
            return


def taken(port: int, why: OSError) -> str:
    """Return the sentence for a port that cannot be listened on."""
    return f"port {port} of this machine cannot be listened on ({why.strerror or why}): end what uses it, or change queue.port"
