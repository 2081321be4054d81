"""A clock that tests move: time passes when told, the wall can be set wrong, the machine can be switched off and on."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Asia/Shanghai


class FakeClock:
    """Satisfies `sync.clock.Clock`. `at` is what the wall clock says first; boots are numbered, so runs repeat."""

    def __init__(self, at: datetime = MORNING, *, boot_ms: int = 60_000, machine: str = "kiosk") -> None:
        self._lock = threading.Lock()
        self._wall = at
        self._boot_ms = float(boot_ms)
        self._machine = machine
        self._boots = 1

    @property
    def boot_id(self) -> str:
        """The id of this boot; another after `reboot`."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._machine}/{self._boots}"))

    def now(self) -> datetime:
        """The wall clock, right or wrong."""
        with self._lock:
            return self._wall

    def boot_ms(self) -> int:
        """Milliseconds since boot."""
        with self._lock:
            return int(self._boot_ms)

    def advance(self, seconds: float = 0, **more: float) -> None:
        """Let true time pass: both clocks move. More as `timedelta` takes it: minutes, hours, days."""
        step = timedelta(seconds=seconds, **more)
        with self._lock:
            self._wall += step
            self._boot_ms += step / timedelta(milliseconds=1)

    def jump(self, seconds: float = 0, **more: float) -> None:
        """Set the wall clock wrong by so much; the boot clock does not notice."""
        with self._lock:
            self._wall += timedelta(seconds=seconds, **more)

    def reboot(self, *, off: float = 30, wall: datetime | None = None) -> None:
        """Switch the machine off for so many seconds and on again; `wall` is what its clock says then, if it forgot."""
        with self._lock:
            self._boots += 1
            self._boot_ms = 10_000.0
            self._wall = wall or self._wall + timedelta(seconds=off)
