"""From one answer of the queue to the next: which events happened in between at this window. Pure but for its memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kiosk.tickets.rows import Reading, Row
from kiosk.tickets.source import (
    Called,
    Finished,
    Forwarded,
    GivenUp,
    NumbersStartOver,
    Passed,
    PutBack,
    Ticket,
    TicketEvent,
)
from sync.kinds import Origin

REMEMBERED = 20_000  # calls; more than any window makes in a year
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Call = tuple[tuple[str, str | None], datetime | None]


class Watch:
    """`window` is ours as the queue writes it; `fresh` is how old a call may be to be taken up at the start."""

    def __init__(self, window: str, *, gone_is_finished: bool, fresh: timedelta) -> None:
        self._window, self._gone_is_finished, self._fresh = window, gone_is_finished, fresh
        self._current: Row | None = None
        self._seen: dict[Call, None] | None = (
            None  # calls already handed over, oldest first; None before the first answer
        )
        self._series: str | None = None

    def events(self, reading: Reading, now: datetime) -> list[TicketEvent]:
        """Return what happened since the last answer, in order: an end comes before the next call."""
        return [*self._start_over(reading), *self._end(reading), *self._calls(reading, now)]

    def _start_over(self, reading: Reading) -> Iterator[TicketEvent]:
        known, self._series = self._series, reading.series if reading.series is not None else self._series
        if known is not None and known != self._series:
            self._current, self._seen = None, {}
            yield NumbersStartOver()

    def _end(self, reading: Reading) -> Iterator[TicketEvent]:
        current = self._current
        if current is None:
            return
        row = next((one for one in reading.rows if one.name == current.name), None)
        event = self._end_of(current, row)
        if event is None:
            return
        self._current = None
        again = any(self._here(one) and one.number == current.number for one in reading.rows)
        if not again:  # the same number goes on with another matter: it is not finished
            yield event

    def _end_of(self, current: Row, row: Row | None) -> TicketEvent | None:
        number = current.number
        if row is None:
            return Finished(number) if self._gone_is_finished else None
        if row.passed:
            return Passed(number)
        if row.given_up:
            return GivenUp(number)
        if row.put_back:
            return PutBack(number)
        if row.finished:
            return Finished(number)
        if row.window is not None and row.window != self._window:
            return Forwarded(number, row.window or None)
        if not row.serving:
            return Finished(number) if self._gone_is_finished else None
        return None

    def _calls(self, reading: Reading, now: datetime) -> Iterator[TicketEvent]:
        here = sorted((row for row in reading.rows if self._here(row)), key=lambda row: row.called_at or EPOCH)
        if self._seen is None:
            new = [row for row in here[-1:] if row.called_at is None or abs(now - row.called_at) <= self._fresh]
        else:
            new = [row for row in here if _call(row) not in self._seen]
        self._remember(here)
        for row in new:
            self._current = row
            yield Called(_ticket(row))

    def _here(self, row: Row) -> bool:
        over = row.finished or row.passed or row.given_up or row.put_back
        return row.serving and not over and row.window in (None, self._window)

    def _remember(self, here: list[Row]) -> None:
        timed = {_call(row): None for row in here if row.called_at}
        untimed = {
            _call(row): None for row in here if not row.called_at
        }  # these are forgotten when they leave the list
        kept = {call: None for call in self._seen or () if call[1] is not None}
        together = {**kept, **timed, **untimed}
        self._seen = dict(list(together.items())[-REMEMBERED:])


def _call(row: Row) -> Call:
    return (row.name, row.called_at)


def _ticket(row: Row) -> Ticket:
    return Ticket(
        number=row.number,
        origin=Origin.QUEUE,
        queue_id=row.id,
        service=row.service,
        matter=row.matter,
        called_at=row.called_at,
    )
