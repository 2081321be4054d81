"""The delivery thread: when it rests, what wakes it, and that it stops within two seconds whatever it is doing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from sync.clock import SystemClock
from sync.contract import State
from sync.delivery.cable import Cable
from sync.delivery.client import Client
from sync.delivery.loop import BackOff, Idle, Loop, Now, Rest
from sync.delivery.outcomes import Busy, Delivered, NothingToDo, Outcome, Refused, TooLarge, Unproved, Unreachable
from sync.delivery.worker import Delivery
from sync.kinds import Level, Paused
from tests.support.small_centre import Direct, serving
from tests.support.wire import Fault, bad_wire
from tests.sync.delivery.conftest import Pair

# --- how long to rest after what -----------------------------------------------------------------------------------------


class Scripted(Client):
    """A client that is told what comes of asking."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(pair.identity, Direct(pair.centre), pair.clock)
        self.next: Outcome | None = None

    def ask(self, *args: object, **more: object) -> object:  # type: ignore[override] - the same call, passed through
        if self.next is None:
            return super().ask(*args, **more)  # type: ignore[arg-type] - the same
        return self.next


@pytest.fixture
def scripted(pair: Pair) -> tuple[Pair, Scripted, Delivery]:
    client = Scripted(pair)
    return pair, client, Delivery(pair.outbox, client, chance=lambda: 1.0)


Setting = tuple[Pair, Scripted, Delivery]


def rests(setting: Setting, outcome: Outcome | None, times: int = 1) -> list[Rest]:
    _, client, delivery = setting
    client.next = outcome
    return [delivery.step() for _ in range(times)]


def test_after_a_delivery_it_goes_on_at_once_and_then_idles(scripted: Setting) -> None:
    assert rests(scripted, None, 2) == [Now(), Idle(60)]


@pytest.mark.parametrize("trouble", [Unreachable("cut"), Unproved("portal")])
def test_silence_and_strangers_are_waited_out_longer_and_longer_until_the_centre_is_heard(
    scripted: Setting, trouble: Outcome
) -> None:
    assert rests(scripted, trouble, 3) == [BackOff(2, True), BackOff(4, True), BackOff(8, True)]


def test_a_busy_centre_is_given_the_time_it_asks_for_and_is_not_hurried(scripted: Setting) -> None:
    assert rests(scripted, Busy("503", 20), 2) == [BackOff(20), BackOff(20)]


def test_a_refusal_backs_off(scripted: Setting) -> None:
    assert rests(scripted, Refused("no"), 2) == [BackOff(2), BackOff(4)]


def test_413_is_answered_by_less_at_once_and_backs_off_only_at_a_single_record(scripted: Setting) -> None:
    made = rests(scripted, TooLarge(), 10)

    assert made[:8] == [Now()] * 8
    assert made[8:] == [BackOff(2), BackOff(4)]


def test_a_success_ends_the_growing_of_waits(scripted: Setting) -> None:
    rests(scripted, Unreachable("cut"), 5)
    rests(scripted, None)
    scripted[0].outbox.maker.add(Paused())

    assert rests(scripted, Unreachable("cut")) == [BackOff(2, True)]


def test_a_revoked_kiosk_asks_again_in_five_minutes(scripted: Setting) -> None:
    scripted[0].centre.state = State.REVOKED

    assert rests(scripted, None) == [BackOff(300)]


def test_a_centre_that_goes_back_again_and_again_is_not_hammered(scripted: Setting) -> None:
    pair, _, delivery = scripted
    assert delivery.step() == Now()

    for limit in (2, 4, 8):
        pair.outbox.settled_through = 0
        assert delivery.step() == BackOff(limit)


# --- the thread ----------------------------------------------------------------------------------------------------------


