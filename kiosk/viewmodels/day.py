"""The manager's day of this window: one day at a time, and the files to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from sync.questionnaire import Questionnaire
    from sync.summary.figures import Summary


@dataclass(frozen=True, slots=True)
class NotDone:
    """The figures could not be had, or the files not written; `why` is a sentence for the manager."""

    why: str


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day's summary, and how many records the centre has set aside."""

    summary: Summary
    set_aside: int = 0


class DayBook(Protocol):
    """Where the manager's figures come from. Answers come later, on the caller's thread."""

    def today(self) -> str:
        """The business day of the hall."""
        ...

    def read(self, day: str, done: Callable[[DayRead | NotDone], None]) -> None:
        """Count a day."""
        ...

    def export(self, day: str, done: Callable[[str | NotDone], None]) -> None:
        """Write the day's files; `done` is told the folder they are in."""
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
    small_print: str = ""


class DayViewModel(QObject):
    """One day at a time; `open` shows today."""

    changed = Signal()

    def __init__(self, comfort: ComfortViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort = comfort
        self._book: DayBook | None = None
        self._questionnaire: Questionnaire | None = None
        self._day = ""
        self._read: DayRead | None = None
        self._busy = False
        self._said: tuple[str, ...] = ()
        comfort.changed.connect(self.changed)

    def attend(self, book: DayBook, questionnaire: Questionnaire) -> None:
        """Take the figures from this book from now on."""
        self._book, self._questionnaire = book, questionnaire

    @Slot()
    def open(self) -> None:
        """Show today."""
        if self._book:
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
    def export_day(self) -> None:
        """Write the day's files."""
        if self._book and self._read and not self._busy:
            self._busy = True
            self._say("exporting")
            self._book.export(self._day, self._exported)

    def _turn_to(self, day: str) -> None:
        if self._book is None:
            return
        self._day = day
        self._read = None
        self._say("dayWaiting")
        self._book.read(day, lambda read: self._arrived(day, read))

    def _arrived(self, day: str, read: DayRead | NotDone) -> None:
        if day != self._day:
            return  # another day was asked for since
        if isinstance(read, NotDone):
            self._say("dayFailed", read.why)
        else:
            self._read = read
            self._say()

    def _exported(self, outcome: str | NotDone) -> None:
        self._busy = False
        if isinstance(outcome, NotDone):
            self._say("exportFailed", outcome.why)
        else:
            self._say("exported", outcome)

    def _say(self, *said: str) -> None:
        self._said = said
        self.changed.emit()

    def _can_later(self) -> bool:
        return bool(self._book and self._day and self._day < self._book.today())

    def _sheet(self) -> Sheet:
        if self._read is None or self._questionnaire is None:
            return Sheet()
        from kiosk.viewmodels.sheet import sheet

        return sheet(self._read, self._comfort.words, self._questionnaire, self._comfort.language)

    def _message(self) -> str:
        return filled(self._comfort.words[self._said[0]], *self._said[1:]) if self._said else ""

    day = Property(str, lambda self: self._day, notify=changed)
    can_later = Property(bool, _can_later, notify=changed)
    ready = Property(bool, lambda self: self._read is not None, notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    message = Property(str, _message, notify=changed)
    source_line = Property(str, lambda self: self._sheet().source_line, notify=changed)
    figures = Property(LIST, lambda self: self._sheet().figures, notify=changed)
    levels = Property(LIST, lambda self: self._sheet().levels, notify=changed)
    causes = Property(LIST, lambda self: self._sheet().causes, notify=changed)
    hours = Property(LIST, lambda self: self._sheet().hours, notify=changed)
    people = Property(LIST, lambda self: self._sheet().people, notify=changed)
    small_print = Property(str, lambda self: self._sheet().small_print, notify=changed)


def _moved(day: str, by: int) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()
