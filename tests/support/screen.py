"""One window on the screen with a desk behind it whose disk, clock and timers are held in the hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem

from kiosk.desk import Desk
from kiosk.flow import Person, Phase
from kiosk.idling import Idling
from kiosk.remembering import Remembered
from kiosk.settings import KioskSettings
from kiosk.stage import World
from kiosk.tickets.source import Called, Ticket
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.day import DayViewModel
from kiosk.viewmodels.idle import IdleViewModel
from kiosk.viewmodels.load import Screen, load
from kiosk.viewmodels.staff import Entrance, StaffViewModel
from kiosk.viewmodels.told import DayRead, NotDone, Wanted, Written
from kiosk.viewmodels.window import WindowViewModel
from kiosk.viewmodels.words import languages
from kiosk.volumes import Volume
from sync.kinds import Origin
from sync.questionnaire import Questionnaire
from sync.resources import assets
from tests.support import touch
from tests.support.clock import FakeClock
from tests.support.desk import LI, QUESTIONNAIRE, RECEIPTS, WANG, Room, minted, sealed

if TYPE_CHECKING:
    from kiosk.viewmodels.film import Film

BOSS = Person(staff="S009", name="赵璟珺", department="大厅管理处", manager=True)
PINS = {"S001": "135790", "S002": "2468", "S009": "99887766"}
LANDSCAPE, PORTRAIT = (1280, 800), (800, 1280)


class HandBook:
    """The manager's figures, handed over when told.

    `plugged` are the sticks, `within` the folders in a folder, `served` the days with data.
    """

    def __init__(self) -> None:
        self.reads: list[tuple[str, Callable[[DayRead | NotDone], None]]] = []
        self.halls: list[bool] = []
        self.exports: list[tuple[Wanted, Callable[[Written | NotDone], None]]] = []
        self.to: list[Path | None] = []
        self.own = Path("/srv/yiping")
        self.served = frozenset({"2026-02-27", "2026-03-02"})
        self.within: dict[Path, tuple[str, ...]] = {}
        self.steps: list[Callable[[int, int], None]] = []
        self.plugged: tuple[Volume, ...] = ()

    def today(self) -> str:
        """Satisfies `DayBook`."""
        return "2026-03-02"

    def read(self, day: str, done: Callable[[DayRead | NotDone], None], *, hall: bool = False) -> None:
        """Satisfies `DayBook`."""
        self.reads.append((day, done))
        self.halls.append(hall)

    def sticks(self, done: Callable[[tuple[Volume, ...]], None]) -> None:
        """Satisfies `DayBook`."""
        done(self.plugged)

    def days(self, first: str, last: str, done: Callable[[frozenset[str]], None]) -> None:
        """Satisfies `DayBook`."""
        done(frozenset(day for day in self.served if first <= day <= last))

    def folders(self, of: Path, done: Callable[[tuple[str, ...]], None]) -> None:
        """Satisfies `DayBook`."""
        done(self.within.get(of, ()))

    def export(
        self,
        wanted: Wanted,
        to: Path | None,
        done: Callable[[Written | NotDone], None],
        step: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        """Satisfies `DayBook`."""
        self.exports.append((wanted, done))
        self.to.append(to)
        self.steps.append(step)


class OnScreen(Room):
    """A room whose desk is seen through a real window; `pins` holds PIN checks that wait while `slow_pins`."""

    def __init__(
        self,
        size: tuple[int, int] = LANDSCAPE,
        *,
        settings: KioskSettings | None = None,
        clock: FakeClock | None = None,
        night: bool = False,
        motion: bool = False,
        furnished: bool = True,
        pointer: bool = True,
        translations: Path | None = None,
        questionnaire: Questionnaire = QUESTIONNAIRE,
    ) -> None:
        self.questionnaire = questionnaire
        self.comfort = ComfortViewModel(
            languages(translations or assets() / "translations"), night=night, motion=motion
        )
        self.people: list[Person] = [WANG, LI, BOSS]
        self.pins: list[tuple[bool, Callable[[bool], None]]] = []
        self.slow_pins = False
        self.book = HandBook()
        self.posts: deque[Callable[[], object]] = deque()
        super().__init__(settings, clock)
        self.scene = WindowViewModel(self.comfort)
        self.staff = StaffViewModel(self.comfort, self.timers)
        self.day = DayViewModel(self.comfort)
        self.staff.day_wanted.connect(self.day.open)
        self.idle = IdleViewModel(self.timers)
        self.idling: Idling | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self.staff.changed.connect(self._stirred)
        if furnished:
            self.furnish()
        self.screen: Screen = load(
            scene=self.scene,
            comfort=self.comfort,
            staff=self.staff,
            idle=self.idle,
            pointer=pointer,
            size=size,
        )
        self.window = self.screen.window
        self.window.setProperty("day", self.day)
        self.frames: list[bool] = []
        self.window.frameSwapped.connect(lambda: self.frames.append(True))
        touch.wait_until(self.window.isExposed, "the window exposed")
        touch.turn()

    def furnish(self) -> None:
        """Put the desk behind the window."""
        self.scene.attend(self.desk, self.settings.limits, window="3")
        self.staff.attend(self.desk, Entrance(people=lambda: self.people, check=self._check, take=self._take))
        self.day.attend(self.book, self.questionnaire)

    def idles(self, data: Path, open_film: Callable[[], Film] | None = None) -> Idling:
        """Rest, and show the notices of the settings' folder, from now on; `data` is the kiosk's data folder."""

        def film() -> Film:
            from kiosk.viewmodels.film import Film

            return Film.of(self.screen.engine)

        self.idling = Idling(self.idle, self.scene, self.settings, data, self.clock, self.posts.append)
        self.idling.begin(open_film or film)
        self._stirred()
        return self.idling

    @property
    def folder(self) -> Path:
        """A folder of this window's own."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="yiping-screen-")
        return Path(self._folder.name)

    def given(self, image: QImage, name: str) -> Path:
        """Put a picture into the folder; return where it is."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        image.save(str(path), "PNG")  # type: ignore[call-overload] # PySide's stubs know only bytes there
        return path

    def posted(self) -> None:
        """Do what other threads posted so far."""
        while self.posts:
            self.posts.popleft()()

    def opened(self, memory: Remembered | None = None) -> Desk:
        """Return the desk; what it shows is shown."""
        world = World(
            clock=self.clock,
            timers=self.timers,
            keep=self.disk.keep,
            seal=sealed,
            mint=minted,
            receipts=lambda: RECEIPTS,
            on_change=self._changed,
        )
        return Desk(self.settings, self.questionnaire, world, memory)

    def serve(self, number: str = "A042") -> None:
        """Somebody is logged in and a number is served."""
        if self.desk.shift is None:
            self.desk.log_in(replace(WANG, duty="企业登记", promise="一次说清，一次办好"))
        self.desk.ticket(Called(Ticket(number=number, origin=Origin.QUEUE)))
        touch.turn()

    def ask(self, number: str = "A042") -> None:
        """The service of a number has ended."""
        self.serve(number)
        self.desk.finish()
        self.on_page("Asking")

    def ask_again(self) -> None:
        """The last number is called once more and its service ends."""
        self.serve()
        self.desk.finish()

    def settle(self) -> None:
        """Wait until the window has drawn itself, laid out anew, twice."""
        for _ in range(2):
            before = len(self.frames)
            self.window.update()
            touch.wait_until(lambda: len(self.frames) > before, "a frame")  # noqa: B023 - waited for at once

    def on_page(self, page: str) -> None:
        """Wait until a page is on the screen."""
        touch.wait_until(lambda: self.scene.page == page, f"the page {page}")
        touch.turn()

    def tap(self, *names: str) -> None:
        """Touch items one after another."""
        for name in names:
            touch.tap(self.window, name)

    def find(self, name: str) -> QQuickItem:
        """Return an item on the screen."""
        return touch.find(self.window, name)

    def sees(self, name: str) -> bool:
        """Whether an item is on the screen."""
        return touch.is_there(self.window, name)

    def text(self, name: str) -> str:
        """Return what an item says."""
        return str(self.find(name).property("text"))

    def type(self, digits: str) -> None:
        """Type on the keypad."""
        self.tap(*(f"digit-{digit}" for digit in digits))

    def close(self) -> None:
        """Take everything away; QML must have had nothing to complain of."""
        if self.idling:
            self.idling.stop()
        self.screen.close()
        if self._folder:
            self._folder.cleanup()
        assert self.screen.warnings == []

    def _changed(self, phase: Phase) -> None:
        self.shown.append(phase)
        self.scene.show(phase)
        self.staff.show(phase)
        self._stirred()

    def _stirred(self) -> None:
        self.idle.show(self.desk.phase, panel=bool(self.staff.panel))

    def _take(self, number: str) -> None:
        self.desk.ticket(Called(Ticket(number=number, origin=Origin.TYPED_BY_STAFF)))

    def _check(self, staff: str, pin: str, done: Callable[[bool], None]) -> None:
        self.pins.append((PINS[staff] == pin, done))
        if not self.slow_pins:
            self.check_pins()

    def check_pins(self) -> None:
        """Answer every PIN check that waits."""
        while self.pins:
            right, done = self.pins.pop(0)
            done(right)
