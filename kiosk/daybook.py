"""The manager's day at the tablet: reads, counts and writes it on a thread of its own, so that no tap waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from sync.clock import Clock

if TYPE_CHECKING:
    from kiosk.export import About
    from kiosk.store.storage import Storage
    from sync.summary.figures import Summary

log = logging.getLogger(__name__)

Told = Callable[["tuple[Summary, int] | Path | Exception"], None]
PATIENCE_S = 60.0


class DayFiles:
    """`about` gives the names as they are known now; answers come on this book's thread."""

    def __init__(self, storage: Storage, about: Callable[[], About], clock: Clock) -> None:
        self._storage, self._about, self._clock = storage, about, clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="days")

    def read(self, day: str, told: Told) -> None:
        """Count a day; `told` gets its summary and how many records the centre has set aside."""
        self._thread.submit(self._safely, lambda: self._read(day), told)

    def write(self, day: str, folder: Path, told: Told) -> None:
        """Write a day's files into a folder of its own and have that recorded; `told` gets the folder."""
        self._thread.submit(self._safely, lambda: self._write(day, folder / day), told)

    def stop(self) -> None:
        """End; files being written are finished first."""
        self._thread.shutdown(cancel_futures=True)

    def _read(self, day: str) -> tuple[Summary, int]:
        facts = self._storage.call(lambda store: store.facts()).result(PATIENCE_S)
        return self._counted(day), facts.set_aside

    def _write(self, day: str, to: Path) -> Path:
        from kiosk.export import exported, write_day
        from sync.summary.files import FORMATS

        summary = self._counted(day)
        write_day(summary, to, self._about())
        self._storage.keep([exported(summary, FORMATS)]).result(PATIENCE_S)
        return to

    def _counted(self, day: str) -> Summary:
        from kiosk.export import read_day_in_slices, summary_of

        read = read_day_in_slices(self._storage, day).result(PATIENCE_S)
        return summary_of(read, day, self._about(), self._clock.now())

    def _safely(self, work: Callable[[], tuple[Summary, int] | Path], told: Told) -> None:
        try:
            told(work())
        except Exception as trouble:  # a full stick, a store that ended: told to whoever asked
            log.warning("the day could not be had: %s", trouble)
            told(trouble)
