"""The lines in which kiosks' requests wait for their turn: after an outage a whole province comes back in the same minute.

Those that wait hold no thread, so pages are answered meanwhile; batches wait by themselves, since heartbeats are many and
short. Who waits for longer than a kiosk does would be served for nothing and come again: it is told in time when to come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BATCHES_AT_ONCE = 4  # a process; more only fight for its interpreter: 0.53 of the bare statement with 4, 0.49 with 24
OTHERS_AT_ONCE = 8  # with the batches far fewer than there are threads: a turn never waits for one
PATIENCE_S = 4.0  # kiosks wait ten seconds for an answer; the work comes after
RETRY_S = 5


class Line:
    """Lets so many in at a time, in the order in which they came. Belongs to one event loop."""

    def __init__(self, at_once: int) -> None:
        self._room = asyncio.Semaphore(at_once)

    @property
    def full(self) -> bool:
        """Whether whoever comes now has to wait."""
        return self._room.locked()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Wait for a turn, which lasts as long as the block; give False where none came in time."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._room.acquire()
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            self._room.release()


class Lines:
    """Both lines of one process."""

    def __init__(self) -> None:
        self.batches = Line(BATCHES_AT_ONCE)
        self.others = Line(OTHERS_AT_ONCE)
