"""An executor and timers run by hand: nothing happens until the test says so, and nothing has to be waited for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any, TypeVar

from tests.support.clock import FakeClock

T = TypeVar("T")


class HandExecutor:
    """Takes work like `concurrent.futures.Executor.submit`; does it when told, on the test's thread."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def submit(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        """Put work in the queue."""
        future: Future[T] = Future()
        self._waiting.append((future, lambda: work(*args, **kwargs)))
        return future

    def step(self) -> None:
        """Do the oldest piece of work."""
        future, work = self._waiting.popleft()
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(work())
        except Exception as trouble:
            future.set_exception(trouble)

    def run(self) -> int:
        """Do all there is, and what that adds; return how many pieces it was."""
        done = 0
        while self._waiting:
            self.step()
            done += 1
        return done


class HandTimers:
    """`after(seconds, act)` as the desk wants it; `pass_by` moves the clock and fires what falls due, in order."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self._at = 0.0
        self._numbers = count()
        self._due: dict[int, tuple[float, Callable[[], object]]] = {}

    def __len__(self) -> int:
        return len(self._due)

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], None]:
        """Have `act` called in so many seconds; return what cancels it."""
        number = next(self._numbers)
        self._due[number] = (self._at + seconds, act)
        return lambda: self._cancel(number)

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        end = self._at + seconds
        while self._due:
            number = min(self._due, key=lambda one: (self._due[one][0], one))
            at, act = self._due[number]
            if at > end:
                break
            del self._due[number]
            self._move_to(at)
            act()
        self._move_to(end)

    def _move_to(self, at: float) -> None:
        if at > self._at:
            self.clock.advance(at - self._at)
            self._at = at

    def _cancel(self, number: int) -> None:
        self._due.pop(number, None)
