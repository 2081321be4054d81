"""What pressing a key means: a pure step from one board to the next, and what goes into the field. Nothing is kept after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.keyboard.keys import LETTERS, STROKES, Writing
from kiosk.keyboard.lexicon import Lexicon
from kiosk.keyboard.pinyin import MOST, Candidate, candidates
from kiosk.keyboard.syllables import CUT

LONGEST = 40  # letters that wait for a choice
SPELLED = frozenset("".join(LETTERS) + CUT)
DRAWN = frozenset("12345")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The keyboard at a moment; `typed` are letters or strokes (1 to 5) for which no word was chosen yet."""

    writing: Writing = Writing.PINYIN
    marks: bool = False
    capital: bool = False
    typed: str = ""

    @property
    def shown(self) -> str:
        """What waits, as it is shown above the candidates."""
        return "".join(list(STROKES)[int(one) - 1] for one in self.typed) if self._draws else self.typed

    @property
    def spelled(self) -> str:
        """What waits, as it belongs to the text if nothing is chosen any more; strokes are no text."""
        return "" if self._draws else self.typed.replace(CUT, "")

    @property
    def _draws(self) -> bool:
        return self.writing is Writing.STROKES

    def composes(self, does: str) -> bool:
        """Whether this key adds to what waits."""
        if self.marks or self.writing is Writing.LETTERS:
            return False
        return does in (DRAWN if self._draws else SPELLED)


@dataclass(frozen=True, slots=True)
class Step:
    """What a press leads to: the board after it, text for the field, one character taken away, the keyboard put away."""

    board: Board
    insert: str = ""
    erase: bool = False
    hide: bool = False


def press(board: Board, does: str, best: Candidate | None) -> Step:
    """Return what a key means; `best` is the likeliest word for what waits."""
    if board.composes(does):
        return _composed(board, does)
    if does == "back":
        return Step(replace(board, typed=board.typed[:-1]), erase=not board.typed)
    if does == "shift":
        return Step(replace(board, capital=not board.capital))
    if does == " " and board.typed:
        return choose(board, best) if best else _settled(board, None)
    settled = _settled(board, best)
    if does in tuple(Writing):
        return replace(settled, board=replace(settled.board, writing=Writing(does), marks=False, capital=False))
    match does:
        case "marks" | "keys":
            return replace(settled, board=replace(settled.board, marks=does == "marks", capital=False))
        case "hide":
            return replace(settled, hide=True)
        case _:
            written = does.upper() if board.capital else does
            return replace(settled, insert=settled.insert + written, board=replace(settled.board, capital=False))


def choose(board: Board, candidate: Candidate) -> Step:
    """Return what choosing a word means: it goes into the field, the letters it does not stand for wait on."""
    return Step(replace(board, typed=board.typed[candidate.taken :].lstrip(CUT)), insert=candidate.text)


def meant(lexicon: Lexicon, board: Board) -> tuple[Candidate, ...]:
    """Return what may be chosen for what waits."""
    if not board.typed:
        return ()
    if board.writing is Writing.STROKES:
        return tuple(Candidate(one.text, len(board.typed)) for one in lexicon.drawn(board.typed, MOST))
    return candidates(lexicon, board.typed)


def _composed(board: Board, does: str) -> Step:
    if len(board.typed) >= LONGEST or (does == CUT and (not board.typed or board.typed.endswith(CUT))):
        return Step(board)
    return Step(replace(board, typed=board.typed + does))


def _settled(board: Board, best: Candidate | None) -> Step:
    """Nothing waits any more: it has become the likeliest word for all of it, or stays as it was spelled."""
    whole = best is not None and best.taken == len(board.typed) and bool(board.typed)
    return Step(replace(board, typed=""), insert=best.text if best and whole else board.spelled)
