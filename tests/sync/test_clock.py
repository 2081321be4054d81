from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from sync.clock import Clock, SystemClock
from tests.support.clock import FakeClock


def test_the_machines_clock_is_utc_and_now() -> None:
    before = datetime.now(UTC)
    told = SystemClock().now()

    assert told.utcoffset() == timedelta(0)
    assert before <= told <= datetime.now(UTC)


def test_boot_time_never_goes_back() -> None:
    clock = SystemClock()
    read = [clock.boot_ms() for _ in range(1000)]

    assert read == sorted(read)
    assert read[0] > 0


def test_a_boot_has_one_id_for_every_program() -> None:
    first, second = SystemClock(), SystemClock()

    assert uuid.UUID(first.boot_id)
    assert first.boot_id == second.boot_id


def test_the_fake_clock_stands_in_for_the_real_one() -> None:
    clocks: list[Clock] = [SystemClock(), FakeClock()]

    for clock in clocks:
        assert clock.now().tzinfo is not None
        assert isinstance(clock.boot_ms(), int)
        assert uuid.UUID(clock.boot_id)
