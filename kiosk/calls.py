"""What the queue says of this window, brought to the flow: late, doubled and foreign events change nothing."""

from __future__ import annotations

import hashlib
from typing import Protocol, assert_never

from kiosk import flow
from kiosk.flow import Away, Event
from kiosk.reception import Reception
from kiosk.remembering import SERIES
from kiosk.shifts import Shift
from kiosk.stage import Stage
from kiosk.tickets import source
from sync import kinds
from sync.clock import Clock
from sync.kinds import By


class Counter(Protocol):
    """What a call asks of the counter."""

    @property
    def shift(self) -> Shift | None:
        """Who is there."""
        ...

    def away(self) -> None:
        """暂停服务."""
        ...

    def back(self) -> None:
        """恢复."""
        ...

    def end_a_day_gone(self) -> None:
        """A shift of yesterday is over."""
        ...

    def changed(self) -> None:
        """Something shows."""
        ...


class Calls:
    """`trouble` is why the queue cannot be heard, in words; None while it can."""

    def __init__(self, clock: Clock, stage: Stage, reception: Reception, counter: Counter) -> None:
        self._clock, self._stage, self._reception, self._counter = clock, stage, reception, counter
        self.trouble: str | None = None

    def take(self, event: source.TicketEvent) -> None:
        """Take an event of a ticket source."""
        match event:
            case source.Called(ticket):
                self._called(ticket)
            case source.Finished(number):
                self._about(number, flow.ServiceEnded(By.QUEUE))
            case source.Passed(number):
                self._about(number, flow.Passed())
            case source.GivenUp(number):
                self._about(number, flow.GivenUp())
            case source.Forwarded(number, to_window):
                self._about(number, flow.Forwarded(to_window))
            case source.PutBack(number):
                self._about(number, flow.PutBack())
            case source.Paused():
                self._counter.away()
            case source.Resumed():
                self._counter.back()
            case source.NumbersStartOver():
                self.start_over(By.QUEUE)
            case source.SourceDown(why):
                self._is(why)
            case source.SourceUp():
                self._is(None)
            case _:
                assert_never(event)

    def start_over(self, by: By) -> None:
        """Numbers begin again; that is on record."""
        text = f"{self._reception.day(self._clock.now())}/{self._reception.start_over()}"
        self._stage.write(kinds.SettingsChanged(what=SERIES, sha256=hashlib.sha256(text.encode()).hexdigest(), by=by))

    def _called(self, ticket: source.Ticket) -> None:
        self._counter.end_a_day_gone()
        visit = self._reception.take(ticket, self._counter.shift, self._clock.now())
        current = self._stage.coming
        if current and self._reception.same(current, visit):
            if isinstance(self._stage.phase, Away):
                self._counter.back()
            return
        self._reception.taken(visit)
        self._stage.forget_leaving()
        self._stage.step(flow.Called(visit))

    def _about(self, number: str, event: Event) -> None:
        visit = self._stage.coming
        if visit and self._reception.means(visit, number):
            self._stage.step(event)

    def _is(self, trouble: str | None) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self._counter.changed()
