"""Work that comes round by itself: one thread for each, woken when there is news, and every so often anyway."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Rounds:
    """Does `work` again and again; what goes wrong in one round is logged, and the next one comes all the same.

    However often it is woken, `pause_s` lies between two rounds.
    """

    def __init__(self, name: str, work: Callable[[], object], every_s: float, pause_s: float = 0.0) -> None:
        self._name = name
        self._work = work
        self._every_s = every_s
        self._pause_s = pause_s
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; the first round comes at once."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Have the next round now. Safe from any thread."""
        self._news.set()

    def stop(self) -> None:
        """Stop after the round under way."""
        self._stopping.set()
        self._news.set()
        if self._thread:
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._news.clear()
            try:
                self._work()
            except Exception:
                log.exception("%s fell over in this round; the next one comes in %g s", self._name, self._every_s)
            self._stopping.wait(self._pause_s)
            self._news.wait(self._every_s)
