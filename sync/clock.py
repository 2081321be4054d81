"""The clock of this machine: wall time, and boot time that counts suspend; and a hall's day. Tests hand in their own clock."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Protocol


def business_day(at: datetime, zone: tzinfo) -> str:
    """Return the hall's day of a moment, as in 2026-11-22: from midnight to midnight in the hall's zone, at both ends."""
    return at.astimezone(zone).date().isoformat()


class Clock(Protocol):
    """What the program asks about time."""

    @property
    def boot_id(self) -> str:
        """The id of this boot of the machine."""
        ...

    def now(self) -> datetime:
        """The wall clock, UTC."""
        ...

    def boot_ms(self) -> int:
        """Milliseconds since boot, suspend counted; never goes back within a boot."""
        ...


class SystemClock:
    """The machine's own clock (Linux counts suspend; elsewhere the monotonic clock is the best there is)."""

    def __init__(self) -> None:
        kernel = Path("/proc/sys/kernel/random/boot_id")
        self._boot_id = kernel.read_text().strip() if kernel.exists() else str(uuid.uuid4())

    @property
    def boot_id(self) -> str:
        """The kernel's boot id, or one made for this process."""
        return self._boot_id

    def now(self) -> datetime:
        """The wall clock, UTC."""
        return datetime.now(UTC)

    def boot_ms(self) -> int:
        """Milliseconds since boot."""
        return time.clock_gettime_ns(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)) // 1_000_000
