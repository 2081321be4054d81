"""The composition root of the program at the window: the one place where its parts are made and joined. Decides nothing."""

from __future__ import annotations

import logging
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from kiosk import garbage
from kiosk.settings import KioskSettings
from kiosk.viewmodels.bridge import Bridge
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.idle import IdleViewModel
from kiosk.viewmodels.load import Screen, application, load, load_fonts, turn_until
from kiosk.viewmodels.staff import StaffViewModel
from kiosk.viewmodels.window import WindowViewModel
from kiosk.viewmodels.words import languages
from sync import resources

# What decides, counts and keeps is loaded after the first frame (`furnish`): its records alone cost as much as the window.
if TYPE_CHECKING:
    from kiosk.backoffice import Backoffice
    from kiosk.backroom import Backroom
    from kiosk.daybook import DayFiles
    from kiosk.desk import Desk
    from kiosk.flow import Person, Phase
    from kiosk.knocking import Knocking
    from kiosk.opened import Broken, Opened
    from kiosk.opening import Opening
    from kiosk.parts import Parts, Views
    from kiosk.senses import Senses
    from kiosk.viewmodels.day import DayViewModel
    from kiosk.watchdog import Watchdog
    from sync.clock import Clock

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
        self.bridge = Bridge()
        self._watchdog: Watchdog | None = None
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
        self.idle = IdleViewModel(self.bridge)
        self.screen: Screen = load(
            scene=self.scene,
            comfort=self.comfort,
            staff=self.staff,
            idle=self.idle,
            pointer=look.pointer or not look.full_screen,
            size=size,
        )
        self.exports = exports or (Path(settings.data.exports) if settings.data.exports else folder / "exports")
        self._own, self._folder, self._clock, self._version = settings, folder, clock, version
        self.screen.window.technicianWanted.connect(self._knocked)  # type: ignore[attr-defined] # a signal of Main.qml
        self.again = self.left = False
        self._told_shift: str | None = None

    # --- the parts, made after the first frame, and what others ask of them ------------------------------------------------

    @cached_property
    def parts(self) -> Parts:
        """What stands behind the window."""
        from kiosk.furnishing import Doors, joined
        from kiosk.parts import Where

        where = Where(folder=self._folder, exports=self.exports, clock=self._clock, version=self._version)
        doors = Doors(hearing=lambda: self.senses.hearing, remote=lambda: self._knocking.remote)
        return joined(self._own, where, self._views, self._changed, doors)

    @cached_property
    def _views(self) -> Views:
        from kiosk.parts import Views

        return Views(bridge=self.bridge, comfort=self.comfort, scene=self.scene, idle=self.idle)

    @cached_property
    def senses(self) -> Senses:
        """What the window hears and says."""
        from kiosk.senses import Senses

        return Senses(self.parts, self._views, self.staff.card)

    @cached_property
    def _opening(self) -> Opening:
        from kiosk.opening import Opening

        return Opening(self.backroom, self.bridge, self._ready)

    @cached_property
    def _knocking(self) -> Knocking:
        from kiosk.knocking import Knocking

        return Knocking(
            self.parts,
            self._views,
            show=lambda page: self.screen.window.setProperty("technician", page),
            end=self._end,
            voice=lambda: self.senses.voice,
        )

    @cached_property
    def day(self) -> DayViewModel:
        """The manager's page."""
        from kiosk.furnishing import managers_page

        return managers_page(self.comfort, self.staff, self.screen)

    @property
    def settings(self) -> KioskSettings:
        """What holds here: our own settings, and over them what the centre gave and a technician chose."""
        return self.parts.settings

    @property
    def backroom(self) -> Backroom:
        """Store, delivery, presence."""
        return self.parts.backroom

    @property
    def desk(self) -> Desk:
        """What decides."""
        return self.parts.desk

    @property
    def days(self) -> DayFiles:
        """The manager's figures and files."""
        return self.parts.days

    @property
    def backoffice(self) -> Backoffice | None:
        """The technician's room, once somebody has knocked."""
        return self._knocking.backoffice

    def people(self) -> list[Person]:
        """Who may log in here."""
        return self.parts.people()

    def today(self) -> str:
        """The business day."""
        return self.parts.today()

    @property
    def ready(self) -> bool:
        """Whether ratings can be kept."""
        return self.parts.opened is not None

    def _furnish(self) -> None:
        """Put the desk behind the window."""
        from kiosk.furnishing import film_of, furnish

        furnish(self.parts, self.scene, self.comfort, self.staff)
        self.day.attend(self.parts.book(), self.parts.questionnaire)
        self.parts.idling.begin(lambda: film_of(self.screen))
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
        if self._watchdog:
            self._watchdog.stop()
        if self._furnished:
            self._opening.stop()
            self.senses.stop()
            self.parts.idling.stop()
            self.parts.keypad.stop()
            self.parts.pins.stop()
            self._knocking.stop()
            turn_until(
                self.application, lambda: not (self.ready and self.desk.owed), DEBTS_MS
            )  # it goes to the disk first
            self.days.stop()
            self.backroom.stop()
        self.bridge.close()
        self.screen.close()

    def _begin(self) -> None:
        from sync.questionnaire import BadQuestionnaire

        try:
            self._furnish()
        except (BadQuestionnaire, resources.NotFound, OSError) as why:  # found out after the first frame
            sys.stderr.write(f"{why}\n")
            self.application.exit(1)
            return
        for mistake in self.parts.settled[1]:
            log.warning("%s", mistake)
        self._opening.begin()

    def _ready(self, outcome: Opened | Broken) -> None:
        from kiosk.opened import Broken

        if "NOTIFY_SOCKET" in os.environ and self._watchdog is None:  # from now on systemd may expect an answer
            from kiosk.watchdog import watching

            self._watchdog = watching(os.environ, self.bridge, self.backroom.storage, self.parts.folder)
        self.parts.minting = outcome.mint
        if isinstance(outcome, Broken):
            log.error("%s: %s", outcome.code, outcome.why)
            self._knocking.fault = f"{outcome.code}: {outcome.why}"
            self.desk.broke(outcome.code)
            garbage.settle()
        else:
            self._stands(outcome)
        if outcome.identity:  # numbers go on being called: where nothing can be kept, they are rated by phone
            self._take_numbers(outcome.identity.window)

    def _stands(self, opened: Opened) -> None:
        """Ratings can be kept: from the start, or after what hindered it has passed."""
        self.parts.opened = opened
        self.parts.idling.know(self.parts.given, opened.held)
        self.desk.remember(opened.remembered)
        self.desk.settle_in(self.parts.person)
        self._knocking.mended()
        self.backroom.connect(self.parts.given.etag if self.parts.given else "")
        self.scene.warm_up()
        self.bridge.after(WARM_S, garbage.settle)

    def _take_numbers(self, window: str) -> None:
        self.scene.stand_at(window)
        self.senses.begin(window, self.screen)

    # --- what the desk and the views ask ---------------------------------------------------------------------------------

    def _changed(self, phase: Phase) -> None:
        self.scene.show(phase)
        self.staff.show(phase)
        self.senses.show(phase)
        if self._furnished:
            self._knocking.changed(phase)
        self._stirred()
        shift = self.desk.shift.id if self.desk.shift else None
        if shift != self._told_shift:  # where the same person sits at another window, the centre should know at once
            self._told_shift = shift
            self.backroom.beat()

    def _stirred(self) -> None:
        self.idle.show(self.desk.phase, panel=bool(self.staff.property("panel")))

    def _knocked(self) -> None:
        if self._furnished:
            self._knocking.knock()

    def _end(self, again: bool) -> None:
        self.again, self.left = again, not again
        self.application.exit(0)
