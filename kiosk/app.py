"""The composition root of the program at the window: the one place where its parts are made and joined. Decides nothing."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

from kiosk import garbage
from kiosk.settings import KioskSettings, overlaid
from kiosk.viewmodels.bridge import Bridge
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.day import DayViewModel
from kiosk.viewmodels.idle import IdleViewModel
from kiosk.viewmodels.load import Screen, application, load, load_fonts
from kiosk.viewmodels.staff import Entrance, StaffViewModel
from kiosk.viewmodels.window import WindowViewModel
from kiosk.viewmodels.words import languages
from sync import resources

# What decides, counts and keeps is loaded after the first frame (`furnish`): its records alone cost as much as the window.
if TYPE_CHECKING:
    from kiosk.backoffice import Backoffice
    from kiosk.backroom import Backroom, Broken, Opened
    from kiosk.book import Book
    from kiosk.daybook import DayFiles
    from kiosk.desk import Desk
    from kiosk.entry import Attached
    from kiosk.export import About
    from kiosk.flow import Person, Phase, Visit
    from kiosk.hearing import Hearing
    from kiosk.idling import Idling
    from kiosk.pins import PinCheck
    from kiosk.qr import Minted
    from kiosk.technician.layer import Layer
    from kiosk.technician.service import Around
    from kiosk.tickets.keypad import Keypad
    from kiosk.viewmodels.film import Film
    from kiosk.voice import Voice
    from kiosk.watchdog import Watchdog
    from sync.clock import Clock
    from sync.contract import KioskSettings as Given
    from sync.contract import State
    from sync.delivery.presence import News, Observed
    from sync.live import KioskEvent
    from sync.questionnaire import Questionnaire

log = logging.getLogger(__name__)


DEBTS_MS = 2_000
WARM_S = 1.0  # after which what was loaded for the first citizen is all there


class App:
    """One window. `start` shows it and opens everything behind it, `stop` ends in the designed order."""

    def __init__(
        self,
        settings: KioskSettings,
        folder: Path,
        clock: Clock,
        *,
        version: str,
        size: tuple[int, int] | None = None,
        exports: Path | None = None,
    ) -> None:
        self.application = application()
        load_fonts(resources.assets() / "fonts")
        self._told, self._folder, self._clock, self._version = settings, folder, clock, version
        self.exports = exports or (Path(settings.data.exports) if settings.data.exports else folder / "exports")
        self.bridge = Bridge()
        self._opened: Opened | None = None
        self._hearing: Hearing | None = None
        self._voice: Voice | None = None
        self._watchdog: Watchdog | None = None
        self._minting: Callable[[Visit], Minted] | None = None
        self._furnished = False
        look = settings.screen
        self.comfort = ComfortViewModel(
            languages(resources.assets() / "translations"),
            first=look.language,
            night=look.theme == "night",
            motion=look.motion,
        )
        self.scene = WindowViewModel(self.comfort)
        self.staff = StaffViewModel(self.comfort, self.bridge)
        self.day = DayViewModel(self.comfort)
        self.staff.day_wanted.connect(self.day.open)
        self.day.changed.connect(self.staff.stay)
        self.idle = IdleViewModel(self.bridge)
        self.screen: Screen = load(
            scene=self.scene,
            comfort=self.comfort,
            staff=self.staff,
            day=self.day,
            idle=self.idle,
            pointer=look.pointer or not look.full_screen,
            size=size,
        )
        self.backoffice: Backoffice | None = None
        self.again = self.left = False
        self._fault = ""
        self._told_shift: str | None = None
        self.screen.window.technicianWanted.connect(self._knocked)  # type: ignore[attr-defined] # a signal of Main.qml

    # --- parts, each made when it is first needed: after the first frame -----------------------------------------------

    @cached_property
    def _given(self) -> Given | None:
        from kiosk.store.roster import read_roster

        return read_roster(self._folder)

    @cached_property
    def _settled(self) -> tuple[KioskSettings, tuple[str, ...]]:
        from kiosk.technician.layer import WHERE, read_layer

        made, mistakes = overlaid(self._told, self._given.settings if self._given else {})
        made, more = overlaid(made, read_layer(self._folder), WHERE)
        return made, (*mistakes, *more)

    @property
    def settings(self) -> KioskSettings:
        """What holds here: our own settings, and over them what the centre gave."""
        return self._settled[0]

    @cached_property
    def _questionnaire(self) -> Questionnaire:
        from kiosk.questions import asked_here

        return asked_here(self.settings, self._given)

    @cached_property
    def backroom(self) -> Backroom:
        """Store, delivery, presence."""
        from kiosk.backroom import Backroom

        return Backroom(
            self.settings,
            self._folder,
            self._questionnaire,
            self._clock,
            version=self._version,
            post=self.bridge.post,
            observe=lambda: self._observed(),
            heard=self._heard,
            told=self._happened,
        )

    @cached_property
    def desk(self) -> Desk:
        """What decides."""
        from kiosk.desk import Desk
        from kiosk.stage import World

        world = World(
            clock=self._clock,
            timers=self.bridge,
            keep=self.backroom.keep,
            seal=self._seal,
            mint=self._mint,
            on_change=self._changed,
            urgent=self.backroom.beat,
            receipts=lambda: self._opened.receipts if self._opened else None,
        )
        return Desk(self.settings, self._questionnaire, world)

    @cached_property
    def _keypad(self) -> Keypad:
        from kiosk.tickets.keypad import Keypad

        return Keypad()

    @cached_property
    def _pins(self) -> PinCheck:
        from kiosk.pins import PinCheck

        made = PinCheck(self._unseal, self.bridge.post)
        made.know(self._given.roster if self._given else ())
        return made

    @cached_property
    def days(self) -> DayFiles:
        """The manager's figures and files."""
        from kiosk.daybook import DayFiles

        return DayFiles(self.backroom.storage, self._about, self._clock, self.backroom.client)

    def _book(self) -> Book:
        from kiosk.book import Book

        return Book(
            self.today,
            lambda: self.days if self._opened else None,
            self.bridge.post,
            own=self.exports,
            window=lambda: f"{self._opened.identity.hall}-{self._opened.identity.window}" if self._opened else "",
        )

    @cached_property
    def _idling(self) -> Idling:
        """What is shown while nobody is served."""
        from kiosk.idling import Idling

        return Idling(self.idle, self.scene, self.settings, self._folder, self._clock, self.bridge.post)

    def _furnish(self) -> None:
        """Put the desk behind the window."""
        look = self.settings.screen
        self.comfort.adopt(first=look.language, night=look.theme == "night", motion=look.motion)
        window = self._given.window if self._given else self.settings.window.id
        self.scene.attend(self.desk, self.settings.limits, window=window, keyboard=look.keyboard)
        card = self.settings.staff
        entrance = Entrance(
            people=self.people,
            check=self._pins.check,
            take=self._typed,
            cards=card.cards,
            card_alone=card.card == "alone",
        )
        self.staff.attend(self.desk, entrance)
        self.day.attend(self._book(), self._questionnaire)
        self._idling.begin(self._open_film)
        self.staff.changed.connect(self._stirred)
        self.comfort.changed.connect(self._stirred)
        self._stirred()
        self._furnished = True

    # --- its life ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open what is behind the window as soon as its first frame is on the screen."""
        window = self.screen.window

        def first_frame() -> None:
            window.frameSwapped.disconnect(first_frame)
            self.bridge.post(self._begin)

        window.frameSwapped.connect(first_frame)
        window.update()

    def run(self) -> int:
        """Show the window until it is closed; return the program's exit code."""
        self.start()
        breath = QTimer()
        breath.timeout.connect(lambda: None)  # lets Python see signals while Qt waits
        breath.start(500)
        code = self.application.exec()
        self.stop()
        return code

    def stop(self) -> None:
        """End: tickets, delivery, storage, engine."""
        if self._hearing:
            self._hearing.stop()
        if self._voice:
            self._voice.stop()
        if self._watchdog:
            self._watchdog.stop()
        if self._furnished:
            self._idling.stop()
            self._keypad.stop()
            self._pins.stop()
            if self.backoffice:
                self.backoffice.stop()
            self._pay_debts()
            self.days.stop()
            self.backroom.stop()
        self.bridge.close()
        self.screen.close()

    def _be_watched(self) -> None:
        """Opening is over, well or badly: from now on systemd may expect an answer at any time."""
        if "NOTIFY_SOCKET" not in os.environ:
            return
        from kiosk.watchdog import disk_reached, watchdog

        ask = disk_reached(self.backroom.storage, self._folder, self.bridge.post)
        self._watchdog = watchdog(os.environ, self.bridge, ask)
        self._watchdog.start()

    @property
    def ready(self) -> bool:
        """Whether ratings can be kept."""
        return self._opened is not None

    def _pay_debts(self) -> None:
        """What the desk still has in its hand goes to the disk first."""
        late = QDeadlineTimer(DEBTS_MS)
        while self._opened and self.desk.owed and not late.hasExpired():
            self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def _begin(self) -> None:
        from sync.questionnaire import BadQuestionnaire

        try:
            self._furnish()
        except (BadQuestionnaire, resources.NotFound, OSError) as why:  # found out after the first frame
            sys.stderr.write(f"{why}\n")
            self.application.exit(1)
            return
        for mistake in self._settled[1]:
            log.warning("%s", mistake)
        self.backroom.open(self._ready)

    def _ready(self, outcome: Opened | Broken) -> None:
        from kiosk.backroom import Broken

        self._be_watched()
        self._minting = outcome.mint
        if isinstance(outcome, Broken):
            log.error("%s: %s", outcome.code, outcome.why)
            self._fault = f"{outcome.code}: {outcome.why}"
            self.desk.broke(outcome.code)
            garbage.settle()
        else:
            self._opened = outcome
            self._idling.know(self._given, outcome.held)
            self.desk.remember(outcome.remembered)
            self.desk.settle_in(self._person)
            self.backroom.connect(self._given.etag if self._given else "")
            self.scene.warm_up()
            self.bridge.after(WARM_S, garbage.settle)
        if outcome.identity:  # numbers go on being called: where nothing can be kept, they are rated by phone
            self._take_numbers(outcome.identity.window)

    def _take_numbers(self, window: str) -> None:
        self.scene.stand_at(window)
        self._keypad.start(self.desk.ticket)
        self._listen(window)
        self._speak_up()

    def _listen(self, number: str) -> None:
        from kiosk.hearing import Hearing

        self._hearing = Hearing(
            self.settings, number, self._clock, desk=self.desk, post=self.bridge.post, card=self.staff.card
        )
        self._hearing.start(self.screen)

    def _speak_up(self) -> None:
        """Prompts, on a machine that can be heard."""
        from kiosk.surroundings import can_be_heard

        if not can_be_heard(os.environ):
            return
        from kiosk.viewmodels.speaker import QtSpeaker
        from kiosk.voice import Voice, folders

        self._voice = Voice(
            self.settings.voice,
            folders(self.settings.voice),
            QtSpeaker(),
            speaking=lambda: (self.comfort.language, self.comfort.words),
            now=lambda: self._clock.now().astimezone(self.settings.zone),
        )

    # --- what the desk and the views ask ---------------------------------------------------------------------------------

    def _changed(self, phase: Phase) -> None:
        self.scene.show(phase)
        self.staff.show(phase)
        if self._voice:
            self._voice.show(phase)
        if self.backoffice:
            self.backoffice.changed(phase)
        self._stirred()
        shift = self.desk.shift.id if self.desk.shift else None
        if shift != self._told_shift:  # where the same person sits at another window, the centre should know at once
            self._told_shift = shift
            self.backroom.beat()

    def _stirred(self) -> None:
        self.idle.show(self.desk.phase, panel=bool(self.staff.property("panel")))

    def _open_film(self) -> Film:
        from kiosk.viewmodels.film import Film

        return Film.of(self.screen.engine)

    def _seal(self, record: str, comment: str) -> Attached:
        assert self._opened is not None  # noqa: S101 - nothing can be rated before the store is open
        return self._opened.seal(record, comment)

    def _mint(self, visit: Visit) -> Minted:
        assert self._minting is not None  # noqa: S101 - no number is taken before, nor without a key
        return self._minting(visit)

    def _unseal(self, sealed: bytes, about: str) -> bytes:
        if self._opened is None:
            raise LookupError("the store is not open yet: try again in a moment")
        return self._opened.unseal(sealed, about)

    def people(self) -> list[Person]:
        """Who may log in here."""
        from kiosk.shifts import person_of

        return [person_of(entry) for entry in self._given.roster] if self._given else []

    def _person(self, staff: str) -> Person | None:
        return next((one for one in self.people() if one.staff == staff), None)

    def _typed(self, number: str) -> None:
        from kiosk.tickets.keypad import NotANumber

        try:
            self._keypad.typed(number)
        except NotANumber as why:
            log.info("a typed number was refused: %s", why)

    def _about(self) -> About:
        from kiosk.export import about

        assert self._opened is not None  # noqa: S101 - no day can be read before the store is open
        one = self._opened.identity
        return about(
            one.hall,
            one.window,
            self.settings.hall.zone,
            given=self._given,
            questionnaire=self._questionnaire,
            min_n=self.settings.summary.staff_minimum,
            language=self.comfort.language,
        )

    def today(self) -> str:
        """The business day."""
        from sync.clock import business_day

        return business_day(self._clock.now(), self.settings.zone)

    # --- the technician ------------------------------------------------------------------------------------------------

    def _knocked(self) -> None:
        if self._furnished and self.backoffice is None:
            from kiosk.backoffice import Backoffice

            window = self.screen.window
            self.backoffice = Backoffice(
                self._around(),
                self.comfort,
                self.bridge,
                lambda page: window.setProperty("technician", page),
                own=self.exports,
            )
        if self.backoffice:
            self.backoffice.knock()

    def _around(self) -> Around:
        from kiosk.technician.service import Around

        return Around(
            folder=self._folder,
            clock=self._clock,
            desk=self.desk,
            version=self._version,
            post=self.bridge.post,
            storage=lambda: self.backroom.storage if self._opened else None,
            client=self.backroom.client,
            settings=lambda: self.settings,
            given=lambda: self._given,
            adopt=self._chosen,
            fault=lambda: self._fault,
            sample=self._sample,
            end=self._end,
        )

    def _chosen(self, layer: Layer) -> None:
        from kiosk.technician.layer import WHERE

        self._settled = (overlaid(self.settings, layer, WHERE)[0], ())
        look = self.settings.screen
        self.comfort.adopt(first=look.language, night=look.theme == "night", motion=look.motion)
        if self._voice:
            self._voice.adopt(self.settings.voice)

    def _sample(self, volume: int) -> bool:
        if self._voice:
            self._voice.sample(volume)
        return self._voice is not None

    def _end(self, again: bool) -> None:
        self.again, self.left = again, not again
        self.application.exit(0)

    # --- the centre ----------------------------------------------------------------------------------------------------

    def _observed(self) -> Observed:
        from sync.delivery.presence import Observed

        phase, shift = self.desk.phase, self.desk.shift  # whole values, replaced at once: safe to read from any thread
        return Observed(
            page=type(phase).__name__,
            shift=shift.id if shift else None,
            staff=shift.person.staff if shift else None,
            out_of_service=getattr(phase, "code", None),
        )

    def _heard(self, news: News) -> None:
        from sync.contract import HeartbeatAnswer
        from sync.contract import KioskSettings as Given

        self.desk.help.centre_is(isinstance(news, HeartbeatAnswer | Given))
        match news:
            case HeartbeatAnswer():
                for one in news.help:
                    self.desk.help.answered(one.call, one.by)
                self._state_is(news.answer.state)
                self.desk.rated_elsewhere(news.rated)
                if news.close_shift:
                    self.desk.close_shift(news.close_shift)
            case Given():
                self._given = news
                self._pins.know(news.roster)
                self.desk.know(self._person)
                self.backroom.storage.call(lambda store: store.put_roster(news))
                self.backroom.look_for_files(lambda held: self._idling.know(self._given, held))
            case _:
                pass  # the heartbeat's own log says it; rating goes on

    def _happened(self, event: KioskEvent) -> None:
        """The centre passes on what concerns this window; the heartbeat would say most of it too, later."""
        if event.help is not None:
            self.desk.help.answered(event.help.call, event.help.by)
        if event.rated is not None:
            self.desk.rated_elsewhere((event.rated,))
        if event.queue is not None and self._hearing:
            self._hearing.told_by_centre(event.queue)

    def _state_is(self, state: State) -> None:
        from kiosk.codes import Code
        from sync.contract import State

        broken = getattr(self.desk.phase, "code", None)
        if state is not State.ACTIVE and broken is None:
            self.desk.broke(Code.TURNED_OFF)
        elif state is State.ACTIVE and broken == Code.TURNED_OFF:
            self.desk.mended()
