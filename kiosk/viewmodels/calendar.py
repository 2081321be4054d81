"""A month to choose a day from by touch; days on which somebody was served here are marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.words import filled

Days = Callable[[str, str, Callable[[frozenset[str]], None]], None]
WEEK = 7
OLDEST = "2000-01-01"


def month_of(day: str) -> date:
    """Return the first day of a day's month."""
    return date.fromisoformat(day).replace(day=1)


def moved(month: date, by: int) -> date:
    """Return the first day of the month so many months on."""
    year, at = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, at + 1, 1)


def cells(month: date, *, today: str, chosen: str, marked: frozenset[str]) -> list[dict[str, object]]:
    """Return the month in whole weeks from Monday on; what is no day of it, or still to come, cannot be chosen."""
    first = month - timedelta(days=month.weekday())
    weeks = -(-(month.weekday() + (moved(month, 1) - month).days) // WEEK)
    made = []
    for at in range(weeks * WEEK):
        day = first + timedelta(days=at)
        name = day.isoformat()
        here = day.month == month.month
        made.append(
            {
                "day": name if here else "",
                "number": str(day.day) if here else "",
                "can": here and name <= today,
                "marked": here and name in marked,
                "chosen": name == chosen,
                "today": name == today,
            }
        )
    return made


class CalendarViewModel(QObject):
    """`days` tells which days have data; it is asked anew for each month. `picked` is the day that was touched."""

    changed = Signal()
    picked = Signal(str)

    def __init__(self, comfort: ComfortViewModel, days: Days, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort, self._days = comfort, days
        self._month: date | None = None
        self._today = self._chosen = ""
        self._marked: frozenset[str] = frozenset()
        comfort.changed.connect(self.changed)

    def show(self, chosen: str, today: str) -> None:
        """Open the month of a day; `today` is the last that can be chosen."""
        self._chosen, self._today = chosen, today
        self._turn_to(month_of(chosen))

    @Slot()
    def earlier(self) -> None:
        """The month before."""
        if self._month and self._month.isoformat() > OLDEST:
            self._turn_to(moved(self._month, -1))

    @Slot()
    def later(self) -> None:
        """The month after, as far as today's."""
        if self._month and self._can_later():
            self._turn_to(moved(self._month, 1))

    @Slot(str)
    def pick(self, day: str) -> None:
        """This day."""
        if self._month and "" < day <= self._today:
            self.close()
            self.picked.emit(day)

    @Slot()
    def close(self) -> None:
        """No other day after all."""
        self._month = None
        self.changed.emit()

    def _turn_to(self, month: date) -> None:
        self._month, self._marked = month, frozenset()
        self.changed.emit()
        last = moved(month, 1) - timedelta(days=1)
        self._days(month.isoformat(), last.isoformat(), lambda days: self._arrived(month, days))

    def _arrived(self, month: date, days: frozenset[str]) -> None:
        if month == self._month:
            self._marked = days
            self.changed.emit()

    def _can_later(self) -> bool:
        return self._month is not None and self._month < month_of(self._today)

    def _title(self) -> str:
        if self._month is None:
            return ""
        words = self._comfort.words
        return filled(words["calendarMonth"], self._month.year, words["calendarMonths"].split()[self._month.month - 1])

    def _cells(self) -> list[dict[str, object]]:
        if self._month is None:
            return []
        return cells(self._month, today=self._today, chosen=self._chosen, marked=self._marked)

    def _weekdays(self) -> list[str]:
        return self._comfort.words["calendarWeekdays"].split()

    open = Property(bool, lambda self: self._month is not None, notify=changed)
    title = Property(str, _title, notify=changed)
    weekdays = Property(LIST, _weekdays, notify=changed)
    cells = Property(LIST, _cells, notify=changed)
    can_later = Property(bool, _can_later, notify=changed)
    today = Property(str, lambda self: self._today, notify=changed)
