"""The demo's queue over HTTP: what the kiosk polls, what the officer's desk sends, and the traps of a real queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from kiosk.demo.queue import DemoQueue
from tests.support.clock import FakeClock


@pytest.fixture
def queue(clock: FakeClock) -> Iterator[DemoQueue]:
    made = DemoQueue("3", now=clock.now)
    made.start()
    yield made
    made.stop()


def listed(queue: DemoQueue) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(f"{queue.url}/tickets?window=3", timeout=5).json()
    return found


def send(queue: DemoQueue, path: str) -> int:
    return requests.post(queue.url + path, allow_redirects=False, timeout=5).status_code


def test_a_called_number_is_listed_with_its_window_and_time(queue: DemoQueue) -> None:
    assert listed(queue) == []

    assert send(queue, "/tickets/call") == 303

    (one,) = listed(queue)
    assert (one["id"], one["number"], one["window"], one["state"]) == (1, "A001", "3", "serving")
    assert one["called_at"] == "2026-03-02T01:00:00.000+00:00"


@pytest.mark.parametrize(
    ("act", "state", "window"),
    [("finish", "finished", "3"), ("pass", "passed", "3"), ("give-up", "given_up", "3"), ("forward", "waiting", "4")],
)
def test_what_the_officer_does_with_a_number_is_seen_in_the_list(
    queue: DemoQueue, act: str, state: str, window: str
) -> None:
    queue.call()
    assert send(queue, f"/tickets/1/{act}") == 303
    assert [(one["state"], one["window"]) for one in listed(queue)] == [(state, window)]


@pytest.mark.parametrize("path", ["/tickets/9/finish", "/tickets/x/finish", "/tickets/1/burn", "/", "/tickets/1"])
def test_what_is_not_there_is_said_and_changes_nothing(queue: DemoQueue, path: str) -> None:
    queue.call()
    before = listed(queue)
    assert send(queue, path) == 404
    assert listed(queue) == before


def test_called_again_it_is_the_same_number_at_a_later_time(queue: DemoQueue, clock: FakeClock) -> None:
    queue.call()
    clock.advance(30)
    queue.call_again()
    (one,) = listed(queue)
    assert (one["id"], one["called_at"]) == (1, "2026-03-02T01:00:30.000+00:00")


def test_after_a_reset_numbers_begin_at_one_and_the_queues_own_ids_go_on(queue: DemoQueue) -> None:
    queue.call()
    queue.call()
    queue.start_over()
    assert (queue.call().number, listed(queue)[0]["id"]) == ("A001", 3)


def test_a_number_may_be_printed_as_anything_once(queue: DemoQueue) -> None:
    queue.print_next_as("办0001")
    assert [queue.call().number, queue.call().number] == ["办0001", "A002"]


def test_it_counts_how_often_it_was_asked_since_the_last_call(queue: DemoQueue) -> None:
    listed(queue)
    queue.call()
    assert queue.asked_after_last_change() == 0
    listed(queue)
    listed(queue)
    assert queue.asked_after_last_change() == 2


def test_a_person_gets_a_page_with_the_number_and_its_buttons(queue: DemoQueue) -> None:
    assert "叫下一号" in requests.get(queue.url, timeout=5).text
    queue.call()
    page = requests.get(queue.url, timeout=5).text
    assert "A001" in page
    for act in ("finish", "pass", "give-up", "forward"):
        assert f'action="/tickets/1/{act}"' in page


def test_after_the_end_nobody_answers(clock: FakeClock) -> None:
    made = DemoQueue("3", now=clock.now)
    made.start()
    url = made.url
    made.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
