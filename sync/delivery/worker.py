"""The delivery thread: round after round until everything is settled, then it waits for a new record."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from typing import assert_never

from sync.delivery.client import Client
from sync.delivery.loop import BackOff, Idle, Loop, Now, Rest
from sync.delivery.outbox import Outbox
from sync.delivery.outcomes import (
    Busy,
    Delivered,
    NothingToDo,
    Outcome,
    Refused,
    Revoked,
    TooLarge,
    Unproved,
    Unreachable,
)
from sync.delivery.pace import Limits, Pace
from sync.delivery.rounds import one_round

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 60.0  # a record's wake-up is never relied on alone


class Delivery:
    """Brings the outbox to the centre. `heard` is told each outcome, on the delivery thread."""

    def __init__(
        self,
        outbox: Outbox,
        client: Client,
        *,
        pace: Pace | None = None,
        chance: Callable[[], float] = random.random,
        heard: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._pace = pace or Pace()
        self._limits = Limits()
        self._chance = chance
        self._heard = heard
        self._last: Delivered | None = None
        self._loop = Loop("delivery", self.step, cut=client.cut, end=client.close)

    def start(self) -> None:
        """Begin delivering."""
        self._loop.start()

    def wake(self) -> None:
        """A record was kept: ends the idle wait, never a back-off."""
        self._loop.wake()

    def reached(self) -> None:
        """A heartbeat got through: ends a back-off that only waits for the centre to be there again."""
        self._loop.reached()

    def stop(self, within_s: float = 2.0) -> bool:
        """End within two seconds, whatever is under way; what was not settled goes again next time."""
        return self._loop.stop(within_s)

    def step(self) -> Rest:
        """Do one round; return how long to rest after it."""
        outcome = one_round(self._outbox, self._client, self._limits)
        rest = self._after(outcome)
        self._heard(outcome)
        return rest

    def _after(self, outcome: Outcome) -> Rest:
        match outcome:
            case Delivered(records, aside):
                log.info("delivered %d records, %d of them set aside", records, aside)
                return self._onward(outcome)
            case NothingToDo():
                return Idle(LOOK_AGAIN_S)
            case TooLarge() if not self._limits.smallest:
                self._limits = self._limits.halved()
                return Now()
            case Revoked(state, records):
                log.warning("the centre set %d records aside: this kiosk is %s", records, state.value)
                self._pace = self._pace.failed()
                return BackOff(self._pace.most_s)
            case Unreachable() | Unproved():
                return self._back_off(outcome, until_reached=True)
            case Busy(_, wait_s):
                return self._back_off(outcome, asked_s=wait_s)
            case Refused() | TooLarge():
                return self._back_off(outcome)
            case _:
                assert_never(outcome)

    def _onward(self, delivered: Delivered) -> Rest:
        before, self._last = self._last, delivered
        if before and before.ledger == delivered.ledger and before.first >= delivered.first:
            return self._back_off(delivered)  # the centre was restored: what it lost goes again, but not in a hurry
        self._pace, self._limits = self._pace.succeeded(), self._limits.grown()
        return Now()

    def _back_off(self, outcome: Outcome, *, asked_s: float | None = None, until_reached: bool = False) -> BackOff:
        self._pace = self._pace.failed()
        wait_s = self._pace.wait_s(self._chance(), asked_s)
        log.info("not delivered (%s); next try in %.1f s", outcome, wait_s)
        return BackOff(wait_s, until_reached)
