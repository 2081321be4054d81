from __future__ import annotations

import pytest
from fastapi import Request

from sync.central.throttle import Throttle, address_of


def test_so_many_at_once_then_one_at_a_time_as_the_bucket_fills() -> None:
    throttle = Throttle(3, 30)
    for _ in range(3):
        assert throttle.wait_s("a", 0) == 0
        throttle.spend("a", 0)

    assert throttle.wait_s("a", 0) == 10
    assert throttle.wait_s("a", 9.5) == 1
    assert throttle.wait_s("a", 10) == 0
    assert throttle.wait_s("b", 0) == 0


def test_asking_whether_one_may_costs_nothing() -> None:
    throttle = Throttle(1, 60)

    assert [throttle.wait_s("a", 0) for _ in range(100)] == [0] * 100


def test_a_clock_that_goes_back_neither_frees_nor_locks_for_ever() -> None:
    throttle = Throttle(2, 60)
    throttle.spend("a", 1000)
    throttle.spend("a", 0)

    assert throttle.wait_s("a", 0) == 30


def test_memory_is_bounded_however_many_ask() -> None:
    throttle = Throttle(1, 60, remembered=100)
    for one in range(5000):
        throttle.spend(one, 0)

    assert len(throttle._spent) == 100
    assert throttle.wait_s(4999, 0) == 60


@pytest.mark.parametrize(
    ("client", "told"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("somebody", "somebody"),
        (None, ""),
    ],
)
def test_who_asks_is_an_address_or_the_network_one_household_has(client: str | None, told: str) -> None:
    scope = {"type": "http", "headers": [], "client": (client, 1) if client else None}

    assert address_of(Request(scope)) == told
