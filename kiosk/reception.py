"""Takes tickets in: mints their visits and knows which numbers were here before, and which of them are rated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kiosk.flow import Visit
from kiosk.remembering import Remembered
from kiosk.settings import KioskSettings
from kiosk.shifts import Shift
from kiosk.tickets.source import Ticket
from kiosk.visits import MAX_NUMBER, fit, shortened, ticket_key
from sync.clock import business_day
from sync.contract import rfc3339, uuid7
from sync.kinds import Origin

TYPED = (Origin.TYPED_BY_STAFF, Origin.TYPED_BY_CITIZEN)


class Reception:
    """Remembers in memory only; `recall` tells it what was before a restart."""

    def __init__(self, settings: KioskSettings, now: datetime) -> None:
        self._zone = settings.zone
        self._per_matter = settings.rating.one_per == "matter"
        self._tells_end = settings.queue.tells_end
        self._day = self.day(now)
        self.series = 1
        self._rated: set[str] = set()
        self._visits: dict[str, str] = {}  # ticket key -> its last visit here
        self._numbers: dict[str, Ticket] = {}  # what the queue called today, by its number

    def recall(self, remembered: Remembered) -> None:
        """Take what the store remembers; what was learned here before it could be opened is newer."""
        self.series += remembered.series - 1
        self._rated |= remembered.rated
        self._visits = {**remembered.visits, **self._visits}

    def day(self, now: datetime) -> str:
        """Return the business day."""
        return business_day(now, self._zone)

    def take(self, ticket: Ticket, shift: Shift | None, now: datetime) -> Visit:
        """Return the visit this ticket would be, were it taken now."""
        self._turn_the_day(self.day(now))
        ticket = self._known(fit(ticket))
        key = ticket_key(ticket, self._day, self.series, per_matter=self._per_matter)
        return Visit(
            id=uuid7(),
            ticket=ticket.number,
            ticket_key=key,
            origin=ticket.origin,
            day=self._day,
            series=self.series,
            queue_id=ticket.queue_id,
            matter=ticket.matter,
            service=ticket.service,
            person=shift.person if shift else None,
            shift=shift.id if shift else None,
            previous=self._visits.get(key),
            called_at=rfc3339(ticket.called_at) if ticket.called_at else None,
            tells_end=self._tells_end and ticket.origin not in TYPED,
            barred=key in self._rated,
        )

    def taken(self, visit: Visit) -> None:
        """The window took this visit."""
        self._visits[visit.ticket_key] = visit.id
        if visit.origin not in TYPED:
            self._numbers[visit.ticket] = Ticket(number=visit.ticket, origin=visit.origin, queue_id=visit.queue_id)

    def same(self, current: Visit, new: Visit) -> bool:
        """Return whether a call means the visit at hand: called twice, called again, or typed before the queue came back."""
        if current.ticket_key == new.ticket_key:
            return True
        typed = current.origin in TYPED or new.origin in TYPED
        return typed and (current.ticket, current.day, current.series) == (new.ticket, new.day, new.series)

    def means(self, current: Visit, number: str) -> bool:
        """Return whether a queue's event about this number is about the visit at hand."""
        return current.ticket == shortened(number, MAX_NUMBER)

    def rated(self, keys: Iterable[str]) -> None:
        """These ticket keys are rated, here or elsewhere."""
        self._rated.update(keys)

    def start_over(self) -> int:
        """Numbers begin again; return the series that begins."""
        self.series += 1
        self._numbers.clear()
        return self.series

    def _known(self, ticket: Ticket) -> Ticket:
        """A number typed that the queue called today is that ticket: typing it must not open a second rating."""
        called = self._numbers.get(ticket.number) if ticket.origin in TYPED else None
        if called is None:
            return ticket
        return Ticket(number=ticket.number, origin=ticket.origin, queue_id=called.queue_id, service=ticket.service)

    def _turn_the_day(self, day: str) -> None:
        if day != self._day:
            self._day = day
            self.series = 1
            self._numbers.clear()
