"""The way back to the GUI thread: in order, on that thread, from any thread; timers that can be cancelled."""

from __future__ import annotations

import threading

import pytest

from kiosk.viewmodels.bridge import Bridge
from tests.support.touch import turn, wait_until

pytestmark = pytest.mark.usefixtures("qapp")


def test_what_is_posted_happens_later_on_the_asking_threads_behalf_and_in_order() -> None:
    bridge, happened = Bridge(), []
    bridge.post(lambda: happened.append(1))
    bridge.post(lambda: happened.append(2))
    assert happened == [], "a post never cuts in"
    wait_until(lambda: happened == [1, 2])


def test_posts_of_many_threads_all_arrive_on_the_gui_thread_each_threads_in_its_order() -> None:
    bridge = Bridge()
    came: list[tuple[int, int, int]] = []

    def send(who: int) -> None:
        for number in range(500):
            bridge.post(lambda number=number: came.append((who, number, threading.get_ident())))  # type: ignore[misc] # lambda's default

    threads = [threading.Thread(target=send, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(came) == 2000)
    for thread in threads:
        thread.join()
    assert {ident for _, _, ident in came} == {threading.get_ident()}
    for who in range(4):
        assert [number for sender, number, _ in came if sender == who] == list(range(500))


def test_a_post_made_while_one_is_being_done_waits_its_turn() -> None:
    bridge, happened = Bridge(), []

    def first() -> None:
        bridge.post(lambda: happened.append("third"))
        happened.append("first")

    bridge.post(first)
    bridge.post(lambda: happened.append("second"))
    wait_until(lambda: happened == ["first", "second", "third"])


def test_a_time_limit_rings_once() -> None:
    bridge, rung = Bridge(), []
    bridge.after(0.01, lambda: rung.append(1))
    wait_until(lambda: rung)
    turn(20)
    assert rung == [1]


def test_once_closed_nothing_rings_and_nothing_that_was_posted_is_called() -> None:
    bridge, other = Bridge(), Bridge()
    happened: list[str] = []
    bridge.post(lambda: happened.append("posted"))
    bridge.after(0.01, lambda: happened.append("rung"))
    bridge.close()
    bridge.post(lambda: happened.append("posted afterwards"))
    other.after(0.05, lambda: happened.append("the other's"))
    wait_until(lambda: happened)
    assert happened == ["the other's"]


def test_a_cancelled_time_limit_never_rings_and_may_be_cancelled_again() -> None:
    bridge, rung = Bridge(), []
    cancel = bridge.after(0.01, lambda: rung.append("cancelled"))
    bridge.after(0.05, lambda: rung.append("later"))
    cancel()
    cancel()
    wait_until(lambda: rung)
    assert rung == ["later"]
