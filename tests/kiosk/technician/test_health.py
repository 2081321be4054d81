"""Every part of the kiosk looked at for real: a real store, a centre on loopback, and what is amiss said as such."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kiosk.store.storage import Storage
from kiosk.technician import health as looked
from kiosk.technician.health import LONG_S, Sources, health
from kiosk.technician.line import Line
from sync.contract import Said, Verdict, Why
from sync.delivery.cable import Cable
from sync.delivery.client import Client
from sync.delivery.outbox import Settled
from tests.kiosk.outside.conftest import KIOSK, WAIT_S, Machine, machine  # noqa: F401 - a fixture


@pytest.fixture
def storage(machine: Machine) -> Iterator[Storage]:  # noqa: F811 - the fixture
    machine.morning()
    made = Storage(machine.store)
    made.start().result(WAIT_S)
    yield made
    made.stop()


@pytest.fixture
def sources(machine: Machine, storage: Storage) -> Sources:  # noqa: F811 - the same
    identity = machine.centre.identity(KIOSK, machine.url)

    def client() -> Client:
        return Client(identity, Cable(identity.central), machine.clock)

    return Sources(
        folder=machine.folder, version="test", queue="poll", queue_trouble=None, storage=storage, client=client
    )


def lines(of: Sources) -> dict[str, Line]:
    return {line.what: line for line in health(of)}


def test_records_that_wait_are_counted_and_amiss_only_when_they_wait_long(machine: Machine, sources: Sources) -> None:  # noqa: F811 - the same
    assert lines(sources)["backlog"].word == "backlog_some"
    machine.clock.advance(LONG_S + 1)
    late = lines(sources)["backlog"]
    assert not late.ok
    assert late.values[1].startswith("1:")


def test_what_the_centre_set_aside_is_amiss(storage: Storage, sources: Sources) -> None:
    assert lines(sources)["aside"].ok
    facts = storage.call(lambda store: store.facts()).result(WAIT_S)
    record = storage.call(lambda store: store.records(kind="rated")[0]).result(WAIT_S)
    verdict = Verdict(record.stamp.seq, record.stamp.id, Said.SET_ASIDE, Why.NOT_SERVED)
    settled = Settled(ledger=facts.ledger, settled_through=facts.seq, head="", verdicts=(verdict,), backed_up_through=0)
    storage.call(lambda store: store.settle(settled)).result(WAIT_S)

    assert lines(sources)["aside"] == Line("aside", False, "aside_some", ("1",))
    (aside,) = storage.call(lambda store: store.aside()).result(WAIT_S)
    assert (aside.kind, aside.why) == ("rated", "not_served")
    assert lines(sources)["backlog"].word == "backlog_none"


@pytest.mark.parametrize(
    ("change", "what", "word"),
    [
        (lambda of: replace(of, client=lambda: None), "centre", "centre_no_key"),
        (lambda of: replace(of, queue_trouble="no answer"), "queue", "queue_trouble"),
        (lambda of: replace(of, storage=None, fault="K-03: torn"), "ledger", "ledger_closed"),
    ],
)
def test_a_part_that_is_gone_is_said_and_the_others_are_still_looked_at(
    sources: Sources, change: Callable[[Sources], Sources], what: str, word: str
) -> None:
    found = lines(change(sources))
    assert (found[what].ok, found[what].word) == (False, word)
    assert found["disk"].ok
    assert found["version"].ok


def test_a_storage_that_ended_is_said(storage: Storage, sources: Sources) -> None:
    storage.stop()
    assert lines(sources)["ledger"].word == "ledger_closed"


def test_a_full_disk_is_said(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked, "LOW_MIB", 1 << 40)
    assert lines(sources)["disk"].word == "disk_low"


def test_looking_through_everything_in_steps_finds_what_looking_at_once_finds(storage: Storage) -> None:
    at_once = storage.call(lambda store: store.checkup()).result(WAIT_S)
    in_steps = storage.slices(lambda store: store.looks()).result(WAIT_S)
    assert [(line.what, line.ok) for line in in_steps] == [(line.what, line.ok) for line in at_once]
    assert len(in_steps) == 8
