"""The manager's page's way to the day's figures and files; answers come on the desk's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.viewmodels.day import DayRead, NotDone, Written
from kiosk.volumes import Volume

if TYPE_CHECKING:
    from kiosk.daybook import DayFiles

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
        self.today, self._days, self._post, self._own, self._window = today, days, post, own, window

    def read(self, day: str, done: Callable[[DayRead | NotDone], None], *, hall: bool = False) -> None:
        """Count a day of this window, or ask the centre for the hall's."""
        days = self._days()
        if days is None:
            done(NotDone(NOT_OPEN))
            return
        ask = days.hall if hall else days.read
        ask(day, lambda came: self._post(lambda: done(_read(came))))

    def sticks(self, done: Callable[[tuple[Volume, ...]], None]) -> None:
        """Tell which sticks are plugged in; this machine's own folder is always there."""
        days = self._days()
        if days is None:
            done(())
            return
        days.sticks(lambda came: self._post(lambda: done(came if isinstance(came, tuple) else ())))

    def export(
        self,
        day: str,
        to: Path | None,
        done: Callable[[Written | NotDone], None],
        *,
        by: str = "",
        step: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        """Write the day's files to a stick, or into this machine's own folder."""
        days = self._days()
        if days is None:
            done(NotDone(NOT_OPEN))
            return
        folder = to / f"yiping-{self._window()}" if to else self._own  # sticks go from window to window
        days.write(
            day,
            folder,
            lambda came: self._post(lambda: done(_written(came))),
            by=by or None,
            step=lambda at, of: self._post(lambda: step(at, of)),
        )


def _read(came: object) -> DayRead | NotDone:
    return DayRead(*came) if isinstance(came, tuple) else NotDone(str(came))


def _written(came: object) -> Written | NotDone:
    if not isinstance(came, tuple):
        return NotDone(str(came))
    return Written(str(came[0].parent), tuple(path.name for path in came))
