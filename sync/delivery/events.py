"""The events thread: waits at the centre for what this window is told, and hands it on in order, once.

Nothing here is needed to rate. Where it is silent, the heartbeat says the same within half a minute.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from sync.contract import State
from sync.delivery.client import Client
from sync.delivery.loop import BackOff, Idle, Loop, Now, Rest
from sync.delivery.outcomes import Answered, Busy, Refused, TooLarge, Trouble, Unchanged, Unproved, Unreachable
from sync.delivery.pace import Pace
from sync.live import EVENTS, LONGEST_POLL_S, KioskEvent, KioskEvents

log = logging.getLogger(__name__)

SILENCE_S = LONGEST_POLL_S + 10  # for the cable that waits
WHOLE_S = LONGEST_POLL_S + 20
REFUSED_S = 300.0  # a centre without this route, or one that has no window for us
AT_ONCE_MS = 1000  # an empty answer that came sooner was no wait: do not ask without end


class Place:
    """How far a window's events were handed on; kept in a small file, so that a restart neither loses nor repeats."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.at = self._read()

    def move(self, to: int) -> None:
        """Go on from here."""
        self.at = to
        if self._file:
            fresh = self._file.with_name(self._file.name + ".new")
            try:
                fresh.write_text(str(to), "ascii")
                fresh.replace(self._file)
            except OSError as trouble:  # the events of the last minutes may come again: the queue repeats itself too
                log.warning("the place among the centre's events cannot be kept: %s", trouble)

    def _read(self) -> int:
        try:
            text = self._file.read_text("ascii") if self._file else "0"
        except (OSError, ValueError):
            return 0
        return int(text) if text.isdigit() and len(text) < 17 else 0


class Events:
    """`on_event` is told each event, `lost` that the line has just broken, on this thread.

    `client` needs a cable that bears silence (`SILENCE_S`, `WHOLE_S`).
    """

    def __init__(
        self,
        client: Client,
        place: Place | None = None,
        *,
        on_event: Callable[[KioskEvent], object],
        lost: Callable[[], object] = lambda: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._client = client
        self._place = place or Place()
        self._on_event = on_event
        self._lost = lost
        self._chance = chance
        self._pace = Pace()
        self._loop = Loop("events", self.step, cut=client.cut, end=client.close)

    def start(self) -> None:
        """Begin to wait."""
        self._loop.start()

    def reached(self) -> None:
        """A heartbeat got through: ask again at once."""
        self._loop.reached()

    def stop(self, within_s: float = 2.0) -> bool:
        """End within two seconds, in the middle of a wait too."""
        return self._loop.stop(within_s)

    def step(self) -> Rest:
        """Wait for one answer and hand on what it holds."""
        came = self._client.ask("GET", EVENTS, KioskEvents, query=f"after={self._place.at}")
        match came:
            case Answered(value, seen):
                if value.after != self._place.at:
                    return self._back_off(Unproved("an answer to another question than ours"))
                return self._handed_on(value, seen.round_trip_ms)
            case Refused():
                log.info("no events: %s", came)
                return BackOff(REFUSED_S)
            case Unchanged():
                return BackOff(REFUSED_S)
            case Unreachable() | Unproved() | Busy() | TooLarge():
                return self._back_off(came)
            case _:
                assert_never(came)

    def _handed_on(self, value: KioskEvents, took_ms: int) -> Rest:
        self._pace = self._pace.succeeded()
        for event in value.events:
            if event.seq > self._place.at:
                self._place.move(event.seq)  # first: what cannot be handed on must not come for ever
                self._on_event(event)
        if value.through != self._place.at:
            self._place.move(value.through)
        if value.answer.state is not State.ACTIVE:
            return Idle(REFUSED_S)
        if not value.events and took_ms < AT_ONCE_MS:
            return BackOff(1 + self._chance())
        return Now()

    def _back_off(self, trouble: Trouble) -> BackOff:
        if self._pace == Pace():  # it held until now
            self._lost()
        self._pace = self._pace.failed()
        wait_s = self._pace.wait_s(self._chance(), trouble.wait_s if isinstance(trouble, Busy) else None)
        log.info("no events (%s); next try in %.1f s", trouble, wait_s)
        return BackOff(wait_s, until_reached=isinstance(trouble, Unreachable | Unproved))
