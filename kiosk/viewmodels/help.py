"""What the help button and its panel bind to: how a call for the hall manager stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

if TYPE_CHECKING:
    from kiosk.desk import Desk


class HelpViewModel(QObject):
    """`state` is the name of the call's state in small letters, empty while nobody has called."""

    changed = Signal()

    def __init__(self, lengthened: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lengthened = lengthened  # the page under the panel waits longer, and its line of time must say so
        self._desk: Desk | None = None
        self._told = ("", False)

    def attend(self, desk: Desk) -> None:
        """Show this desk's calls from now on."""
        self._desk = desk
        self.show()

    def show(self) -> None:
        """Look at the desk again."""
        now = self._now()
        if now != self._told:
            self._told = now
            self.changed.emit()

    def _now(self) -> tuple[str, bool]:
        if self._desk is None:
            return "", False
        help_ = self._desk.help.state
        name = type(help_).__name__.lower()
        return "" if name == "quiet" else name, help_.open

    @Slot()
    def want(self) -> None:
        """The button was touched."""
        if self._desk:
            self._desk.want_help()
            self._lengthened()

    @Slot()
    def call(self) -> None:
        """The second touch."""
        if self._desk:
            self._desk.call_help()

    @Slot()
    def close(self) -> None:
        """The panel was put away."""
        if self._desk:
            self._desk.help.close()

    state = Property(str, lambda self: self._told[0], notify=changed)
    open = Property(bool, lambda self: self._told[1], notify=changed)
