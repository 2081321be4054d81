"""Ticket keys, and texts of a queue system that must be stored and shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tickets.source import Ticket
from kiosk.visits import MAX_KEY, MAX_NUMBER, fit, shortened, ticket_key
from sync.contract import canonical
from sync.kinds import Origin


def ticket(number: str = "A042", **more: str | None) -> Ticket:
    return Ticket(number=number, origin=Origin.QUEUE, **more)  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize(
    ("given_ticket", "per_matter", "key"),
    [
        (ticket(), False, "d:2026-03-02/1/A042"),
        (ticket(queue_id="17"), False, "q:17"),
        (ticket(queue_id="17", matter="passport"), False, "q:17"),
        (ticket(queue_id="17", matter="passport"), True, "q:17/m:passport"),
        (ticket(matter="passport"), True, "d:2026-03-02/1/A042/m:passport"),
        (ticket(queue_id="17"), True, "q:17"),
    ],
)
def test_the_ticket_key(given_ticket: Ticket, per_matter: bool, key: str) -> None:
    assert ticket_key(given_ticket, "2026-03-02", 1, per_matter=per_matter) == key


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_whatever_a_queue_sends_can_be_stored_and_shown(number: str, own_id: str, service: str) -> None:
    made = fit(ticket(number, queue_id=own_id, service=service, matter=own_id))
    assert 1 <= len(made.number) <= MAX_NUMBER
    assert made.queue_id is None or len(made.queue_id.encode()) <= MAX_KEY
    for text in (made.number, made.queue_id, made.service, made.matter):
        canonical(text).encode()
        assert "\0" not in (text or "")


def test_what_is_cut_keeps_a_mark_of_the_whole() -> None:
    assert shortened("7" * 300, 20) != shortened("7" * 301, 20)
    assert shortened("7" * 20, 20) == "7" * 20


def test_two_long_ids_never_become_one() -> None:
    one, other = (fit(ticket(queue_id="x" * length)).queue_id for length in (300, 301))
    assert one != other
