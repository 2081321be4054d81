"""Who is on duty at this window: opens and closes shifts, counts wrong PINs, and has both recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.flow import Person
from kiosk.remembering import Remembered
from kiosk.shifts import Shift, Throttle
from sync.clock import Clock
from sync.contract import uuid7
from sync.kinds import Body, ShiftClosed, WhyClosed


class Duty:
    """`write` has a record kept."""

    def __init__(self, clock: Clock, write: Callable[[Body], str]) -> None:
        self._clock, self._write = clock, write
        self._throttle = Throttle()
        self._let_in: set[str] = set()
        self.shift: Shift | None = None

    def recall(self, memory: Remembered) -> None:
        """Take what the store remembers of wrong PINs to what was counted here before it could be opened."""
        known = memory.throttle
        for who in self._let_in:
            known = known.succeeded(who)
        self._throttle = self._throttle.with_(known)

    def resume(self, memory: Remembered, day: str, person_of: Callable[[str], Person | None]) -> None:
        """After a restart: whoever was logged in today goes on; a shift of another day is closed."""
        if memory.shift is None:
            return
        if self.shift:  # somebody came before the store could be opened: whoever it remembers has gone
            before = memory.shift
            self._write(ShiftClosed(shift=before.shift, staff=before.staff, why=WhyClosed.HANDED_OVER))
            return
        person = person_of(memory.shift.staff) or Person(staff=memory.shift.staff)
        self.shift = Shift(memory.shift.shift, person, memory.shift_day)
        if memory.shift_day != day:
            self.close(WhyClosed.DAY_ENDED)

    def wait_ms(self, who: str) -> int:
        """Return how long this person must wait before a PIN may be tried."""
        return self._throttle.wait_ms(who, self._clock.boot_ms())

    def failed(self, who: str) -> int:
        """Count a wrong PIN; return the wait it earns."""
        self._throttle, record = self._throttle.failed(who, self._clock.boot_ms())
        self._write(record)
        return record.wait_ms

    def tried(self, who: str, tries: int) -> None:
        """This person is known to have failed so often already."""
        self._throttle = self._throttle.tried(who, tries, self._clock.boot_ms())

    def succeeded(self, who: str) -> None:
        """The PIN, or the technician's answer, was right."""
        self._let_in.add(who)
        self._throttle = self._throttle.succeeded(who)

    def here(self, person: Person) -> bool:
        """Return whether this person is the one logged in."""
        return self.shift is not None and self.shift.person.staff == person.staff

    def open(self, person: Person, day: str, *, why: WhyClosed, shift: str | None = None) -> None:
        """This person begins; whoever was logged in ends, and `why`."""
        self.close(why)
        self.shift = Shift(shift or uuid7(), person, day)
        self._write(self.shift.opened())

    def renew(self, person_of: Callable[[str], Person | None]) -> bool:
        """Take over the card of whoever is logged in; return whether it changed. Who left the roster stays until they go."""
        person = person_of(self.shift.person.staff) if self.shift else None
        if self.shift is None or person is None or person == self.shift.person:
            return False
        self.shift = replace(self.shift, person=person)
        return True

    def close(self, why: WhyClosed) -> None:
        """Nobody is logged in any more."""
        if self.shift:
            self._write(self.shift.closed(why))
            self.shift = None
