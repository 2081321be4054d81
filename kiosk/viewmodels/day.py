"""The manager's day of this window or of the hall: one day at a time. Where its files go: `taking.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.calendar import CalendarViewModel
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.taking import TakingViewModel
from kiosk.viewmodels.told import DayRead, NotDone, Wanted
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from kiosk.viewmodels.told import DayBook
    from sync.questionnaire import Questionnaire


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
    """One day at a time; `open` shows today of this window."""

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
        self._said: tuple[Any, ...] = ()
        self._taking = TakingViewModel(comfort, self._say, self)
        self._calendar = CalendarViewModel(comfort, self._days, self)
        self._taking.changed.connect(self.changed)
        self._calendar.changed.connect(self.changed)
        self._calendar.picked.connect(self._turn_to)
        comfort.changed.connect(self._speak)

    def attend(self, book: DayBook, questionnaire: Questionnaire) -> None:
        """Take the figures from this book from now on."""
        self._book, self._questionnaire = book, questionnaire
        self._taking.attend(book)

    @Slot()
    @Slot(str)
    def open(self, by: str = "") -> None:
        """Show today; `by` is whose PIN it was."""
        if self._book:
            self._by, self._hall = by, False
            self._calendar.close()
            self._taking.leave()
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
    def choose_day(self) -> None:
        """Open the month, to choose any day."""
        if self._book and self._day:
            self._calendar.show(self._day, self._book.today())

    @Slot()
    def toggle_hall(self) -> None:
        """From this window to the whole hall, as the centre knows it, and back."""
        self._hall = not self._hall
        self._turn_to(self._day)

    @Slot()
    def export_day(self) -> None:
        """Take the files of what is shown away."""
        if self._can_export():
            self._taking.begin(Wanted(day=self._day, hall=self._hall, by=self._by))

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

    def _days(self, first: str, last: str, done: Callable[[frozenset[str]], None]) -> None:
        if self._book:
            self._book.days(first, last, done)

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
        return self._read is not None and not self._taking.property("busy")

    def _word(self, key: str, *values: object) -> str:
        return filled(self._comfort.words[key], *values)

    taking = Property(QObject, lambda self: self._taking, constant=True)
    calendar = Property(QObject, lambda self: self._calendar, constant=True)
    day = Property(str, lambda self: self._day, notify=changed)
    can_later = Property(bool, _can_later, notify=changed)
    ready = Property(bool, lambda self: self._read is not None, notify=changed)
    of_hall = Property(bool, lambda self: self._hall, notify=changed)
    can_export = Property(bool, _can_export, notify=changed)
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
