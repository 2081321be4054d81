"""Who is logged in at this window, and how often a wrong PIN may be tried. Values and rules; `desk.py` holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kiosk.flow import Person
from sync.contract import RosterEntry
from sync.kinds import Body, LoginFailed, ShiftClosed, ShiftOpened, TechnicianIn, WhyClosed

TECHNICIAN = "technician"
FREE_TRIES = 5
FIRST_WAIT_MS = 30_000
LONGEST_WAIT_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Shift:
    """One person logged in at this window; `day` is the business day they came."""

    id: str
    person: Person
    day: str

    def opened(self) -> ShiftOpened:
        """The record of its beginning."""
        return ShiftOpened(shift=self.id, staff=self.person.staff)

    def closed(self, why: WhyClosed) -> ShiftClosed:
        """The record of its end."""
        return ShiftClosed(shift=self.id, staff=self.person.staff, why=why)


def person_of(entry: RosterEntry) -> Person:
    """Return the staff card of a person on the roster; the PIN stays behind."""
    return Person(
        staff=entry.staff,
        name=entry.name,
        department=entry.department,
        duty=entry.duty,
        promise=entry.promise,
        stars=entry.stars,
        party_member=entry.party_member,
        services=entry.services,
        photo=entry.photo,
        manager=entry.manager,
    )


def earned_wait_ms(tries: int) -> int:
    """Return what so many failures in a row earn: nothing for four, then 30 s, doubled each time, at most a day."""
    if tries < FREE_TRIES:
        return 0
    return min(FIRST_WAIT_MS << min(tries - FREE_TRIES, 16), LONGEST_WAIT_MS)


@dataclass(frozen=True, slots=True)
class _Failures:
    tries: int
    until_ms: int  # boot time: a changed clock shortens no wait


@dataclass(frozen=True, slots=True)
class Throttle:
    """Failed tries per person. One person's failures lock out nobody else."""

    failures: Mapping[str, _Failures] = field(default_factory=dict)

    def wait_ms(self, who: str, boot_ms: int) -> int:
        """Return how long this person must wait before the next try."""
        known = self.failures.get(who)
        return max(known.until_ms - boot_ms, 0) if known else 0

    def failed(self, who: str, boot_ms: int) -> tuple[Throttle, LoginFailed]:
        """Return the throttle after one more failure, and the record of it."""
        tries = (self.failures[who].tries if who in self.failures else 0) + 1
        wait = earned_wait_ms(tries)
        after = replace(self, failures={**self.failures, who: _Failures(tries, boot_ms + wait)})
        return after, LoginFailed(who=who, tries=tries, wait_ms=wait)

    def succeeded(self, who: str) -> Throttle:
        """Return the throttle after this person got in."""
        return replace(self, failures={name: known for name, known in self.failures.items() if name != who})

    def tried(self, who: str, tries: int, boot_ms: int) -> Throttle:
        """Return the throttle where this person is known to have failed so often already; the wait begins anew."""
        return self.with_(Throttle({who: _Failures(tries, boot_ms + earned_wait_ms(tries))}))

    def with_(self, other: Throttle) -> Throttle:
        """Return both together: of each person, what is worse for them."""
        both = {**self.failures}
        for who, known in other.failures.items():
            ours = both.get(who, known)
            both[who] = _Failures(max(ours.tries, known.tries), max(ours.until_ms, known.until_ms))
        return Throttle(both)

    @classmethod
    def remembered(cls, bodies: Iterable[Body], boot_ms: int) -> Throttle:
        """Return the throttle after a restart, from the ledger in its order; the waits begin anew at `boot_ms`."""
        throttle = cls()
        for body in bodies:
            match body:
                case LoginFailed():
                    failures = _Failures(body.tries, boot_ms + earned_wait_ms(body.tries))
                    throttle = replace(throttle, failures={**throttle.failures, body.who: failures})
                case ShiftOpened():
                    throttle = throttle.succeeded(body.staff)
                case TechnicianIn():
                    throttle = throttle.succeeded(TECHNICIAN)
                case _:
                    pass
        return throttle
