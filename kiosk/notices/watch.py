"""Looks into the folder of notices now and then, on a thread of its own: a slow stick must not keep anybody waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from kiosk.notices.folder import Found, read_folder
from kiosk.notices.notice import Notice

log = logging.getLogger(__name__)

EVERY_S = 20.0


class FolderWatch:
    """`told` gets the notices on this thread, when there are others than before."""

    def __init__(
        self,
        folder: Path,
        zone: tzinfo,
        seconds: int,
        told: Callable[[tuple[Notice, ...]], object],
        every_s: float = EVERY_S,
    ) -> None:
        self._folder, self._zone, self._seconds, self._told, self._every_s = folder, zone, seconds, told, every_s
        self._found = Found()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, within_s: float = 1.0) -> None:
        """End; a stick that hangs is not waited for."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(within_s)

    def look(self) -> None:
        """Look once."""
        before, self._found = self._found, read_folder(self._folder, self._zone, self._seconds)
        for mistake in set(self._found.mistakes) - set(before.mistakes):
            log.warning("%s", mistake)
        if self._found.notices != before.notices:
            self._told(self._found.notices)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception:  # the top of the thread: log, wait, go on
                log.exception("the folder of notices could not be read")
            self._stopping.wait(self._every_s)
