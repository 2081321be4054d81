"""So many at once, and the next is asked to come again: what takes long must not take every thread of the centre."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Crowd:
    """Lets in at most `most` at a time. Safe to call from any thread."""

    def __init__(self, most: int) -> None:
        self._room = threading.BoundedSemaphore(most)

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Give whether there is room for one more, for as long as the block lasts; nobody waits here."""
        let_in = self._room.acquire(blocking=False)
        try:
            yield let_in
        finally:
            if let_in:
                self._room.release()
