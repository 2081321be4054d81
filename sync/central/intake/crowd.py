"""The line in which batches wait for their turn: after an outage a whole hall's kiosks come back in the same minute.

Those that wait hold no thread, so heartbeats and pages are answered meanwhile. A batch that waits for longer than its kiosk
does would be taken in for nothing and come again: it is told in time when to come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sync.central.kiosks.wire import Said
from sync.central.problems import MEDIA, problem

AT_ONCE = 4  # a process; more only fight for its interpreter: 0.53 of the bare statement with 4, 0.49 with 24
PATIENCE_S = 4.0  # kiosks wait ten seconds for an answer; taking the batch in comes after
RETRY_S = 5
CROWDED = Said(
    503,
    problem(503, "many kiosks deliver just now: nothing was taken in, send it again in a moment"),
    MEDIA,
    (("retry-after", str(RETRY_S)),),
)


class Line:
    """Lets `AT_ONCE` in at a time, in the order in which they came. Belongs to one event loop."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

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
