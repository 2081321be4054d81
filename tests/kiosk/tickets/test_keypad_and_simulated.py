"""Numbers that no queue system gives: typed ones, and those of the dice."""

from __future__ import annotations

import time
from itertools import islice

import pytest

from kiosk.tickets.keypad import Keypad, NotANumber, typed_ticket
from kiosk.tickets.simulated import Simulated, script
from kiosk.tickets.source import Called, Finished, Forwarded, GivenUp, Passed, Ticket
from sync.kinds import Origin
from tests.support.events import Events


@pytest.mark.parametrize("typed", ["a042", " A042 ", "Ａ０４２", "A 042"])
def test_a_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert typed_ticket(typed, Origin.TYPED_BY_STAFF) == Ticket(number="A042", origin=Origin.TYPED_BY_STAFF)


@pytest.mark.parametrize("number", ["042", "甲042", "A-042"])
def test_numbers_of_other_halls_are_numbers_too(number: str) -> None:
    assert typed_ticket(number, Origin.TYPED_BY_STAFF).number == number


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "as in A042"),
        ("  ", "as in A042"),
        ("7" * 300, "has 300 signs"),
        ("A/42", "letters and digits"),
        ("=1+1", "letters"),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_type(typed: str, says: str) -> None:
    with pytest.raises(NotANumber, match=says):
        typed_ticket(typed, Origin.TYPED_BY_STAFF)


def test_the_keypad_says_who_typed() -> None:
    heard = Events()
    keypad = Keypad()
    keypad.start(heard)
    keypad.typed("a1")
    keypad.typed("a2", by_citizen=True)
    keypad.stop()
    keypad.typed("a3")
    assert [one.ticket.origin for one in heard.all if isinstance(one, Called)] == [
        Origin.TYPED_BY_STAFF,
        Origin.TYPED_BY_CITIZEN,
    ]


def test_the_same_seed_gives_the_same_day() -> None:
    assert list(islice(script(7), 100)) == list(islice(script(7), 100))
    assert list(islice(script(7), 100)) != list(islice(script(8), 100))


def test_the_next_start_calls_other_people() -> None:
    first, second = (next(script(7, run=run))[1] for run in ("one", "two"))
    assert isinstance(first, Called)
    assert isinstance(second, Called)
    assert first.ticket.number == second.ticket.number
    assert first.ticket.queue_id != second.ticket.queue_id


def test_a_simulated_day_has_every_kind_of_end() -> None:
    kinds = {type(event) for _, event in islice(script(1), 1000)}
    assert kinds == {Called, Finished, Passed, GivenUp, Forwarded}


def test_it_hands_over_on_its_own_thread_and_stops_at_once() -> None:
    heard = Events()
    source = Simulated(script(1), pace=10_000)
    source.start(heard)
    heard.wait(20)
    source.stop()
    count = len(heard.all)
    slow = Simulated(script(1), pace=0.001)
    slow.start(heard)
    began = time.monotonic()
    slow.stop()
    assert time.monotonic() - began < 2
    assert len(heard.all) == count
