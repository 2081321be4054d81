"""What stands behind the window, each part made when it is first needed: after the first frame."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.settings import KioskSettings, overlaid

# What decides, counts and keeps is loaded after the first frame: its records alone cost as much as the window.
if TYPE_CHECKING:
    from kiosk.backroom import Backroom
    from kiosk.book import Book
    from kiosk.daybook import DayFiles
    from kiosk.desk import Desk
    from kiosk.entry import Attached
    from kiosk.export import About
    from kiosk.flow import Person, Phase, Visit
    from kiosk.idling import Idling
    from kiosk.opened import Opened
    from kiosk.pins import PinCheck
    from kiosk.qr import Minted
    from kiosk.remote.done import Done
    from kiosk.tickets.keypad import Keypad
    from kiosk.viewmodels.bridge import Bridge
    from kiosk.viewmodels.comfort import ComfortViewModel
    from kiosk.viewmodels.idle import IdleViewModel
    from kiosk.viewmodels.window import WindowViewModel
    from sync.clock import Clock
    from sync.contract import KioskSettings as Given
    from sync.delivery.presence import News, Observed
    from sync.live import KioskEvent
    from sync.questionnaire import Questionnaire
    from sync.remote import Command

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """What the parts show themselves through."""

    bridge: Bridge
    comfort: ComfortViewModel
    scene: WindowViewModel
    idle: IdleViewModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """Who is told what the parts have to say, on the desk's thread."""

    changed: Callable[[Phase], None]
    heard: Callable[[News], None]
    happened: Callable[[KioskEvent], None]
    commanded: Callable[[tuple[Command, ...]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where and when this kiosk runs; `exports` is where the manager's files go."""

    folder: Path
    exports: Path
    clock: Clock
    version: str


class Parts:
    """`opened` is what opening the store gave, `minting` makes a phone's code; both are set once it is open."""

    def __init__(self, own: KioskSettings, where: Where, views: Views, ears: Ears) -> None:
        self._own, self._views, self._ears = own, views, ears
        self.where, self.folder, self.clock, self.version = where, where.folder, where.clock, where.version
        self.opened: Opened | None = None
        self.minting: Callable[[Visit], Minted] | None = None

    @cached_property
    def given(self) -> Given | None:
        """What the centre gave last: roster, settings, questionnaire, notices."""
        from kiosk.store.roster import read_roster

        return read_roster(self.folder)

    @cached_property
    def settled(self) -> tuple[KioskSettings, tuple[str, ...]]:
        """The settings that hold, and what was wrong with those laid over our own."""
        return self._settle()

    def _settle(self) -> tuple[KioskSettings, tuple[str, ...]]:
        from kiosk.technician.layer import WHERE, read_layer

        made, mistakes = overlaid(self._own, self.given.settings if self.given else {})
        made, more = overlaid(made, read_layer(self.folder), WHERE)
        return made, (*mistakes, *more)

    def differs(self) -> bool:
        """Whether what the centre gave last would change how this program works; a new start brings it into force."""
        return self._settle()[0] != self.settings

    @property
    def settings(self) -> KioskSettings:
        """What holds here: our own settings, and over them what the centre gave."""
        return self.settled[0]

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What is asked here."""
        from kiosk.questions import asked_here

        return asked_here(self.settings, self.given)

    @cached_property
    def backroom(self) -> Backroom:
        """Store, delivery, presence."""
        from kiosk.backroom import Backroom

        return Backroom(
            self.settings,
            self.folder,
            self.questionnaire,
            self.clock,
            version=self.version,
            post=self._views.bridge.post,
            observe=lambda: self.observed(),
            heard=self._ears.heard,
            told=self._ears.happened,
            commanded=self._ears.commanded,
            done=self.done.told,
        )

    @cached_property
    def desk(self) -> Desk:
        """What decides."""
        from kiosk.desk import Desk
        from kiosk.stage import World

        world = World(
            clock=self.clock,
            timers=self._views.bridge,
            keep=self.backroom.keep,
            seal=self._seal,
            mint=self._mint,
            on_change=self._ears.changed,
            urgent=self.backroom.beat,
            receipts=lambda: self.opened.receipts if self.opened else None,
        )
        return Desk(self.settings, self.questionnaire, world)

    @cached_property
    def done(self) -> Done:
        """What became of commands from afar."""
        from kiosk.remote.done import Done

        return Done(self.folder)

    @cached_property
    def keypad(self) -> Keypad:
        """Where typed numbers come from."""
        from kiosk.tickets.keypad import Keypad

        return Keypad()

    @cached_property
    def pins(self) -> PinCheck:
        """What looks at PINs, on a thread of its own."""
        from kiosk.pins import PinCheck

        made = PinCheck(self._unseal, self._views.bridge.post)
        made.know(self.given.roster if self.given else ())
        return made

    @cached_property
    def days(self) -> DayFiles:
        """The manager's figures and files."""
        from kiosk.daybook import DayFiles

        return DayFiles(self.backroom.storage, self._about, self.clock, self.backroom.client)

    def book(self) -> Book:
        """Return the manager's way to the day's figures."""
        from kiosk.book import Book

        return Book(
            self.today,
            lambda: self.days if self.opened else None,
            self._views.bridge.post,
            own=self.where.exports,
            window=lambda: f"{self.opened.identity.hall}-{self.opened.identity.window}" if self.opened else "",
        )

    @cached_property
    def idling(self) -> Idling:
        """What is shown while nobody is served."""
        from kiosk.idling import Idling

        return Idling(
            self._views.idle, self._views.scene, self.settings, self.folder, self.clock, self._views.bridge.post
        )

    # --- what they ask of each other ---------------------------------------------------------------------------------

    def _seal(self, record: str, comment: str) -> Attached:
        assert self.opened is not None  # noqa: S101 - nothing can be rated before the store is open
        return self.opened.seal(record, comment)

    def _mint(self, visit: Visit) -> Minted:
        assert self.minting is not None  # noqa: S101 - no number is taken before, nor without a key
        return self.minting(visit)

    def _unseal(self, sealed: bytes, about: str) -> bytes:
        if self.opened is None:
            raise LookupError("the store is not open yet: try again in a moment")
        return self.opened.unseal(sealed, about)

    def people(self) -> list[Person]:
        """Who may log in here."""
        from kiosk.shifts import person_of

        return [person_of(entry) for entry in self.given.roster] if self.given else []

    def person(self, staff: str) -> Person | None:
        """Return the person of that number, if they may log in here."""
        return next((one for one in self.people() if one.staff == staff), None)

    def typed(self, number: str) -> None:
        """Take a number that the staff typed."""
        from kiosk.tickets.keypad import NotANumber

        try:
            self.keypad.typed(number)
        except NotANumber as why:
            log.info("a typed number was refused: %s", why)

    def _about(self) -> About:
        from kiosk.export import about

        assert self.opened is not None  # noqa: S101 - no day can be read before the store is open
        one = self.opened.identity
        return about(
            one.hall,
            one.window,
            self.settings.hall.zone,
            given=self.given,
            questionnaire=self.questionnaire,
            min_n=self.settings.summary.staff_minimum,
            language=self._views.comfort.language,
        )

    def today(self) -> str:
        """The business day."""
        from sync.clock import business_day

        return business_day(self.clock.now(), self.settings.zone)

    def observed(self) -> Observed:
        """What a heartbeat says of the window; asked from the presence thread."""
        from sync.delivery.presence import Observed

        phase, shift = self.desk.phase, self.desk.shift  # whole values, replaced at once: safe to read from any thread
        return Observed(
            page=type(phase).__name__,
            shift=shift.id if shift else None,
            staff=shift.person.staff if shift else None,
            out_of_service=getattr(phase, "code", None),
            commands=self.done.untold(),
        )
