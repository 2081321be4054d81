"""The lexicon: which words are read or written so, likeliest first.

A file that is only ever read; `assets/lexicon/build.py` makes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.keyboard.syllables import CUT, Piece

FILE = "pinyin.sqlite"
VERSION = 1  # of its tables
COUNTS = {"words": "SELECT count(*) FROM words", "strokes": "SELECT count(*) FROM strokes"}
AGAIN = "make it with `python assets/lexicon/build.py --force`"
FINISHED = 500  # what it gains a character that all its strokes were drawn
UNFINISHED = 150  # what it costs a word that only the beginning of a syllable was typed


class NoLexicon(Exception):
    """There is none, or not one of ours; the text says which file and how to make it."""


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """A word and what it costs to believe in it: a hundred times the logarithm of how rare it is."""

    cost: int
    text: str


class Lexicon:
    """Opened on the thread that asks; several lexicons may read the same file."""

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise NoLexicon(f"{file} is missing: make it with `python assets/lexicon/build.py`")
        self._db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as why:
            version = why
        if version != VERSION:
            self._db.close()
            raise NoLexicon(f"{file} is not a lexicon ({version}): {AGAIN}")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def size(self, table: Literal["words", "strokes"]) -> int:
        """Return how much it knows, having read all of it."""
        with closing(self._db.execute(COUNTS[table])) as rows:
            return int(rows.fetchone()[0])

    def words(self, path: Sequence[Piece], most: int) -> list[Word]:
        """Return words of as many syllables, read so or beginning so."""
        if all(one.whole for one in path):
            reading = CUT.join(one.text for one in path)
            return self._found("SELECT cost, text FROM words WHERE reading = ? ORDER BY cost LIMIT ?", reading, most)
        initials = "".join(one.text[0] for one in path)
        pattern = CUT.join(one.text if one.whole else f"{one.text}*" for one in path)
        found = self._found(
            "SELECT cost, text FROM starts WHERE initials = ? AND reading GLOB ? ORDER BY cost LIMIT ?",
            initials, pattern, most,
        )  # fmt: skip
        extra = UNFINISHED * sum(not one.whole for one in path)
        return [Word(one.cost + extra, one.text) for one in found]

    def longer(self, path: Sequence[Piece], most: int) -> list[Word]:
        """Return words that go on after these syllables."""
        reading = CUT.join(one.text for one in path) + CUT
        return self._found(
            "SELECT cost, text FROM words WHERE reading > ? AND reading < ? ORDER BY cost LIMIT ?",
            reading, reading[:-1] + chr(ord(CUT) + 1), most,
        )  # fmt: skip

    def drawn(self, strokes: str, most: int) -> list[Word]:
        """Return characters whose strokes begin so; one that is finished comes earlier, unless nobody writes it."""
        return self._found(
            "SELECT cost, text FROM strokes WHERE strokes >= ? AND strokes < ? ORDER BY cost - (strokes = ?) * ? LIMIT ?",
            strokes, f"{strokes}6", strokes, FINISHED, most,
        )  # fmt: skip

    def _found(self, statement: str, *values: str | int) -> list[Word]:
        with closing(self._db.execute(statement, values)) as rows:
            return [Word(cost, text) for cost, text in rows]


def look(file: Path) -> tuple[bool, str]:
    """Say whether Chinese can be typed here, and what is missing where it cannot."""
    try:
        lexicon = Lexicon(file)
    except NoLexicon as why:
        return False, f"letters only, no Chinese: {why}"
    try:
        return True, f"pinyin with {lexicon.size('words')} words, strokes of {lexicon.size('strokes')} characters"
    except sqlite3.DatabaseError as why:
        return False, f"letters only, no Chinese: {file} cannot be read ({why}): {AGAIN}"
    finally:
        lexicon.close()
