"""The technician's page: the challenge and its answer, then the kiosk's health and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.health import places, rows
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from kiosk.technician.line import Line
    from kiosk.viewmodels.work import Work
    from kiosk.volumes import Volume
    from kiosk.writing import Timers

DIGITS = 8
CLOSES_AFTER_S = {"gate": 60.0}  # the citizen's page comes back; the same challenge stands for fifteen minutes
WORK_S = 600.0
COLOURS = ("#ffffff", "#000000", "#ff0000", "#00ff00", "#0000ff", "#808080")
COLUMNS, ROWS = 8, 6  # of the touch test


class TechnicianViewModel(QObject):
    """`view` is "gate", "inside", "places", "touch" or "colours". `closed` when the page is to go."""

    changed = Signal()
    closed = Signal()

    def __init__(
        self,
        comfort: ComfortViewModel,
        timers: Timers,
        work: Work,
        *,
        own: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._comfort, self._timers, self._work, self._own = comfort, timers, work, own
        self._view, self._answer = "gate", ""
        self._place: tuple[str, str, str] | None = None
        self._placed = False
        self._lines: tuple[Line, ...] = ()
        self._volumes: tuple[Volume, ...] = ()
        self._said: tuple[Any, ...] = ()
        self._busy = False
        self._colour = 0
        self._volume: int | None = None
        self._touched: set[int] = set()
        self._stop: Callable[[], None] | None = None
        comfort.changed.connect(self.changed)
        work.place(self._arrived)
        self._stay()

    # --- the door ----------------------------------------------------------------------------------------------------

    @Slot(str)
    def digit(self, digit: str) -> None:
        """A digit of the answer."""
        if not self._busy:
            self._answer = (self._answer + digit)[:DIGITS]
            self._said = ()
            self._stay()

    @Slot()
    def erase(self) -> None:
        """Take the last digit back."""
        self._answer = self._answer[:-1]
        self._stay()

    @Slot()
    def accept(self) -> None:
        """The answer is complete."""
        if not self._can_accept():
            return
        wait_ms = self._work.wait_ms()
        typed, self._answer = self._answer, ""
        if wait_ms > 0:
            self._say("loginWait", -(-wait_ms // 1000))
            return
        self._busy = True
        self._say("loginChecking")
        self._work.check(typed, self._checked)

    def _checked(self, right: bool) -> None:
        self._busy = False
        if self._view != "gate":
            return  # they went away, or the page made way for a citizen
        if not right:
            wait_ms = self._work.failed()
            self._say(*(("loginWait", -(-wait_ms // 1000)) if wait_ms else ("techWrong",)))
            return
        self._work.enter()
        self._turn_to("inside")
        self.look()

    def give_way(self) -> None:
        """A citizen is being asked: somebody who only knocks does not stand in front of them."""
        if self._view == "gate":
            self.close()

    @Slot()
    def close(self) -> None:
        """Done: the window goes on."""
        if self._view == "":
            return
        inside, self._view = self._view != "gate", ""
        if self._stop:
            self._stop()
        if inside:
            self._work.leave()
        self.closed.emit()

    # --- inside ------------------------------------------------------------------------------------------------------

    @Slot()
    def look(self) -> None:
        """Look at every part, now."""
        self._busy = True
        self._say("techLooking")
        self._work.look(self._looked)

    @Slot()
    def next_language(self) -> None:
        """What a citizen meets first from now on is the other language."""
        self._comfort.next_language()
        self._choose("screen", "language", self._comfort.language)

    @Slot()
    def toggle_night(self) -> None:
        """Light or dark, from now on."""
        self._choose("screen", "theme", "day" if self._comfort.property("night") else "night")

    @Slot(int)
    def change_volume(self, by: int) -> None:
        """Louder or quieter, from now on; it is heard at once."""
        voice = self._work.settings().voice
        before = voice.volume if self._volume is None else self._volume
        self._volume = max(0, min(100, before + by))
        self._choose("voice", "volume", self._volume)
        heard = self._work.sample(self._volume)
        word = "techVolumeHours" if voice.by_hour else "techVolumeIs" if heard else "techVolumeMute"
        self._say(word, self._volume)

    @Slot()
    def test_colours(self) -> None:
        """One colour after another over the whole screen."""
        self._colour = 0
        self._turn_to("colours")

    @Slot()
    def next_colour(self) -> None:
        """The next one; after the last, back."""
        self._colour += 1
        self._turn_to("colours" if self._colour < len(COLOURS) else "inside")

    @Slot()
    def test_touch(self) -> None:
        """Every part of the screen wants to be touched."""
        self._touched = set()
        self._turn_to("touch")

    @Slot(float, float)
    def touch(self, x: float, y: float) -> None:
        """A finger is at this part of the width and height."""
        if not (0 <= x < 1 and 0 <= y < 1):
            return
        cell = int(y * ROWS) * COLUMNS + int(x * COLUMNS)
        if cell not in self._touched:
            self._touched.add(cell)
            self._stay()
        if len(self._touched) == COLUMNS * ROWS:
            self._turn_to("inside")
            self._say("techTouchWell")

    @Slot()
    def end_touch(self) -> None:
        """Enough: say how much of the screen answered."""
        answered = len(self._touched)
        self._turn_to("inside")
        self._say("techTouchSome", answered, COLUMNS * ROWS)

    @Slot()
    def choose_place(self) -> None:
        """Where the bundle is to go."""
        self._volumes = ()
        self._turn_to("places")
        self.look_for_sticks()

    @Slot()
    def look_for_sticks(self) -> None:
        """A stick was plugged in."""
        self._work.volumes(self._sticks)

    @Slot(str)
    def bundle_to(self, path: str) -> None:
        """Write the support bundle there."""
        self._turn_to("inside")
        self._busy = True
        self._say("techBundling")
        self._work.bundle(Path(path), self._bundled)

    @Slot()
    def back(self) -> None:
        """From a test or a list to the page itself."""
        self._turn_to("inside")

    @Slot()
    def restart(self) -> None:
        """End the program and begin it anew."""
        self.close()
        self._work.end(again=True)

    @Slot()
    def leave_kiosk(self) -> None:
        """End the program: the machine's own desktop, or whatever is beneath."""
        self.close()
        self._work.end(again=False)

    # --- what comes back ---------------------------------------------------------------------------------------------

    def _arrived(self, place: tuple[str, str, str] | Exception | None) -> None:
        self._place = place if isinstance(place, tuple) else None
        self._placed = True
        self.changed.emit()

    def _looked(self, came: tuple[Line, ...] | Exception) -> None:
        self._busy = False
        if isinstance(came, Exception):
            self._say("techFailed", str(came))
            return
        self._lines = came
        self._say()

    def _sticks(self, came: tuple[Volume, ...] | Exception) -> None:
        self._volumes = came if isinstance(came, tuple) else ()
        self.changed.emit()

    def _bundled(self, came: Path | Exception) -> None:
        self._busy = False
        if isinstance(came, Exception):
            self._say("techFailed", str(came))
        else:
            self._say("techBundled", came.name, str(came.parent))

    # --- inside ------------------------------------------------------------------------------------------------------

    def _choose(self, section: str, key: str, value: object) -> None:
        self._work.choose(section, key, value)
        self._stay()

    def _turn_to(self, view: str) -> None:
        self._view = view
        self._answer = ""
        self._say()

    def _say(self, *said: Any) -> None:
        self._said = said
        self._stay()

    def _stay(self) -> None:
        if self._stop:
            self._stop()
        self._stop = self._timers.after(CLOSES_AFTER_S.get(self._view, WORK_S), self.close) if self._view else None
        self.changed.emit()

    def _word(self, key: str, *values: object) -> str:
        return filled(self._comfort.words[key], *values)

    def _can_accept(self) -> bool:
        return not self._busy and len(self._answer) == DIGITS and self._place is not None

    def _where(self) -> str:
        if self._place is None:
            return self._word("techNoKey") if self._placed else ""
        return self._word("techPlace", *self._place)

    view = Property(str, lambda self: self._view, notify=changed)
    whole_screen = Property(bool, lambda self: self._view in ("touch", "colours"), notify=changed)
    challenge = Property(str, lambda self: _in_fours(self._work.challenge()), notify=changed)
    where = Property(str, _where, notify=changed)
    answer = Property(str, lambda self: _in_fours(self._answer), notify=changed)
    can_accept = Property(bool, _can_accept, notify=changed)
    message = Property(str, lambda self: self._word(*self._said) if self._said else "", notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    rows = Property(LIST, lambda self: rows(self._lines, self._comfort.words), notify=changed)
    places = Property(LIST, lambda self: places(self._own, self._volumes, self._comfort.words), notify=changed)
    colour = Property(str, lambda self: COLOURS[min(self._colour, len(COLOURS) - 1)], notify=changed)
    columns = Property(int, lambda _self: COLUMNS, constant=True)
    touched = Property(LIST, lambda self: [at in self._touched for at in range(COLUMNS * ROWS)], notify=changed)


def _in_fours(digits: str) -> str:
    return f"{digits[:4]} {digits[4:]}".strip()
