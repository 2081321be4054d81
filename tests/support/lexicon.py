"""The keyboard's lexicon as `make test` sets it up, and a small one that a test fills itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kiosk.keyboard.lexicon import FILE, VERSION
from sync.resources import assets

BUILDER = assets() / "lexicon" / "build.py"
TABLES = """
CREATE TABLE words(reading TEXT, cost INTEGER, text TEXT);
CREATE TABLE starts(initials TEXT, cost INTEGER, reading TEXT, text TEXT);
CREATE TABLE strokes(strokes TEXT, cost INTEGER, text TEXT);
"""


def lexicon_file() -> Path:
    """Return the lexicon; a tree that was not set up has none."""
    file = assets() / "lexicon" / FILE
    if not file.exists():
        pytest.skip("no lexicon: `python assets/lexicon/build.py` makes it, and so does `make test`")
    return file


def small_lexicon(file: Path, *words: tuple[str, int, str], strokes: tuple[tuple[str, int, str], ...] = ()) -> Path:
    """Write a lexicon of these (reading, cost, word)."""
    with sqlite3.connect(file) as db:
        db.executescript(TABLES)
        for reading, cost, text in words:
            initials = "".join(one[0] for one in reading.split("'"))
            db.execute("INSERT INTO words VALUES (?, ?, ?)", (reading, cost, text))
            db.execute("INSERT INTO starts VALUES (?, ?, ?, ?)", (initials, cost, reading, text))
        db.executemany("INSERT INTO strokes VALUES (?, ?, ?)", strokes)
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.close()
    return file