class Heard:
    """Collects outcomes; a test waits for the one it wants."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self._bell = threading.Condition()

    def __call__(self, outcome: Outcome) -> None:
        with self._bell:
            self.outcomes.append(outcome)
            self._bell.notify_all()

    def wait(self, enough: Callable[[list[Outcome]], bool]) -> None:
        with self._bell:
            assert self._bell.wait_for(lambda: enough(self.outcomes), 10), self.outcomes


def last_is(kind: type) -> Callable[[list[Outcome]], bool]:
    return lambda outcomes: bool(outcomes) and isinstance(outcomes[-1], kind)


@contextmanager
def running(pair: Pair, client: Client | None = None, heard: Heard | None = None) -> Iterator[tuple[Delivery, Heard]]:
    heard = heard or Heard()
    delivery = Delivery(pair.outbox, client or pair.client, heard=heard, chance=lambda: 1.0)
    delivery.start()
    try:
        yield delivery, heard
    finally:
        assert delivery.stop()


def stopped_in(delivery: Delivery) -> float:
    began = time.monotonic()
    assert delivery.stop()
    return time.monotonic() - began


def test_a_new_record_ends_the_idle_wait(pair: Pair) -> None:
    with running(pair) as (delivery, heard):
        heard.wait(last_is(NothingToDo))
        pair.outbox.maker.rated_visit("A001", Level.VERY_SATISFIED)
        delivery.wake()
        heard.wait(lambda outcomes: sum(isinstance(one, NothingToDo) for one in outcomes) == 2)

        assert pair.held == pair.outbox.maker.texts


def test_a_new_record_does_not_end_a_back_off_but_a_heartbeat_that_got_through_does(pair: Pair) -> None:
    client = Scripted(pair)
    client.next = Unreachable("cut")
    with running(pair, client) as (delivery, heard):
        heard.wait(last_is(Unreachable))
        for _ in range(50):
            delivery.wake()
        assert len(heard.outcomes) == 1

        client.next = None
        while len(heard.outcomes) == 1:
            delivery.reached()
        heard.wait(lambda outcomes: isinstance(outcomes[1], Delivered))


def test_it_stops_at_once_while_idle(pair: Pair) -> None:
    with running(pair) as (delivery, heard):
        heard.wait(last_is(NothingToDo))
        assert stopped_in(delivery) < 2


def test_it_stops_at_once_while_backing_off(pair: Pair) -> None:
    client = Scripted(pair)
    client.next = Busy("503", 300)
    with running(pair, client) as (delivery, heard):
        heard.wait(last_is(Busy))
        assert stopped_in(delivery) < 2


def test_it_stops_within_two_seconds_while_the_centre_does_not_answer_and_nothing_is_lost(pair: Pair) -> None:
    with serving(pair.centre) as url, bad_wire(url) as wire:
        wire.set(Fault.SLOW)
        client = Client(pair.identity, Cable(wire.url, silence_s=60, whole_s=60), SystemClock())
        with running(pair, client) as (delivery, _):
            assert wire.happened.wait(10)
            assert stopped_in(delivery) < 2

        assert pair.outbox.settled_through == 0


def test_stopping_returns_within_two_seconds_even_while_connecting_into_a_black_hole(pair: Pair) -> None:
    with black_hole() as port:
        client = Client(pair.identity, Cable(f"http://127.0.0.1:{port}", connect_s=3), SystemClock())
        delivery = Delivery(pair.outbox, client)
        delivery.start()
        began = time.monotonic()
        delivery.stop()

        assert time.monotonic() - began < 2.5
        delivery._loop._thread.join(5)


def test_it_may_be_stopped_before_it_was_started_and_twice(pair: Pair) -> None:
    delivery = Delivery(pair.outbox, pair.client)

    assert delivery.stop()
    assert delivery.stop()


def test_a_bug_is_logged_with_its_traceback_and_the_thread_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    calls = threading.Semaphore(0)

    def step() -> Rest:
        calls.release()
        raise ZeroDivisionError("ours")

    loop = Loop("delivery", step, cut=lambda: None, end=lambda: None)
    loop.start()
    assert calls.acquire(timeout=10)
    assert loop.stop()
    assert "ZeroDivisionError: ours" in caplog.text


@contextmanager
def black_hole() -> Iterator[int]:
    """A port that takes no connection and refuses none: its queue is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        fill = [socket.socket() for _ in range(4)]
        for one in fill:
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(("127.0.0.1", port))
        yield port
        for one in fill:
            one.close()
