"""Waiting with full jitter, and batches that shrink and grow."""

from __future__ import annotations

from random import Random

from sync.contract import MAX_BATCH_BYTES, MAX_RECORDS
from sync.delivery.pace import LEAST_BYTES, Limits, Pace


def after(failures: int) -> Pace:
    return Pace(failures=failures)


def test_the_limit_doubles_from_two_seconds_to_five_minutes() -> None:
    assert [after(n).limit_s for n in range(1, 11)] == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_a_wait_lies_anywhere_under_the_limit() -> None:
    chance = Random(1)
    waits = [after(5).wait_s(chance.random()) for _ in range(1000)]

    assert 0 <= min(waits) < 1
    assert 31 < max(waits) <= 32


def test_what_the_centre_asks_for_is_waited_but_never_more_than_five_minutes() -> None:
    assert after(1).wait_s(0.5, asked_s=40) == 40
    assert after(1).wait_s(0.5, asked_s=10**6) == 300
    assert after(4).wait_s(1.0, asked_s=3) == 16


def test_a_success_forgets_all_failures() -> None:
    assert after(7).succeeded() == Pace()
    assert after(7).failed().failures == 8


def test_a_month_of_failures_does_not_overflow() -> None:
    assert after(10**6).wait_s(1.0) == 300


def test_limits_halve_down_to_one_record_and_grow_back() -> None:
    limits = Limits()
    for _ in range(20):
        limits = limits.halved()
    assert limits == Limits(1, LEAST_BYTES)
    assert limits.smallest

    for _ in range(20):
        limits = limits.grown()
    assert limits == Limits(MAX_RECORDS, MAX_BATCH_BYTES)
