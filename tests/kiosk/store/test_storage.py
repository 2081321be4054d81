"""The storage thread: one owner, taps first, long work in slices, a clean end."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.entry import Entry
from kiosk.store.storage import OutboxOverStorage, Storage
from kiosk.store.store import Store
from kiosk.store.trouble import Stopped
from sync.contract import uuid7
from sync.kinds import Paused
from tests.kiosk.store.conftest import PLACE
from tests.support.clock import FakeClock

WAIT_S = 20


@pytest.fixture
def kept() -> threading.Event:
    return threading.Event()


@pytest.fixture
def storage(folder: Path, clock: FakeClock, kept: threading.Event) -> Iterator[Storage]:
    storage = Storage(lambda: Store.open(folder, PLACE, clock), on_kept=kept.set)
    storage.start().result(WAIT_S)
    yield storage
    storage.stop()


def paused() -> Entry:
    return Entry(id=uuid7(), body=Paused())


def test_keeping_is_answered_from_the_storage_thread_and_wakes_delivery(
    storage: Storage, kept: threading.Event
) -> None:
    threads: list[str] = []
    future = storage.keep([paused()])
    future.add_done_callback(lambda _: threads.append(threading.current_thread().name))

    assert future.result(WAIT_S)[0].seq == 3
    assert kept.wait(WAIT_S)


def test_a_tap_goes_before_everything_that_waits(storage: Storage) -> None:
    order: list[str] = []
    gate, inside = threading.Event(), threading.Event()

    def block(_: Store) -> None:
        inside.set()
        gate.wait(WAIT_S)

    storage.call(block)
    inside.wait(WAIT_S)
    storage.call(lambda _: order.append("summary"))
    tap = storage.keep([paused()])
    tap.add_done_callback(lambda _: order.append("tap"))
    last = storage.call(lambda _: order.append("check"))
    gate.set()
    last.result(WAIT_S)

    assert order == ["tap", "summary", "check"]


def test_a_tap_gets_in_between_the_slices_of_long_work(storage: Storage) -> None:
    order: list[str] = []
    taps = []

    def first(_: Store) -> None:
        order.append("first slice")
        taps.append(storage.keep([paused()]))
        taps[0].add_done_callback(lambda _: order.append("tap"))

    storage.slices(lambda _: [first, lambda _: order.append("second slice")]).result(WAIT_S)

    assert order == ["first slice", "tap", "second slice"]


def test_delivery_sees_the_same_outbox_through_the_thread(storage: Storage) -> None:
    outbox = OutboxOverStorage(storage)
    storage.keep([paused()]).result(WAIT_S)

    run = outbox.unsettled(500, 1 << 18)
    assert run is not None
    assert len(run.texts) == outbox.facts().pending == 3


def test_after_stop_everything_is_refused_and_what_was_asked_is_done(folder: Path, clock: FakeClock) -> None:
    storage = Storage(lambda: Store.open(folder, PLACE, clock))
    storage.start()
    last = storage.keep([paused()])
    storage.stop()

    assert last.result(0)[0].seq == 3
    with pytest.raises(Stopped):
        storage.call(lambda store: store.facts()).result(0)


def test_what_opening_raised_is_told_to_everybody_who_asks() -> None:
    def no() -> Store:
        raise PermissionError("the data folder belongs to somebody else")

    storage = Storage(no)
    with pytest.raises(PermissionError):
        storage.start().result(WAIT_S)
    with pytest.raises(PermissionError):
        storage.keep([paused()]).result(WAIT_S)
    storage.stop()


def test_loading_the_module_does_not_load_the_database() -> None:
    program = "import sys, kiosk.store.storage; sys.exit('sqlalchemy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_mistake_of_ours_fails_its_own_call_and_nothing_else(storage: Storage) -> None:
    broken: Callable[[Store], int] = lambda _: 1 // 0  # noqa: E731 - one line says it

    with pytest.raises(ZeroDivisionError):
        storage.call(broken).result(WAIT_S)
    assert storage.keep([paused()]).result(WAIT_S)


def test_what_could_not_be_opened_is_opened_when_asked_again(folder: Path, clock: FakeClock) -> None:
    tries: list[Exception] = [OSError("the disk is full"), OSError("it still is")]

    def opened() -> Store:
        if tries:
            raise tries.pop(0)
        return Store.open(folder, PLACE, clock)

    storage = Storage(opened)
    assert isinstance(storage.start().exception(WAIT_S), OSError)
    assert isinstance(storage.keep([paused()]).exception(WAIT_S), OSError), "whoever asks meanwhile is told"
    assert isinstance(storage.again().exception(WAIT_S), OSError)
    assert storage.again().result(WAIT_S) is None
    assert len(storage.keep([paused()]).result(WAIT_S)) == 1
    assert storage.again().result(WAIT_S) is None, "what stands is left standing"
    assert len(storage.call(lambda store: store.records(kind="paused")).result(WAIT_S)) == 1
    storage.stop()
    assert isinstance(storage.again().exception(WAIT_S), Stopped)


def test_a_store_that_never_opens_ends_when_told() -> None:
    def opened() -> Store:
        raise OSError("never")

    storage = Storage(opened)
    storage.start().exception(WAIT_S)
    storage.again().exception(WAIT_S)
    storage.stop()
    assert not any(one.name == "storage" for one in threading.enumerate())
