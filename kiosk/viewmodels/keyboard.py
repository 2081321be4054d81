"""The on-screen keyboard as QML sees it: rows of keys, words to choose, and what goes into the field. Loaded at its first use."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.keyboard import board as boards
from kiosk.keyboard.board import Board, Step
from kiosk.keyboard.keys import HINTS, Writing, rows
from kiosk.keyboard.lexicon import FILE
from kiosk.keyboard.lookup import Found, Lookup
from kiosk.keyboard.pinyin import Candidate
from kiosk.viewmodels.bridge import Bridge
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.kinds import LIST
from sync import resources

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A word that was touched."""

    text: str


class KeyboardViewModel(QObject):
    """One keyboard for one citizen at a time: `open` begins with nothing, `close` forgets everything.

    Keys are taken in their order. One that needs to know what the letters mean waits until the lexicon has answered.
    """

    turned = Signal()  # other keys
    shifted = Signal()
    spelling = Signal()
    offered = Signal()
    inserted = Signal(str, arguments=["text"])
    erased = Signal()
    hidden = Signal()

    def __init__(self, comfort: ComfortViewModel, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comfort, self._file = comfort, file or resources.assets() / "lexicon" / FILE
        self._bridge = Bridge(self)
        self._lookup: Lookup | None = None
        self._lexicon = False
        self._board = Board()
        self._found: tuple[Candidate, ...] = ()
        self._asked = self._answered = 0
        self._waiting: deque[str | Chosen] = deque()

    @Slot()
    def open(self) -> None:
        """Somebody is about to write."""
        self.close()
        self._lexicon = self._file.is_file()
        self._lookup = Lookup(self._file, self._bridge.post) if self._lexicon else None
        self._begin()

    @Slot()
    def close(self) -> None:
        """Nobody writes any more: nothing of what was typed is left."""
        if self._lookup:
            self._lookup.stop()
            self._lookup = None
        self._waiting.clear()
        self._begin()

    @Slot(str)
    def press(self, does: str) -> None:
        """A key was pressed."""
        self._waiting.append(does)
        self._work()

    @Slot(int)
    def choose(self, place: int) -> None:
        """A word was chosen; where other letters came meanwhile, it must be one of their words too."""
        if place < len(self._found):
            self._waiting.append(Chosen(self._found[place].text))
            self._work()

    def _begin(self) -> None:
        chinese = self._lexicon and self._comfort.language.startswith("zh")
        self._asked += 1  # an answer that is still on its way is nobody's
        self._answered = self._asked
        self._found = ()
        self._show(Board(writing=Writing.PINYIN if chinese else Writing.LETTERS))
        self.turned.emit()
        self.offered.emit()

    def _work(self) -> None:
        while self._waiting:
            first = self._waiting[0]
            answered = self._asked == self._answered
            if not answered and (isinstance(first, Chosen) or not self._board.composes(first)):
                return
            self._waiting.popleft()
            if isinstance(first, Chosen):
                self._choose(first.text)
            else:
                self._take(boards.press(self._board, first, self._found[0] if self._found else None))

    def _choose(self, text: str) -> None:
        for one in self._found:
            if one.text == text:
                self._take(boards.choose(self._board, one))
                return

    def _take(self, step: Step) -> None:
        typed = self._board.typed
        self._show(step.board)
        if step.insert:
            self.inserted.emit(step.insert)
        if step.erase:
            self.erased.emit()
        if step.board.typed != typed:
            self._ask()
        if step.hide:
            self.hidden.emit()

    def _show(self, board: Board) -> None:
        before, self._board = self._board, board
        if (board.writing, board.marks) != (before.writing, before.marks):
            self.turned.emit()
        if board.capital != before.capital:
            self.shifted.emit()
        if (board.shown, board.spelled) != (before.shown, before.spelled):
            self.spelling.emit()

    def _ask(self) -> None:
        self._asked += 1
        number = self._asked
        if self._lookup and self._board.typed:
            self._lookup.ask(self._board, lambda found: self._told(number, found))
        else:
            self._told(number, ())

    def _told(self, number: int, found: Found) -> None:
        if number != self._asked:
            return
        if isinstance(found, Exception):
            log.error("the keyboard's lexicon cannot be used, letters only: %s", type(found).__name__)
            self._lexicon, found = False, ()
            self._show(replace(self._board, writing=Writing.LETTERS, typed=""))
            self.turned.emit()
        self._answered, self._found = number, found
        self.offered.emit()
        self._work()

    def _rows(self) -> list[list[dict[str, object]]]:
        board = self._board
        shown = rows(board.writing, marks=board.marks, lexicon=self._lexicon)
        return [[asdict(key) for key in row] for row in shown]

    def _hint(self) -> str:
        return HINTS.get(self._board.writing, "") if self._lexicon and not self._board.marks else ""

    rows = Property(LIST, _rows, notify=turned)
    chooses = Property(bool, lambda self: self._lexicon, notify=turned)
    hint = Property(str, _hint, notify=turned)
    capital = Property(bool, lambda self: self._board.capital, notify=shifted)
    typed = Property(str, lambda self: self._board.shown, notify=spelling)
    spelled = Property(str, lambda self: self._board.spelled, notify=spelling)
    answered = Property(bool, lambda self: self._asked == self._answered, notify=offered)
    candidates = Property(LIST, lambda self: [one.text for one in self._found], notify=offered)
