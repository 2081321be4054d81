"""What the page for a number to be called back at binds to. The number itself is the phase's; here nothing stays of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.scene import Scene

if TYPE_CHECKING:
    from kiosk.desk import Desk


class ContactViewModel(QObject):
    """`shown` is the number as it is read aloud, `ready` whether somebody can be called there."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._offered = False
        self._keep_days = 0
        self._told = ("", False, False)

    def attend(self, desk: Desk) -> None:
        """Hand touches to this desk; it knows whether this hall calls back, and what it promises."""
        contact = desk.number.contact
        self._desk, self._keep_days, self._offered = desk, contact.keep_days, contact.offered
        self.changed.emit()

    def show(self, scene: Scene) -> None:
        """Take what is typed from the scene of the moment."""
        now = _told(scene)
        if now != self._told:
            self._told = now
            self.changed.emit()

    @Slot()
    def want(self) -> None:
        """The citizen would like to be called back."""
        if self._desk:
            self._desk.number.want()

    @Slot(str)
    def dial(self, digit: str) -> None:
        """A digit was touched; none takes the last one back."""
        if self._desk:
            self._desk.number.dial(digit)

    @Slot()
    def leave(self) -> None:
        """The number is right."""
        if self._desk:
            self._desk.number.leave()

    @Slot()
    def back(self) -> None:
        """Rather not."""
        if self._desk:
            self._desk.number.back()

    offered = Property(bool, lambda self: self._offered, notify=changed)
    keep_days = Property(int, lambda self: self._keep_days, notify=changed)
    shown = Property(str, lambda self: self._told[0], notify=changed)
    ready = Property(bool, lambda self: self._told[1], notify=changed)
    left = Property(bool, lambda self: self._told[2], notify=changed)


def _told(scene: Scene) -> tuple[str, bool, bool]:
    if not scene.number:
        return "", False, scene.calls_back
    from kiosk.callback import dialable, spaced  # with the first digit, long after the first frame

    return spaced(scene.number), dialable(scene.number), scene.calls_back
