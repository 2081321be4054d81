"""Eighteen wrongs of a network, fifty batches each: nothing lost, nothing doubled, no forgery believed.

Positive control: a kiosk that takes 200 for an answer loses its outbox to the captive portal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sync.clock import SystemClock
from sync.contract import Answer, BatchAnswer, Said, State, Verdict
from sync.delivery.cable import Cable
from sync.delivery.client import Client
from sync.delivery.identity import Identity
from sync.delivery.outbox import AnchorSeen
from sync.delivery.outcomes import (
    Answered,
    Busy,
    Delivered,
    NothingToDo,
    Outcome,
    Refused,
    TooLarge,
    Unproved,
    Unreachable,
)
from sync.delivery.worker import Delivery
from sync.kinds import Level, Paused, Resumed
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker
from tests.support.outbox import MemoryOutbox
from tests.support.real_centre import real_centre
from tests.support.serving import served
from tests.support.small_centre import SmallCentre, serving
from tests.support.wire import FAULTS, BadWire, Fault, bad_wire

BATCHES = 50
SEED = 20260302
LIES = {Fault.PORTAL, Fault.REDIRECT, Fault.UNSIGNED, Fault.FORGED, Fault.REPLAYED, Fault.FLIPPED_ANSWER}
HARMLESS = {Fault.DOUBLED, Fault.OUT_OF_ORDER}
EXPECTED: dict[Fault, tuple[type, ...]] = {
    **dict.fromkeys(LIES, (Unproved,)),
    **dict.fromkeys(HARMLESS, (Delivered,)),
    Fault.TRUNCATED: (Unreachable, Unproved),  # by where it broke: without its headers there is no signature to miss
    Fault.BAD_GATEWAY: (Busy,),
    Fault.TOO_LARGE: (TooLarge,),
    Fault.FLIPPED_REQUEST: (Unproved, Refused),  # the centre says 401; signed or not, it settles nothing
}


@dataclass
class Setting:
    """A kiosk, a bad wire and a small centre that really checks and signs."""

    centre: SmallCentre
    wire: BadWire
    outbox: MemoryOutbox
    delivery: Delivery
    identity: Identity
    heard: list[Outcome]

    def under(self, fault: Fault) -> Outcome:
        """Try once to deliver while this goes wrong; then the network is well again."""
        self.wire.set(fault)
        self.delivery.step()
        self.wire.set(Fault.NONE)
        return self.heard[-1]

    def drain(self) -> None:
        """Deliver until there is nothing left."""
        for _ in range(200):
            self.delivery.step()
            if isinstance(self.heard[-1], NothingToDo):
                return
        raise AssertionError(f"never done: {self.heard[-5:]}")

    @property
    def held(self) -> list[str]:
        """What the centre holds of this kiosk."""
        return self.centre.ledgers.get(self.outbox.maker.ledger, [])


def quick(url: str) -> Cable:
    return Cable(url, connect_s=2, silence_s=3, whole_s=6)


def impatient(url: str) -> Cable:
    return Cable(url, connect_s=2, silence_s=0.1, whole_s=0.12)


@pytest.fixture(scope="module")
def centre() -> SmallCentre:
    return SmallCentre()


@pytest.fixture(scope="module")
def wire(centre: SmallCentre) -> Iterator[BadWire]:
    with serving(centre) as url, bad_wire(url, SEED) as wire:
        yield wire


def a_setting(centre: SmallCentre, wire: BadWire, name: str, cable: Any = quick) -> Setting:
    maker = LedgerMaker(kiosk=name, seed=name)
    outbox = MemoryOutbox(maker)
    identity = centre.identity(maker.kiosk, wire.url)
    heard: list[Outcome] = []
    client = Client(identity, cable(wire.url), SystemClock())
    return Setting(centre, wire, outbox, Delivery(outbox, client, heard=heard.append), identity, heard)


@pytest.fixture
def setting(centre: SmallCentre, wire: BadWire, request: pytest.FixtureRequest) -> Iterator[Setting]:
    made = a_setting(centre, wire, request.node.name)
    yield made
    wire.set(Fault.NONE)
    made.delivery.stop()
    made.delivery._client.close()


def write_some(maker: LedgerMaker, chance: Random) -> None:
    """Write what a window writes: visits, rated and not, and pauses."""
    for _ in range(chance.randrange(1, 4)):
        if chance.random() < 0.3:
            maker.add(chance.choice([Paused(), Resumed()]))
        else:
            maker.rated_visit(f"A{chance.randrange(1000):03}", Level(chance.randrange(1, 6)))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.lower())
def test_fifty_batches_through_a_fault_lose_nothing_and_double_nothing(
    centre: SmallCentre, wire: BadWire, fault: Fault
) -> None:
    cable = impatient if fault in (Fault.SLOW, Fault.TRICKLE) else quick
    at = a_setting(centre, wire, fault.name, cable)
    chance = Random(f"{SEED}/{fault}")
    met = wire.met
    believed = 0

    for _ in range(BATCHES):
        write_some(at.outbox.maker, chance)
        before = at.outbox.settled_through
        outcome = at.under(fault)
        believed += fault in LIES and at.outbox.settled_through != before
        assert isinstance(outcome, EXPECTED.get(fault, (Unreachable,))), f"{fault}: {outcome} (seed {SEED})"
        assert at.outbox.settled_through <= len(at.held), "settled what the centre does not hold"
        at.drain()
    at.delivery._client.close()

    assert at.held == at.outbox.maker.texts, "lost, doubled, or in another order"
    assert believed == 0
    assert wire.met - met >= BATCHES or fault is Fault.REFUSED, "the fault never happened"


def test_the_products_own_centre_behind_the_same_wire_loses_and_doubles_nothing(tmp_path: Path) -> None:
    chance = Random(SEED)
    quick_ones = [fault for fault in FAULTS if fault not in (Fault.SLOW, Fault.TRICKLE)]
    with (
        real_centre(tmp_path, clock=FakeClock()) as centre,
        served(centre.app) as url,
        bad_wire(url, SEED) as wire,
    ):
        identity = centre.enrolled(central=wire.url)
        maker = LedgerMaker(kiosk=identity.kiosk)
        outbox, heard = MemoryOutbox(maker), list[Outcome]()
        client = Client(identity, quick(wire.url), SystemClock())
        delivery = Delivery(outbox, client, heard=heard.append)

        for number in range(120):
            write_some(maker, chance)
            fault = quick_ones[number % len(quick_ones)]
            before = outbox.settled_through
            wire.set(fault)
            delivery.step()
            wire.set(Fault.NONE)
            assert fault not in LIES or outbox.settled_through == before, f"{fault} was believed (seed {SEED})"
        while not isinstance(heard[-1], NothingToDo):
            delivery.step()
        client.close()

        assert centre.held(maker.ledger) == maker.texts
        assert centre.rows("SELECT kind || detail FROM alarms WHERE ledger = :it", maker.ledger) == []
        assert outbox.facts().set_aside == 0


def test_all_faults_mixed_on_one_ledger(setting: Setting) -> None:
    chance = Random(SEED)
    quick_ones = [fault for fault in FAULTS if fault not in (Fault.SLOW, Fault.TRICKLE)]

    for _ in range(100):
        write_some(setting.outbox.maker, chance)
        setting.under(chance.choice(quick_ones))
    setting.drain()

    assert setting.held == setting.outbox.maker.texts


def test_413_halves_the_batch_until_it_fits_and_it_grows_again(setting: Setting) -> None:
    for number in range(40):
        setting.outbox.maker.rated_visit(f"B{number:03}", Level.SATISFIED)
    total = len(setting.outbox.maker.texts)

    for _ in range(7):
        assert isinstance(setting.under(Fault.TOO_LARGE), TooLarge)
    setting.drain()

    sizes = [one.records for one in setting.heard if isinstance(one, Delivered)]
    assert sizes[0] <= 500 // 2**7 + 1
    assert sizes == sorted(sizes[:-1]) + sizes[-1:]
    assert sum(sizes) == total


def test_positive_control_a_kiosk_that_believes_200_loses_its_outbox_to_the_portal(
    centre: SmallCentre, wire: BadWire
) -> None:
    at = a_setting(centre, wire, "gullible")
    gullible = Gullible(at.identity, quick(wire.url), SystemClock())
    at.delivery = Delivery(at.outbox, gullible, heard=at.heard.append)
    gullible.outbox = at.outbox
    for number in range(10):
        at.outbox.maker.rated_visit(f"C{number:03}", Level.VERY_DISSATISFIED)

    wire.set(Fault.PORTAL)
    at.drain()
    wire.set(Fault.NONE)
    gullible.close()

    assert at.outbox.settled_through == len(at.outbox.maker.texts)
    assert at.held == [], "the control must lose everything, or this test cannot see a loss"


class Gullible(Client):
    """What many deployed systems do: a status of 200 is success."""

    outbox: MemoryOutbox

    def ask(self, method: str, path: str, kind: Any, body: bytes = b"", *, headers: Any = None, **_: Any) -> Any:  # noqa: ARG002 - what it skips
        response = self._wire.ask(method, path, body, headers or {})
        if isinstance(response, Unreachable) or response.status != 200:
            return Unproved("not 200")
        waiting = self.outbox.unsettled(500, 200_000)
        assert waiting is not None
        batch = self.outbox.maker.batch(waiting.first)
        verdicts = tuple(
            Verdict(batch.first + at, text.split('"id":"', 1)[1][:36], Said.ACCEPTED)
            for at, text in enumerate(batch.records)
        )
        said = Answer(
            centre="?", key="?", kiosk="?", request="?", state=State.ACTIVE, time="?", challenge="?", incarnation="?"
        )
        through = batch.first + len(batch.records) - 1
        answer = BatchAnswer(
            answer=said,
            ledger=batch.ledger,
            settled_through=through,
            head=self.outbox.maker.head.hex(),
            verdicts=verdicts,
        )
        seen = AnchorSeen(time="?", boot_id="?", boot_ms=0, round_trip_ms=9999, centre="?", answer="?")
        return Answered(answer, seen)


def test_nobody_listens_and_no_such_name_are_unreachable() -> None:
    centre = SmallCentre()
    for url in ("http://127.0.0.1:1", "https://nowhere.invalid"):
        client = Client(centre.identity("k", url), Cable(url, connect_s=2), SystemClock())

        came = client.ask("POST", "/api/v1/batches", BatchAnswer, b"x")

        assert isinstance(came, Unreachable), came
        client.close()
