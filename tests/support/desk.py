"""A desk with everything around it held in the hand: a disk that answers when told, timers, a clock, a tiny roster."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from kiosk.desk import Desk
from kiosk.entry import Attached, Entry, Kept
from kiosk.flow import Person, Phase, Visit
from kiosk.qr import Minted, Receipts
from kiosk.remembering import Remembered
from kiosk.settings import KioskSettings
from kiosk.stage import World
from kiosk.tickets.source import Called, Ticket
from kiosk.writing import Outcome
from sync.kinds import Body, Origin
from sync.questionnaire import read_questionnaire
from sync.resources import config
from tests.support.clock import FakeClock
from tests.support.hands import HandTimers

B = TypeVar("B")

WANG = Person(staff="S001", name="王建国", department="市场监管局")
LI = Person(staff="S002", name="李小梅", department="市场监管局")
RECEIPTS = Receipts(b"a secret of this test's kiosk", "https://hall.example")
QUESTIONNAIRE = read_questionnaire(config() / "questionnaire.toml")


class DiskFull(Exception):
    """What a full disk says."""


class HandDisk:
    """Keeps entries when told; by itself while `quick`."""

    def __init__(self) -> None:
        self.quick = True
        self.full = False
        self.answers = 0
        self.kept: list[Entry] = []
        self.waiting: list[tuple[list[Entry], Callable[[Outcome], None]]] = []

    def keep(self, entries: Sequence[Entry], done: Callable[[Outcome], None]) -> None:
        """Satisfies `kiosk.writing.Keep`."""
        self.waiting.append((list(entries), done))
        if self.quick:
            self.answer()

    def answer(self) -> None:
        """Answer everything that waits."""
        while self.waiting:
            entries, done = self.waiting.pop(0)
            self.answers += 1
            if self.full:
                done(DiskFull("no space left on device"))
                continue
            self.kept += entries
            done([Kept(one.id, at, "") for at, one in enumerate(self.kept[-len(entries) :], len(self.kept))])


class Room:
    """One window: `desk`, and what stands around it. `shown` lists the phases as the screen was told them."""

    def __init__(self, settings: KioskSettings | None = None, clock: FakeClock | None = None) -> None:
        self.settings = settings or KioskSettings()
        self.clock = clock or FakeClock()
        self.timers = HandTimers(self.clock)
        self.disk = HandDisk()
        self.shown: list[Phase] = []
        self.urgent = 0
        self.desk = self.opened()

    def opened(self, memory: Remembered | None = None) -> Desk:
        """Return a desk as after a start."""
        world = World(
            clock=self.clock,
            timers=self.timers,
            keep=self.disk.keep,
            seal=sealed,
            mint=minted,
            receipts=lambda: RECEIPTS,
            on_change=self.shown.append,
            urgent=self.told_the_hall,
        )
        return Desk(self.settings, QUESTIONNAIRE, world, memory)

    def told_the_hall(self) -> None:
        """Count how often the hall was to know something at once."""
        self.urgent += 1

    def call(self, number: str, **more: Any) -> Visit:
        """The queue calls a number; return the visit at hand."""
        self.desk.ticket(Called(Ticket(**{"number": number, "origin": Origin.QUEUE, **more})))
        assert self.desk.phase.visit
        return self.desk.phase.visit

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.timers.pass_by(seconds)

    def bodies(self, visit: Visit | str | None = None) -> list[Body]:
        """Return what is on disk, all of it or a visit's."""
        wanted = visit.id if isinstance(visit, Visit) else visit
        return [one.body for one in self.disk.kept if wanted is None or one.visit == wanted]

    def kinds(self, visit: Visit | str | None = None) -> list[str]:
        """Return the kinds of the same."""
        return [body.kind for body in self.bodies(visit)]

    def of(self, kind: type[B], visit: Visit | str | None = None) -> list[B]:
        """Return the same of one kind."""
        return [body for body in self.bodies(visit) if isinstance(body, kind)]


def sealed(record: str, comment: str) -> Attached:
    """Seal by hiding nothing: tests of the desk read what was said."""
    data = f"{record}:{comment}".encode()
    return Attached(hashlib.sha256(data).hexdigest(), "centre", data)


def minted(visit: Visit) -> Minted:
    """Mint without a key."""
    return Minted(f"https://hall.example/r/{visit.id}", visit.id, "2026-03-03T01:00:00.000Z")


def with_settings(**sections: dict[str, Any]) -> KioskSettings:
    """Return the defaults with some values changed, section by section."""
    made = KioskSettings()
    return replace(made, **{name: replace(getattr(made, name), **values) for name, values in sections.items()})


def said(entries: Iterable[Entry]) -> list[str]:
    """Return the comments among entries."""
    return [one.attached.sealed.decode().partition(":")[2] for one in entries if one.attached]
