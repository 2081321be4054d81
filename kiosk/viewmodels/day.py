"""The manager's day of this window or of the hall: one day at a time, and the files to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.aside import SetAside
    from kiosk.volumes import Volume
    from sync.questionnaire import Questionnaire
    from sync.summary.figures import Summary


@dataclass(frozen=True, slots=True)
class NotDone:
    """The figures could not be had, or the files not written; `why` is a sentence for the manager."""

    why: str


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day's summary, and what the centre has set aside of this window."""

    summary: Summary
    aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The files are whole and where they should be."""

    folder: str
    names: tuple[str, ...] = ()


class DayBook(Protocol):
    """Where the manager's figures come from. Answers come later, on the caller's thread."""

    def today(self) -> str:
        """The business day of the hall."""
        ...

    def read(self, day: str, done: Callable[[DayRead | NotDone], None], *, hall: bool = False) -> None:
        """Count a day of this window, or ask the centre for the hall's."""
        ...

    def sticks(self, done: Callable[[tuple[Volume, ...]], None]) -> None:
        """Tell which sticks are plugged in."""
        ...

    def export(
        self,
        day: str,
        to: Path | None,
        done: Callable[[Written | NotDone], None],
        *,
        by: str = "",
        step: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        """Write the day's files to a stick, or to this machine's own folder."""
        ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day as the page shows it."""

    source_line: str = ""
    figures: list[dict[str, object]] = field(default_factory=list)
    levels: list[dict[str, object]] = field(default_factory=list)
    causes: list[dict[str, object]] = field(default_factory=list)
    hours: list[dict[str, object]] = field(default_factory=list)
    people: list[dict[str, object]] = field(default_factory=list)
    windows: list[dict[str, object]] = field(default_factory=list)
    aside: list[dict[str, object]] = field(default_factory=list)
    small_print: str = ""


class DayViewModel(QObject):
    """One day at a time; `open` shows today of this window. `choosing` is whether the page asks where the files go."""

    changed = Signal()

    def __init__(self, comfort: ComfortViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort = comfort
        self._book: DayBook | None = None
        self._questionnaire: Questionnaire | None = None
        self._day, self._by = "", ""
        self._hall = False
        self._read: DayRead | None = None
        self._shown = Sheet()
        self._busy = self._choosing = False
        self._sticks: tuple[Volume, ...] = ()
        self._done = 0.0
        self._said: tuple[Any, ...] = ()
        comfort.changed.connect(self._speak)

    def attend(self, book: DayBook, questionnaire: Questionnaire) -> None:
        """Take the figures from this book from now on."""
        self._book, self._questionnaire = book, questionnaire

    @Slot()
    @Slot(str)
    def open(self, by: str = "") -> None:
        """Show today; `by` is whose PIN it was."""
        if self._book:
            self._by, self._hall, self._choosing = by, False, False
            self._turn_to(self._book.today())

    @Slot()
    def earlier(self) -> None:
        """Show the day before."""
        self._turn_to(_moved(self._day, -1))

    @Slot()
    def later(self) -> None:
        """Show the day after, as far as today."""
        if self._can_later():
            self._turn_to(_moved(self._day, 1))

    @Slot()
    def toggle_hall(self) -> None:
        """From this window to the whole hall, as the centre knows it, and back."""
        self._hall = not self._hall
        self._turn_to(self._day)

    # --- taking the files away -----------------------------------------------------------------------------------------

    @Slot()
    def export_day(self) -> None:
        """Take the day's files away: where to is asked only where a stick is plugged in."""
        if self._book and self._can_export():
            self._busy = True
            self._say("exportLooking")
            self._book.sticks(self._found)

    @Slot()
    def look_for_sticks(self) -> None:
        """A stick was plugged in."""
        if self._book and self._choosing:
            self._book.sticks(self._found_again)

    @Slot(int)
    def export_to(self, place: int) -> None:
        """Write to that place of the list: this machine's own folder comes first, then the sticks."""
        if self._choosing and 0 <= place <= len(self._sticks):
            self._choosing = False
            self._write(self._sticks[place - 1].path if place else None)

    @Slot()
    def keep_looking(self) -> None:
        """Take nothing away after all."""
        self._choosing = self._busy = False
        self._say()

    def _found(self, sticks: tuple[Volume, ...]) -> None:
        self._sticks = sticks
        if sticks:
            self._choosing = True
            self._say()
        else:
            self._write(None)

    def _found_again(self, sticks: tuple[Volume, ...]) -> None:
        self._sticks = sticks
        self.changed.emit()

    def _write(self, to: Path | None) -> None:
        if self._book is None:
            return
        self._busy, self._done = True, 0.0
        self._say("exporting")
        self._book.export(self._day, to, self._exported, by=self._by, step=self._stepped)

    def _stepped(self, at: int, of: int) -> None:
        self._done = at / of if of else 0.0
        self._say("exportStep", at, of)

    def _exported(self, outcome: Written | NotDone) -> None:
        self._busy, self._done = False, 0.0
        if isinstance(outcome, NotDone):
            self._say("exportFailed", outcome.why)
        else:
            self._say("exported", outcome.folder, len(outcome.names))

    # --- inside ----------------------------------------------------------------------------------------------------------

    def _turn_to(self, day: str) -> None:
        if self._book is None:
            return
        self._day, hall = day, self._hall
        self._read = None
        self._look()
        self._say("dayAsking" if hall else "dayWaiting")
        self._book.read(day, lambda read: self._arrived(day, hall, read), hall=hall)

    def _arrived(self, day: str, hall: bool, read: DayRead | NotDone) -> None:
        if (day, hall) != (self._day, self._hall):
            return  # something else was asked for since
        if isinstance(read, NotDone):
            self._say("dayHallFailed" if hall else "dayFailed", read.why)
        else:
            self._read = read
            self._look()
            self._say()

    def _speak(self) -> None:
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        self._shown = Sheet()
        if self._read is not None and self._questionnaire is not None:
            from kiosk.viewmodels.sheet import sheet

            self._shown = sheet(self._read, self._comfort.words, self._questionnaire, self._comfort.language)

    def _say(self, *said: Any) -> None:
        self._said = said
        self.changed.emit()

    def _can_later(self) -> bool:
        return bool(self._book and self._day and self._day < self._book.today())

    def _can_export(self) -> bool:
        return self._read is not None and not self._busy and not self._hall

    def _word(self, key: str, *values: object) -> str:
        return filled(self._comfort.words[key], *values)

    def _places(self) -> list[dict[str, str]]:
        sticks = [{"name": one.name, "said": self._word("placeFree", one.free_mib)} for one in self._sticks]
        return [{"name": self._word("placeOwn"), "said": ""}, *sticks]  # a stick found later moves nothing

    day = Property(str, lambda self: self._day, notify=changed)
    can_later = Property(bool, _can_later, notify=changed)
    ready = Property(bool, lambda self: self._read is not None, notify=changed)
    of_hall = Property(bool, lambda self: self._hall, notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    can_export = Property(bool, _can_export, notify=changed)
    choosing = Property(bool, lambda self: self._choosing, notify=changed)
    places = Property(LIST, _places, notify=changed)
    done = Property(float, lambda self: self._done, notify=changed)
    message = Property(str, lambda self: self._word(*self._said) if self._said else "", notify=changed)
    source_line = Property(str, lambda self: self._shown.source_line, notify=changed)
    figures = Property(LIST, lambda self: self._shown.figures, notify=changed)
    levels = Property(LIST, lambda self: self._shown.levels, notify=changed)
    causes = Property(LIST, lambda self: self._shown.causes, notify=changed)
    hours = Property(LIST, lambda self: self._shown.hours, notify=changed)
    people = Property(LIST, lambda self: self._shown.people, notify=changed)
    windows = Property(LIST, lambda self: self._shown.windows, notify=changed)
    aside = Property(LIST, lambda self: self._shown.aside, notify=changed)
    small_print = Property(str, lambda self: self._shown.small_print, notify=changed)


def _moved(day: str, by: int) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()
