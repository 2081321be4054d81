"""What the person at the window may do with the visit at hand and with their shift. Nobody rates here, or sees a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.flow import Phase
    from kiosk.viewmodels.derive import Counter


class CounterViewModel(QObject):
    """`acted` is sent before each act. While a citizen's page is open nothing here does anything."""

    changed = Signal()
    acted = Signal()

    def __init__(self, comfort: ComfortViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort = comfort
        self._desk: Desk | None = None
        self._counter: Counter | None = None
        self._told: tuple[object, ...] = ()
        comfort.changed.connect(self.changed)

    def attend(self, desk: Desk) -> None:
        """Act at this desk from now on."""
        self._desk = desk

    def show(self, phase: Phase) -> None:
        """Something at the desk changed."""
        from kiosk.viewmodels.derive import counter

        self._counter = counter(phase)
        desk = self._desk
        before, self._told = self._told, (self._counter, desk and desk.shift, desk and desk.last_unanswered)
        if before != self._told:
            self.changed.emit()

    @property
    def citizen_busy(self) -> bool:
        """Whether a page is open that belongs to the citizen alone."""
        return bool(self._counter and self._counter.citizen_busy)

    @property
    def can_type(self) -> bool:
        """Whether a number may be typed now."""
        return bool(self._counter and self._counter.can_type)

    @Slot()
    def finish(self) -> None:
        """The service is over: the citizen is asked."""
        if desk := self._acting():
            desk.finish()

    @Slot()
    def passed(self) -> None:
        """过号."""
        if desk := self._acting():
            desk.passed()

    @Slot()
    def given_up(self) -> None:
        """弃号."""
        if desk := self._acting():
            desk.given_up()

    @Slot()
    def put_back(self) -> None:
        """置后."""
        if desk := self._acting():
            desk.put_back()

    def forward(self, window: str) -> None:
        """转发, to a window where one was named."""
        if desk := self._acting():
            desk.forward(window or None)

    @Slot()
    def go_away(self) -> None:
        """暂停服务."""
        if desk := self._acting():
            desk.away()

    @Slot()
    def come_back(self) -> None:
        """恢复服务."""
        if desk := self._acting():
            desk.back()

    @Slot()
    def log_out(self) -> None:
        """Leave."""
        if desk := self._acting():
            desk.log_out()

    def _acting(self) -> Desk | None:
        self.acted.emit()
        return None if self.citizen_busy else self._desk

    def _word(self, key: str, *values: object) -> str:
        return filled(self._comfort.words[key], *values)

    def _line(self) -> str:
        shift = self._desk.shift if self._desk else None
        if shift is None:
            return self._word("staffUnknown")
        key = "staffLineAway" if self._counter and self._counter.away else "staffLine"
        return self._word(key, shift.person.name or shift.person.staff, shift.person.staff)

    def _soft_word(self) -> str:
        last = self._desk.last_unanswered if self._desk else None
        shift = self._desk.shift if self._desk else None
        if last is None or shift is None or last.shift != shift.id:
            return ""
        return self._word("softWord" if last.asked else "softWordNotAsked", last.ticket)

    line = Property(str, _line, notify=changed)
    soft_word = Property(str, _soft_word, notify=changed)
    can_finish = Property(bool, lambda self: bool(self._counter and self._counter.can_finish), notify=changed)
    can_leave = Property(bool, lambda self: bool(self._counter and self._counter.can_leave), notify=changed)
    away = Property(bool, lambda self: bool(self._counter and self._counter.away), notify=changed)
    on_duty = Property(bool, lambda self: bool(self._desk and self._desk.shift), notify=changed)
