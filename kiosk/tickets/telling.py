"""What a queue system tells event by event: late, twice, out of order. Pure but for its memory.

Where events say when they happened, that order counts and not the order of arrival: a call that comes late never takes
the screen from a newer one, and an end that comes before its call waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from kiosk.tickets import source
from kiosk.tickets.source import Called, NumbersStartOver, Ticket, TicketEvent
from sync.kinds import Origin
from sync.live import QueueEvent, QueueKind

V = TypeVar("V")

REMEMBERED = 10_000  # ids and tickets; days of any window
LATE = timedelta(minutes=2)  # what is further back is no late event but a queue whose clock was set back
SAME_CLICK = timedelta(seconds=2)  # the end of one service and the next call may be timed the wrong way round
TICK = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CALLS = (QueueKind.CALLED, QueueKind.RECALLED, QueueKind.STARTED)
STANDING = (QueueKind.PAUSED, QueueKind.RESUMED)


@dataclass(slots=True)
class _Known:
    """A ticket: when it was called last, until when its ends are told, and an end whose call is still to come."""

    called: datetime = EPOCH
    over: datetime = EPOCH
    open: bool = False
    waiting: tuple[datetime, TicketEvent] | None = None


class Telling:
    """`window` is ours as the queue writes it; a call older than `fresh` is not taken up."""

    def __init__(self, window: str, *, fresh: timedelta) -> None:
        self._window, self._fresh = window, fresh
        self._seen: dict[str, None] = {}
        self._tickets: dict[str, _Known] = {}
        self._current = ""
        self._last = self._call = self._end = self._stood = EPOCH  # the newest event, call, end, pause

    def events(self, told: QueueEvent, now: datetime) -> list[TicketEvent]:
        """Return what this event means at the window now; nothing for another window's, or one told before."""
        if told.window != self._window or told.id in self._seen:
            return []
        _remember(self._seen, told.id, None)
        said = moment(told.at)
        if said and told.kind in CALLS and now - said > self._fresh:
            return []
        at = min(said, now) if said else max(self._last + TICK, now)  # untimed, or timed ahead of us: as it arrives
        self._last = max(self._last, at)
        return list(self._meant(told, at))

    def _meant(self, told: QueueEvent, at: datetime) -> Iterator[TicketEvent]:
        if told.kind is QueueKind.NUMBERS_START_OVER:
            self._tickets.clear()
            yield NumbersStartOver()
        elif told.kind in STANDING:
            if not self._late(at) and not _before(at, self._stood):
                self._stood = at
                yield source.Paused() if told.kind is QueueKind.PAUSED else source.Resumed()
        elif told.number and told.kind in CALLS:
            yield from self._called(told, at)
        elif told.number and (end := _end(told)):
            yield from self._ended(told, end, at)

    def _called(self, told: QueueEvent, at: datetime) -> Iterator[TicketEvent]:
        name, known = self._known(told)
        if at <= known.over or self._late(at):
            return
        self._current = name
        self._call = known.called = at
        known.open = True
        yield Called(_ticket(told, at))
        waiting, known.waiting = known.waiting, None
        if waiting and waiting[0] >= at:
            yield self._over(known, *waiting)

    def _ended(self, told: QueueEvent, end: TicketEvent, at: datetime) -> Iterator[TicketEvent]:
        name, known = self._known(told)
        if at <= known.over or _before(at, known.called):
            return  # told before, or the end of an earlier call: it was called again since
        if known.open and name == self._current:
            yield self._over(known, at, end)
        elif known.waiting is None or known.waiting[0] < at:
            known.waiting = (at, end)

    def _over(self, known: _Known, at: datetime, end: TicketEvent) -> TicketEvent:
        known.open = False
        known.over = self._end = at
        return end

    def _late(self, at: datetime) -> bool:
        """Whether this was before what the window is known to have done since."""
        return _before(at, self._call) or _before(at, self._end - SAME_CLICK)

    def _known(self, told: QueueEvent) -> tuple[str, _Known]:
        name = told.ticket_id or told.number
        known = self._tickets.pop(name, None) or _Known()
        _remember(self._tickets, name, known)
        return name, known


def _before(at: datetime, than: datetime) -> bool:
    return timedelta() < than - at <= LATE


def moment(text: str | None) -> datetime | None:
    """Return a time as the queue wrote it; None for none, for nonsense, and for one without a zone."""
    try:
        read = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return read.astimezone(UTC) if read and read.tzinfo else None


def _end(told: QueueEvent) -> TicketEvent | None:
    match told.kind:
        case QueueKind.FINISHED:
            return source.Finished(told.number)
        case QueueKind.PASSED:
            return source.Passed(told.number)
        case QueueKind.GIVEN_UP:
            return source.GivenUp(told.number)
        case QueueKind.FORWARDED:
            return source.Forwarded(told.number, told.to_window)
        case QueueKind.PUT_BACK:
            return source.PutBack(told.number)
        case _:
            return None  # who is logged in is proved by a PIN at this tablet, not told by a queue


def _ticket(told: QueueEvent, at: datetime) -> Ticket:
    return Ticket(
        number=told.number,
        origin=Origin.QUEUE,
        queue_id=told.ticket_id,
        service=told.service,
        matter=told.matter,
        called_at=at,
    )


def _remember(memory: dict[str, V], name: str, what: V) -> None:
    memory[name] = what
    if len(memory) > REMEMBERED:
        del memory[next(iter(memory))]
