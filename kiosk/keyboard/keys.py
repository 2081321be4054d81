"""What is on the keys: three ways to write and a page of marks, each as rows of keys. Every row is ten units wide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WIDE = 1.25
LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
CHINESE_MARKS = ("1234567890", "“”‘’（）《》【】", "！、；：…—·％")
ENGLISH_MARKS = ("1234567890", "\"'()+=*_&$", "!-/;:@#%")


class Writing(StrEnum):
    """How the keys write."""

    PINYIN = "pinyin"
    STROKES = "strokes"
    LETTERS = "letters"


NAMES = {Writing.PINYIN: "keyPinyin", Writing.STROKES: "keyStrokes", Writing.LETTERS: "keyEnglish"}
HINTS = {Writing.PINYIN: "keyHintPinyin", Writing.STROKES: "keyHintStrokes"}  # for whoever meets it for the first time
STROKES = {"一": "strokeHeng", "丨": "strokeShu", "丿": "strokePie", "丶": "strokeDian", "乛": "strokeZhe"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what pressing it does, what stands on it, and how wide it is. An empty one is a gap.

    `word` names the text that stands on it, where it is not a character; `name` the one that is read out.
    """

    does: str
    face: str = ""
    word: str = ""
    name: str = ""
    width: float = 1.0
    tool: bool = False


Row = tuple[Key, ...]
GAP = Key("", width=0.5)


def rows(writing: Writing, *, marks: bool, lexicon: bool) -> tuple[Row, ...]:
    """Return the keys in sight. Without a lexicon there are letters only, and no way to what cannot work."""
    foot = _foot(writing, marks=marks, lexicon=lexicon)
    if marks:
        return (*_marks(ENGLISH_MARKS if writing is Writing.LETTERS else CHINESE_MARKS), foot)
    if writing is Writing.STROKES:
        return (*_strokes(), foot)
    return (*_letters(writing), foot)


def _letters(writing: Writing) -> tuple[Row, ...]:
    first, second, third = (_each(row) for row in LETTERS)
    cut = Key("'", "'", name="keyCut", width=1.5, tool=True)
    before = cut if writing is Writing.PINYIN else _tool("shift", "keyShift", 1.5)
    return first, (GAP, *second, GAP), (before, *third, _tool("back", "keyBack", 1.5))


def _strokes() -> tuple[Row, ...]:
    drawn = [Key(str(n), face, name=STROKES[face], width=10 / 3) for n, face in enumerate(STROKES, start=1)]
    return tuple(drawn[:3]), (*drawn[3:], _tool("back", "keyBack", 10 / 3)), _each("！、；：", 2.5)


def _marks(marks: tuple[str, str, str]) -> tuple[Row, ...]:
    first, second, third = marks
    return _each(first), _each(second), (*_each(third, 8.5 / len(third)), _tool("back", "keyBack", 1.5))


def _foot(writing: Writing, *, marks: bool, lexicon: bool) -> Row:
    comma, stop, ask = _each(",.?" if writing is Writing.LETTERS else "，。？")
    other = _tool("keys", "keyLetters") if marks else _tool("marks", "keyMarks")
    ways = [_tool(way, NAMES[way]) for way in Writing if lexicon and way is not writing]
    space = Key(" ", word="keySpace", width=7 - WIDE * (2 + len(ways)))
    return (other, *ways, comma, space, stop, ask, _tool("hide", "keyHide"))


def _each(faces: str, width: float = 1.0) -> Row:
    return tuple(Key(face, face, width=width) for face in faces)


def _tool(does: str, word: str, width: float = WIDE) -> Key:
    return Key(does, word=word, width=width, tool=True)
