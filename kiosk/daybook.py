"""The manager's day at the tablet: reads, counts and writes it on a thread of its own, so that no tap waits for it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.volumes import Volume, folders, volumes
from sync.clock import Clock

if TYPE_CHECKING:
    from kiosk.aside import SetAside
    from kiosk.export import About
    from kiosk.store.storage import Storage
    from sync.delivery.client import Client
    from sync.summary.figures import Summary

log = logging.getLogger(__name__)

Told = Callable[[Any], None]  # what was asked for, or the exception that came instead
Step = Callable[[int, int], None]  # so many of so many files
PATIENCE_S = 60.0


class NotHad(Exception):
    """The centre gave no figures of the hall; the text says why."""


class DayFiles:
    """`about` gives the names as they are known now, `client` asks the centre; answers come on this book's thread."""

    def __init__(
        self,
        storage: Storage,
        about: Callable[[], About],
        clock: Clock,
        client: Callable[[], Client | None] = lambda: None,
    ) -> None:
        self._storage, self._about, self._clock, self._client = storage, about, clock, client
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="days")

    def read(self, day: str, told: Told) -> None:
        """Count a day; `told` gets its summary and what the centre has set aside."""
        self._do(lambda: self._read(day), told)

    def hall(self, day: str, told: Told) -> None:
        """Ask the centre for the whole hall's day; `told` gets its summary, and nothing set aside."""
        self._do(lambda: (self._of_hall(day), ()), told)

    def write(
        self,
        day: str,
        folder: Path,
        told: Told,
        *,
        hall: bool = False,
        by: str | None = None,
        step: Step = lambda *_: None,
    ) -> None:
        """Write a day's files into a folder of its own and have that recorded; `told` gets their paths.

        With `hall` they are the whole hall's, from the centre, under names of their own.
        """
        self._do(lambda: self._write(self._of_hall if hall else self._counted, day, folder / day, by, step), told)

    def served(self, first: str, last: str, told: Callable[[frozenset[str] | Exception], None]) -> None:
        """Tell on which days from `first` to `last` somebody was served here."""
        self._do(lambda: self._storage.call(lambda store: store.days(first, last)).result(PATIENCE_S), told)

    def folders(self, of: Path, told: Callable[[tuple[str, ...] | Exception], None]) -> None:
        """Tell the names of the folders in a folder."""
        self._do(lambda: folders(of), told)

    def sticks(self, told: Callable[[tuple[Volume, ...] | Exception], None]) -> None:
        """Tell which sticks are plugged in."""
        self._do(volumes, told)

    def stop(self) -> None:
        """End; files being written are finished first."""
        self._thread.shutdown(cancel_futures=True)

    # --- on the thread -----------------------------------------------------------------------------------------------

    def _read(self, day: str) -> tuple[Summary, tuple[SetAside, ...]]:
        aside = self._storage.call(lambda store: store.aside()).result(PATIENCE_S)
        return self._counted(day), tuple(aside)

    def _of_hall(self, day: str) -> Summary:
        from sync.delivery.outcomes import Answered
        from sync.live import HallDay
        from sync.summary.told import told

        client = self._client()
        if client is None:
            raise NotHad("this kiosk has no key")
        try:
            came = client.ask("GET", f"/api/v1/kiosk/days/{day}/summary", HallDay)
        finally:
            client.close()
        if not isinstance(came, Answered):
            raise NotHad(str(getattr(came, "why", came)))
        summary = told(came.value.summary)
        return replace(summary, reason_texts={**summary.reason_texts, **self._about().reason_texts})  # in our language

    def _write(
        self, count: Callable[[str], Summary], day: str, to: Path, by: str | None, step: Step
    ) -> tuple[Path, ...]:
        from kiosk.export import exported, write_day
        from sync.summary.files import FORMATS

        step(0, len(FORMATS))
        summary = count(day)
        written: list[Path] = []
        for name in FORMATS:
            written += write_day(summary, to, self._about(), (name,))
            step(len(written), len(FORMATS))
        _settle(to)
        self._storage.keep([exported(summary, FORMATS, by)]).result(PATIENCE_S)
        return tuple(written)

    def _counted(self, day: str) -> Summary:
        from kiosk.export import read_day_in_slices, summary_of

        read = read_day_in_slices(self._storage, day).result(PATIENCE_S)
        return summary_of(read, day, self._about(), self._clock.now())

    def _do(self, work: Callable[[], object], told: Told) -> None:
        self._thread.submit(self._safely, work, told)

    def _safely(self, work: Callable[[], object], told: Told) -> None:
        came: object
        try:
            came = work()
        except Exception as trouble:  # a full stick, a store that ended, a centre that is silent: told to whoever asked
            log.warning("the day could not be had: %s", trouble)
            came = trouble
        told(came)


def _settle(folder: Path) -> None:
    """Have the files' names on the stick too, so that it can be pulled out."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
