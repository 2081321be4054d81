"""A thread that does one step after another and rests between them; it can be woken and stopped at any moment."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

AFTER_A_BUG_S = 10.0


@dataclass(frozen=True, slots=True)
class Now:
    """No rest: there is more to do."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Rest; `wake` ends it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class BackOff:
    """Rest because something failed; a new record does not end it, only `reached` does, where it may."""

    seconds: float
    until_reached: bool = False


Rest = Now | Idle | BackOff


class Loop:
    """Runs `step` on its own thread until stopped. `cut` breaks off a step under way, `end` is called last, on the thread."""

    def __init__(
        self, name: str, step: Callable[[], Rest], *, cut: Callable[[], None], end: Callable[[], None]
    ) -> None:
        self._step = step
        self._cut = cut
        self._end = end
        self._bell = threading.Condition()
        self._stopped = self._woken = self._reached = False
        self._thread = threading.Thread(
            target=self._run, name=name, daemon=True
        )  # a hung DNS must not hold the program

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do: ends an idle rest, or the next one before it begins."""
        with self._bell:
            self._woken = True
            self._bell.notify_all()

    def reached(self) -> None:
        """The centre has just been heard by another thread: ends a back-off that waits for that."""
        with self._bell:
            self._reached = True
            self._bell.notify_all()

    def stop(self, within_s: float = 2.0) -> bool:
        """End; return whether the thread was over in time (a daemon thread, so the program can leave either way)."""
        with self._bell:
            self._stopped = True
            self._bell.notify_all()
        self._cut()
        if self._thread.ident is not None:
            self._thread.join(within_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._stopped:
                self._woken = False  # what is kept from here on is seen by this step or wakes the next
                self._rest(self._stepped())
        finally:
            self._end()

    def _stepped(self) -> Rest:
        try:
            return self._step()
        except Exception:
            log.exception("%s met trouble it does not know; it goes on", self._thread.name)
            return BackOff(AFTER_A_BUG_S)

    def _rest(self, rest: Rest) -> None:
        with self._bell:
            match rest:
                case Now():
                    return
                case Idle(seconds):
                    self._bell.wait_for(lambda: self._stopped or self._woken, seconds)
                case BackOff(seconds, until_reached):
                    self._reached = False
                    self._bell.wait_for(lambda: self._stopped or (until_reached and self._reached), seconds)
