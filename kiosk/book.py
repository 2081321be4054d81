"""The manager's page's way to the day's figures and files; answers come on the desk's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kiosk.viewmodels.told import DayRead, NotDone, Wanted, Written
from kiosk.volumes import Volume

if TYPE_CHECKING:
    from kiosk.daybook import DayFiles

T = TypeVar("T")

NOT_OPEN = "本机数据尚未打开 The store is not open yet: try again in a moment"


class Book:
    """`days` is None while the store is not open; `window` names this window's own folder on a stick."""

    def __init__(
        self,
        today: Callable[[], str],
        days: Callable[[], DayFiles | None],
        post: Callable[[Callable[[], object]], None],
        *,
        own: Path,
        window: Callable[[], str],
    ) -> None:
        self.today, self.own = today, own
        self._days, self._post, self._window = days, post, window

    def read(self, day: str, done: Callable[[DayRead | NotDone], None], *, hall: bool = False) -> None:
        """Count a day of this window, or ask the centre for the hall's."""
        days = self._days()
        if days is None:
            done(NotDone(NOT_OPEN))
            return
        ask = days.hall if hall else days.read
        ask(day, lambda came: self._post(lambda: done(_read(came))))

    def days(self, first: str, last: str, done: Callable[[frozenset[str]], None]) -> None:
        """Tell on which days somebody was served at this window."""
        days = self._days()
        if days:
            days.served(first, last, lambda came: self._post(lambda: done(_or_none(came, frozenset()))))

    def sticks(self, done: Callable[[tuple[Volume, ...]], None]) -> None:
        """Tell which sticks are plugged in; this machine's own folder is always there."""
        days = self._days()
        if days is None:
            done(())
            return
        days.sticks(lambda came: self._post(lambda: done(_or_none(came, ()))))

    def folders(self, of: Path, done: Callable[[tuple[str, ...]], None]) -> None:
        """Tell the names of the folders in a folder."""
        days = self._days()
        if days:
            days.folders(of, lambda came: self._post(lambda: done(_or_none(came, ()))))

    def export(
        self,
        wanted: Wanted,
        to: Path | None,
        done: Callable[[Written | NotDone], None],
        step: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        """Write the day's files to a folder of a stick, or into this machine's own."""
        days = self._days()
        if days is None:
            done(NotDone(NOT_OPEN))
            return
        folder = to / f"yiping-{self._window()}" if to else self.own  # sticks go from window to window
        days.write(
            wanted.day,
            folder,
            lambda came: self._post(lambda: done(_written(came))),
            hall=wanted.hall,
            by=wanted.by or None,
            step=lambda at, of: self._post(lambda: step(at, of)),
        )


def _or_none(came: T | Exception, none: T) -> T:
    """What can only be shown or not: a page without it says no more about it."""
    return none if isinstance(came, Exception) else came


def _read(came: object) -> DayRead | NotDone:
    return DayRead(*came) if isinstance(came, tuple) else NotDone(str(came))


def _written(came: object) -> Written | NotDone:
    if not isinstance(came, tuple):
        return NotDone(str(came))
    return Written(str(came[0].parent), tuple(path.name for path in came))
