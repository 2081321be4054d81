"""One headless kiosk: a real store, real delivery and presence, and nobody at the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.identity import keep_identity
from kiosk.qr import sealer
from kiosk.simulate.visits import Counter, a_visit
from kiosk.store.place import Place
from kiosk.store.storage import OutboxOverStorage, Storage
from sync.clock import Clock
from sync.contract import KioskSettings
from sync.delivery.cable import Cable, Response, Wire
from sync.delivery.client import Client, Latest
from sync.delivery.identity import Identity
from sync.delivery.outbox import LedgerFacts
from sync.delivery.outcomes import Answered, Delivered, NothingToDo, Outcome, Revoked, Unreachable
from sync.delivery.presence import KIOSK, Observed, Presence
from sync.delivery.worker import Delivery
from sync.questionnaire import Questionnaire

if TYPE_CHECKING:
    from kiosk.store.store import Store

VERSION = "simulate"
HURRIED = 60  # steps of visits that are kept together


class TimedWire:
    """A `Wire` that notes how long each answer took."""

    def __init__(self, wire: Wire, waited_ms: list[int]) -> None:
        self._wire, self._waited_ms = wire, waited_ms
        self.cut, self.close = wire.cut, wire.close

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        """Return the answer, or why there is none."""
        began = time.monotonic_ns()
        try:
            return self._wire.ask(method, path, body, headers)
        finally:
            self._waited_ms.append((time.monotonic_ns() - began) // 1_000_000)


class HeadlessKiosk:
    """Started, filled with visits, waited for, stopped. Counts what it made and what became of it.

    `opening` is held while a store is opened: Alembic can migrate only one database of a process at a time.
    """

    def __init__(self, folder: Path, identity: Identity, clock: Clock, opening: threading.Lock) -> None:
        keep_identity(folder, identity)
        self.identity = identity
        self.sent = self.set_aside = 0
        self.last: Outcome | None = None
        self._clock = clock
        self._quiet = threading.Condition()
        self._rounds = 0
        self.batches_ms: list[int] = []  # how long each batch waited for its answer, on the delivery thread
        latest = Latest()
        self._storage = Storage(partial(_open, folder, identity, clock, opening), on_kept=lambda: self._delivery.wake())
        outbox = OutboxOverStorage(self._storage)
        self._outbox = outbox
        self._delivery = Delivery(outbox, self._client(latest, self.batches_ms), heard=self._heard)
        self._presence = Presence(
            outbox,
            self._client(latest),
            clock,
            version=VERSION,
            observe=lambda: Observed(page="idle"),
            heard=lambda _: None,
            reached=self._delivery.reached,
        )

    def open(self) -> None:
        """Open the store."""
        self._storage.start().result()

    def deliver(self) -> None:
        """Begin to deliver, and to say that it is there."""
        self._delivery.start()
        self._presence.start()

    def work(self, visits: int, chance: Random, questionnaire: Questionnaire, *, hurried: bool = False) -> None:
        """Serve so many visits, each step kept before the next begins; `hurried`: many visits in one transaction."""
        counter = self._counter(chance, questionnaire)
        steps = [step for number in range(1, visits + 1) for step in a_visit(counter, number, chance)]
        many = HURRIED if hurried else 1
        for at in range(0, len(steps), many):
            self._storage.keep([entry for step in steps[at : at + many] for entry in step]).result()

    def finish(self, patience_s: float) -> LedgerFacts:
        """Wait until everything is settled, or nothing has moved for `patience_s`; return how it stands."""
        while True:
            with self._quiet:
                seen = self._rounds
            facts = self._outbox.facts()
            if not facts.pending:
                return facts
            self._delivery.wake()
            with self._quiet:
                if not self._quiet.wait_for(lambda: self._rounds != seen, patience_s):  # noqa: B023 - called at once
                    return self._outbox.facts()

    def stop(self) -> None:
        """End, in the order of the house: delivery, presence, storage."""
        self._delivery.stop()
        self._presence.stop()
        self._storage.stop()

    def _client(self, latest: Latest, waited_ms: list[int] | None = None) -> Client:
        cable = Cable(self.identity.central, authority=self.identity.authority)
        wire = cable if waited_ms is None else TimedWire(cable, waited_ms)
        return Client(self.identity, wire, self._clock, latest)

    def _heard(self, outcome: Outcome) -> None:
        with self._quiet:
            self.last = outcome
            match outcome:
                case Delivered(records, aside):
                    self.sent += records
                    self.set_aside += aside
                case Revoked(_, records):
                    self.sent += records
                    self.set_aside += records
                case NothingToDo():
                    pass
                case _:
                    return
            self._rounds += 1
            self._quiet.notify_all()

    def _counter(self, chance: Random, questionnaire: Questionnaire) -> Counter:
        """Ask the centre who works here and what day it is there; without an answer the window is *staff unknown*."""
        client = self._client(Latest())
        came = client.ask("GET", KIOSK, KioskSettings)
        client.close()
        settings = came.value if isinstance(came, Answered) else None
        zone = ZoneInfo(settings.time_zone) if settings else ZoneInfo("Asia/Shanghai")
        names = [entry.staff for entry in settings.roster] if settings else []
        here: datetime = self._clock.now().astimezone(zone)
        return Counter(
            window=self.identity.window,
            day=here.date().isoformat(),
            staff=(chance.choice(names),) if names else (),
            questionnaire=questionnaire,
            seal=sealer(self.identity.centre_keys),
        )


def _open(folder: Path, identity: Identity, clock: Clock, opening: threading.Lock) -> Store:
    with opening:
        from kiosk.store.store import Store

        return Store.open(folder, Place(identity.kiosk, identity.hall, identity.window), clock, VERSION)
