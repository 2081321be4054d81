"""Taking a day's files away: where to, chosen by touch alone, and how far they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from kiosk.viewmodels.told import NotDone, Wanted, Written
from kiosk.viewmodels.words import filled

if TYPE_CHECKING:
    from kiosk.viewmodels.told import DayBook
    from kiosk.volumes import Volume


class TakingViewModel(QObject):
    """`choosing` is whether the page asks where the files go; `browsing` whether a folder of such a place is open.

    A place is this machine's own folder or a stick, and whoever browses it never leaves it. `say` tells the manager how
    it stands, by the key of a sentence and what stands in it.
    """

    changed = Signal()

    def __init__(self, comfort: ComfortViewModel, say: Callable[..., None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort, self._say = comfort, say
        self._book: DayBook | None = None
        self._wanted: Wanted | None = None
        self._busy = self._choosing = False
        self._sticks: tuple[Volume, ...] = ()
        self._root: int | None = None
        self._path: tuple[str, ...] = ()
        self._folders: tuple[str, ...] = ()
        self._done = 0.0
        comfort.changed.connect(self.changed)

    def attend(self, book: DayBook) -> None:
        """Take files from this book from now on."""
        self._book = book

    def begin(self, wanted: Wanted) -> None:
        """Ask where this day's files go."""
        if self._book and not self._busy:
            self._wanted, self._busy = wanted, True
            self._told("exportLooking")
            self._book.sticks(self._found)

    # --- where to ------------------------------------------------------------------------------------------------------

    @Slot()
    def look(self) -> None:
        """A stick was plugged in."""
        if self._book and self._choosing:
            self._book.sticks(self._found)

    @Slot(int)
    def take(self, place: int) -> None:
        """Write to that place of the list: this machine's own folder comes first, then the sticks."""
        if self._choosing and 0 <= place <= len(self._sticks):
            self._write(self._sticks[place - 1].path if place else None)

    @Slot(int)
    def browse(self, place: int) -> None:
        """Look into that place of the list, to choose a folder in it."""
        if self._choosing and 0 <= place <= len(self._sticks):
            self._root = place
            self._open(())

    @Slot(int)
    def into(self, folder: int) -> None:
        """Open a folder of the list."""
        if self._root is not None and 0 <= folder < len(self._folders):
            self._open((*self._path, self._folders[folder]))

    @Slot()
    def up(self) -> None:
        """Back to the folder above; above the first one, to the places."""
        if self._root is None:
            return
        if self._path:
            self._open(self._path[:-1])
        else:
            self._root = None
            self.changed.emit()

    @Slot()
    def here(self) -> None:
        """Write to the folder that is open."""
        if self._root is not None:
            self._write(self._at())

    @Slot()
    def leave(self) -> None:
        """Take nothing away after all."""
        self._busy = False
        self._close()
        self._told()

    def _found(self, sticks: tuple[Volume, ...]) -> None:
        if self._busy:
            self._sticks, self._choosing = sticks, True
            self._told()

    def _open(self, path: tuple[str, ...]) -> None:
        self._path, self._folders = path, ()
        self.changed.emit()
        if self._book:
            at = self._at()
            self._book.folders(at, lambda names: self._opened(at, names))

    def _opened(self, at: Path | None, names: tuple[str, ...]) -> None:
        if self._root is not None and at == self._at():  # not somewhere else since
            self._folders = names
            self.changed.emit()

    def _at(self) -> Path:
        root = self._sticks[self._root - 1].path if self._root else self._own()
        return root.joinpath(*self._path)

    def _own(self) -> Path:
        return self._book.own if self._book else Path()

    def _close(self) -> None:
        self._choosing, self._root, self._path, self._folders = False, None, (), ()

    # --- writing -------------------------------------------------------------------------------------------------------

    def _write(self, to: Path | None) -> None:
        if self._book is None or self._wanted is None:
            return
        self._close()
        self._done = 0.0
        self._told("exporting")
        self._book.export(self._wanted, to, self._exported, self._stepped)

    def _stepped(self, at: int, of: int) -> None:
        self._done = at / of if of else 0.0
        self._told("exportStep", at, of)

    def _exported(self, outcome: Written | NotDone) -> None:
        self._busy, self._done = False, 0.0
        if isinstance(outcome, NotDone):
            self._told("exportFailed", outcome.why)
        else:
            self._told("exported", outcome.folder, len(outcome.names))

    def _told(self, *said: object) -> None:
        self._say(*said)
        self.changed.emit()

    def _places(self) -> list[dict[str, str]]:
        words = self._comfort.words
        sticks = [{"name": one.name, "said": filled(words["placeFree"], one.free_mib)} for one in self._sticks]
        return [{"name": words["placeOwn"], "said": str(self._own())}, *sticks]  # a stick found later moves nothing

    def _where(self) -> str:
        if self._root is None:
            return ""
        root = self._sticks[self._root - 1].name if self._root else self._comfort.words["placeOwn"]
        return " / ".join((root, *self._path))

    choosing = Property(bool, lambda self: self._choosing, notify=changed)
    browsing = Property(bool, lambda self: self._root is not None, notify=changed)
    places = Property(LIST, _places, notify=changed)
    where = Property(str, _where, notify=changed)
    folders = Property(LIST, lambda self: list(self._folders), notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    done = Property(float, lambda self: self._done, notify=changed)
