"""A queue that is not there, for training and trying out: numbers are called, finished, passed and forwarded by dice."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator

from kiosk.tickets.source import Called, Finished, Forwarded, GivenUp, Passed, Ticket, TicketEvent
from sync.kinds import Origin

SERVICES = ("社保登记", "不动产登记", "企业开办", "公积金提取", "医保报销")


def script(seed: int, run: str = "") -> Iterator[tuple[float, TicketEvent]]:
    """Yield (seconds to wait, event) without end; the same seed gives the same day.

    `run` makes the tickets' ids new at every start: these numbers are other people, not rated already.
    """
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    count = 0
    while True:
        count += 1
        number = f"A{count % 1000:03d}"
        ticket = Ticket(
            number=number, origin=Origin.QUEUE, queue_id=f"sim-{seed}-{run}-{count}", service=dice.choice(SERVICES)
        )
        yield dice.uniform(2, 8), Called(ticket)
        yield _end(dice, number)


def _end(dice: random.Random, number: str) -> tuple[float, TicketEvent]:
    chance = dice.random()
    if chance < 0.06:
        return dice.uniform(5, 15), Passed(number)
    if chance < 0.09:
        return dice.uniform(5, 15), GivenUp(number)
    if chance < 0.13:
        return dice.uniform(5, 15), Forwarded(number, str(dice.randint(1, 20)))
    return dice.uniform(10, 40), Finished(number)


class Simulated:
    """Plays a script on its own thread; `pace` 2 is twice as fast."""

    def __init__(self, events: Iterator[tuple[float, TicketEvent]], pace: float = 1.0) -> None:
        self._events, self._pace = events, pace
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, hand_over: Callable[[TicketEvent], None]) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, args=(hand_over,), name="tickets", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; at once, because it only ever waits for this."""
        self._stop.set()
        if self._thread:
            self._thread.join(2)

    def _run(self, hand_over: Callable[[TicketEvent], None]) -> None:
        for wait, event in self._events:
            if self._stop.wait(wait / self._pace):
                return
            hand_over(event)
