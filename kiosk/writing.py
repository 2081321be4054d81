"""What is on its way to the disk: one write at a time, in order, and what could not be written is not forgotten.

A tap that could not be saved is given up at once (the citizen is told, and may rate by phone); every other record
is owed and goes with the next write, or when the timer comes round.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.entry import Entry, Kept

log = logging.getLogger(__name__)

Outcome = Sequence[Kept] | Exception
Keep = Callable[[Sequence[Entry], Callable[[Outcome], None]], None]
RETRY_S = 5.0


class Timers(Protocol):
    """Calls a function later, on the same thread; tests let time pass by hand."""

    def after(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Call `fn` once in so many seconds; return what cancels it."""
        ...


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Entries that belong together; `done` where somebody waits for them."""

    entries: tuple[Entry, ...]
    done: Callable[[bool], None] | None


class Writing:
    """Hands entries to `keep`, whose answer comes back on this thread: what was kept, or an exception."""

    def __init__(self, keep: Keep, timers: Timers) -> None:
        self._keep = keep
        self._timers = timers
        self._sheets: deque[_Sheet] = deque()
        self._busy = False
        self._one_by_one = False
        self._cancel: Callable[[], None] | None = None

    @property
    def owed(self) -> int:
        """How many records are not on disk yet."""
        return sum(len(sheet.entries) for sheet in self._sheets)

    def write(self, entries: Sequence[Entry], done: Callable[[bool], None] | None = None) -> None:
        """Have entries kept; `done` is told whether they are."""
        if entries:
            self._sheets.append(_Sheet(tuple(entries), done))
            self._go()

    def _go(self) -> None:
        if self._busy or not self._sheets:
            return
        if self._cancel:
            self._cancel()
            self._cancel = None
        self._busy = True
        sheets = [self._sheets[0]] if self._one_by_one else list(self._sheets)
        self._keep(
            [entry for sheet in sheets for entry in sheet.entries], lambda answer: self._answered(sheets, answer)
        )

    def _answered(self, sheets: list[_Sheet], answer: Outcome) -> None:
        self._busy = False
        if isinstance(answer, Exception):
            self._refused(sheets, answer)
        else:
            for _ in sheets:
                self._sheets.popleft()
            self._one_by_one = self._one_by_one and bool(self._sheets)
            self._tell(sheets, True)
            self._go()

    def _refused(self, sheets: list[_Sheet], why: Exception) -> None:
        log.error("could not keep %d records: %s", sum(len(sheet.entries) for sheet in sheets), why)
        ours = isinstance(why, (ValueError, TypeError))
        if ours and len(sheets) > 1:  # one of them cannot be written: find it, and let it not take the others along
            self._one_by_one = True
            self._go()
            return
        lost = [sheet for sheet in sheets if ours or sheet.done]
        untried = len(self._sheets) > len(sheets)  # a tap that came meanwhile does not wait for the timer
        self._sheets = deque(sheet for sheet in self._sheets if sheet not in lost)
        if untried:
            self._go()
        elif self._sheets:
            self._cancel = self._timers.after(RETRY_S, self._go)
        self._tell(lost, False)

    @staticmethod
    def _tell(sheets: list[_Sheet], kept: bool) -> None:
        for sheet in sheets:
            if sheet.done:
                sheet.done(kept)
