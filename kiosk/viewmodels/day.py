"""The manager's day of this window: the summary's figures as lines and bars, and the files to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.questionnaire import Questionnaire
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.words import filled
from sync.kinds import Level
from sync.summary.figures import Group, Share, Summary


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


def sheet(read: DayRead, words: dict[str, str], questionnaire: Questionnaire, language: str) -> Sheet:
    """Return what the page shows of a day; shares always stand beside what they are shares of."""
    summary, total = read.summary, read.summary.total
    levels = total.levels or {}
    return Sheet(
        source_line=filled(words["daySource"], summary.origins.as_of[11:16], summary.origins.revision),
        figures=[
            _figure(words["dayServed"], str(total.served), filled(words["dayServedOf"], total.asked)),
            _figure(words["dayRated"], str(total.rated), filled(words["dayRatedOf"], _percent(total.response, words))),
            _share(words["daySatisfied"], total.satisfied, words),
            _share(words["dayBad"], total.bad, words),
        ],
        levels=[
            _bar(questionnaire.say(questionnaire.levels[level], language), levels.get(str(level.value), 0))
            for level in sorted(Level, reverse=True)
        ],
        causes=[_bar(words[f"cause_{cause}"], count) for cause, count in summary.causes.items() if count],
        hours=[_group(f"{one.key}:00", one) for one in summary.by_hour],
        people=[_group(one.name or words["staffUnknown"], one) for one in summary.by_staff],
        small_print=_small_print(read, words),
    )


def _figure(name: str, value: str, of: str) -> dict[str, object]:
    return {"name": name, "value": value, "of": of}


def _share(name: str, share: Share | None, words: dict[str, str]) -> dict[str, object]:
    return _figure(name, _percent(share, words), f"{share.count} / {share.of}" if share else "")


def _percent(share: Share | None, words: dict[str, str]) -> str:
    return f"{share.percent}%" if share and share.percent is not None else words["dayNone"]


def _bar(name: str, count: int) -> dict[str, object]:
    return {"name": name, "count": count, "text": str(count)}


def _group(name: str, group: Group) -> dict[str, object]:
    return {"name": name, "count": group.tally.rated, "text": f"{group.tally.rated} / {group.tally.served}"}


def _small_print(read: DayRead, words: dict[str, str]) -> str:
    lines = [words["dayCannotKnow"]] if read.summary.cannot_know else []
    if read.set_aside:
        lines.append(filled(words["daySetAside"], read.set_aside))
    return "\n".join(lines)


class DayViewModel(QObject):
    """One day at a time; `open` shows today."""

    changed = Signal()

    def __init__(
        self, book: DayBook, comfort: ComfortViewModel, questionnaire: Questionnaire, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._book, self._comfort, self._questionnaire = book, comfort, questionnaire
        self._day = ""
        self._read: DayRead | None = None
        self._busy = False
        self._said: tuple[str, ...] = ()
        comfort.changed.connect(self.changed)

    @Slot()
    def open(self) -> None:
        """Show today."""
        self._turn_to(self._book.today())

    @Slot()
    def earlier(self) -> None:
        """Show the day before."""
        self._turn_to((date.fromisoformat(self._day) - timedelta(days=1)).isoformat())

    @Slot()
    def later(self) -> None:
        """Show the day after, as far as today."""
        if self._can_later():
            self._turn_to((date.fromisoformat(self._day) + timedelta(days=1)).isoformat())

    @Slot()
    def export_day(self) -> None:
        """Write the day's files."""
        if self._read and not self._busy:
            self._busy = True
            self._say("exporting")
            self._book.export(self._day, self._exported)

    def _turn_to(self, day: str) -> None:
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
        return bool(self._day) and self._day < self._book.today()

    def _sheet(self) -> Sheet:
        if self._read is None:
            return Sheet()
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
