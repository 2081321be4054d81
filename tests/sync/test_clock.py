from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sync.clock import Clock, SystemClock, business_day
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


def test_a_halls_day_goes_from_midnight_to_midnight_in_its_own_zone() -> None:
    evening = datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)

    assert business_day(evening, ZoneInfo("Asia/Shanghai")) == "2026-03-01"
    assert business_day(evening + timedelta(seconds=1), ZoneInfo("Asia/Shanghai")) == "2026-03-02"
    assert business_day(evening + timedelta(seconds=1), ZoneInfo("Asia/Urumqi")) == "2026-03-01"
