"""A kiosk and a small centre without a network between them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from sync.delivery.client import Client
from sync.delivery.identity import Identity
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker
from tests.support.outbox import MemoryOutbox
from tests.support.small_centre import Direct, SmallCentre


@dataclass
class Pair:
    """A kiosk with its outbox, and its centre."""

    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.centre = SmallCentre(clock=self.clock)
        self.outbox = MemoryOutbox(LedgerMaker(clock=self.clock))
        self.identity: Identity = self.centre.identity(self.outbox.maker.kiosk)
        self.client = Client(self.identity, Direct(self.centre), self.clock)

    @property
    def held(self) -> list[str]:
        return self.centre.ledgers.get(self.outbox.maker.ledger, [])


@pytest.fixture
def pair() -> Pair:
    return Pair()
