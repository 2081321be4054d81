"""The lexicon as a file: what it holds, how it is asked, and what is said where it is missing or torn."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.keyboard.lexicon import UNFINISHED, VERSION, Lexicon, NoLexicon, Word, look
from kiosk.keyboard.pinyin import candidates
from kiosk.keyboard.syllables import SYLLABLES, Piece
from tests.support.lexicon import BUILDER, lexicon_file, small_lexicon

NI, HAO, H = Piece("ni", 2, True), Piece("hao", 5, True), Piece("h", 3, False)


def test_whole_syllables_are_looked_up_as_they_are(tmp_path: Path) -> None:
    with closing(Lexicon(small_lexicon(tmp_path / "l", ("ni'hao", 9, "你好"), ("ni'hao", 5, "拟好")))) as small:
        assert small.words((NI, HAO), 9) == [Word(5, "拟好"), Word(9, "你好")]
        assert small.words((NI, HAO), 1) == [Word(5, "拟好")]
        assert small.words((NI,), 9) == []


def test_a_syllable_that_was_only_begun_costs_more(tmp_path: Path) -> None:
    with closing(Lexicon(small_lexicon(tmp_path / "l", ("ni'hao", 9, "你好"), ("na'hu", 5, "那户")))) as small:
        assert small.words((NI, H), 9) == [Word(9 + UNFINISHED, "你好")]


def test_longer_words_begin_with_what_was_typed(tmp_path: Path) -> None:
    file = small_lexicon(tmp_path / "l", ("ni'hao", 1, "你好"), ("ni'hao'ma", 2, "你好吗"), ("ni'haom", 3, "错"))
    with closing(Lexicon(file)) as small:
        assert small.longer((NI, HAO), 9) == [Word(2, "你好吗")]


def test_a_finished_character_comes_before_those_that_go_on(tmp_path: Path) -> None:
    file = small_lexicon(tmp_path / "l", strokes=(("12", 900, "十"), ("121", 500, "土"), ("13", 0, "厂")))
    with closing(Lexicon(file)) as small:
        assert [one.text for one in small.drawn("12", 9)] == ["十", "土"]


def test_a_missing_lexicon_is_named_with_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(NoLexicon, match=r"none\.sqlite is missing: make it with `python assets/lexicon/build\.py`"):
        Lexicon(tmp_path / "none.sqlite")


def test_a_torn_lexicon_is_refused(tmp_path: Path) -> None:
    torn = tmp_path / "torn.sqlite"
    torn.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(NoLexicon, match="not a lexicon"):
        Lexicon(torn)


def test_a_lexicon_with_other_tables_is_refused(tmp_path: Path) -> None:
    file = small_lexicon(tmp_path / "l")
    with closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(NoLexicon, match="not a lexicon"):
        Lexicon(file)


def test_looking_says_what_can_be_typed_or_what_is_missing(tmp_path: Path) -> None:
    ok, said = look(lexicon_file())
    assert ok
    assert "pinyin with 26" in said

    ok, said = look(tmp_path / "none.sqlite")
    assert not ok
    assert said.startswith("letters only, no Chinese: ")
    assert said.endswith("is missing: make it with `python assets/lexicon/build.py`")


def test_a_lexicon_torn_in_its_middle_is_found_by_looking(tmp_path: Path) -> None:
    torn = tmp_path / "torn.sqlite"
    torn.write_bytes(lexicon_file().read_bytes()[:4096])
    ok, said = look(torn)
    assert not ok
    assert "letters only, no Chinese" in said


def test_asking_changes_nothing_on_the_disk() -> None:
    file = lexicon_file()
    before = hashlib.sha256(file.read_bytes()).digest()
    with closing(Lexicon(file)) as opened:
        for letters in ("nihao", "fuwutaiduhenhao", "fwtd"):
            candidates(opened, letters)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened._db.execute("INSERT INTO words VALUES ('a', 1, 'b')")
    assert hashlib.sha256(file.read_bytes()).digest() == before
    assert sorted(file.parent.glob(f"{file.name}-*")) == [], "no journal, no log"


def test_every_reading_is_made_of_syllables_the_keyboard_knows() -> None:
    with closing(sqlite3.connect(lexicon_file())) as db:
        used = {part for (one,) in db.execute("SELECT DISTINCT reading FROM words") for part in one.split("'")}
    assert used <= SYLLABLES
    assert len(used) > 400


def test_the_lexicon_has_the_size_it_should() -> None:
    with closing(sqlite3.connect(lexicon_file())) as db:
        (words,) = db.execute("SELECT count(*) FROM words").fetchone()
        (strokes,) = db.execute("SELECT count(*) FROM strokes").fetchone()
    assert words > 200_000
    assert strokes > 6_500
    assert lexicon_file().stat().st_size < 15_000_000


def test_every_character_of_the_first_level_can_be_drawn_and_spelled() -> None:
    codes = range(0xB0A1, 0xD7FA)
    common = {bytes(divmod(code, 256)).decode("gb2312") for code in codes if 0xA1 <= code % 256 <= 0xFE}
    with closing(sqlite3.connect(lexicon_file())) as db:
        spelled = {one for (one,) in db.execute("SELECT text FROM words WHERE length(text) = 1")}
        drawn = {one for (one,) in db.execute("SELECT text FROM strokes")}
    assert (len(common), common - spelled, common - drawn) == (3755, set(), set())


@pytest.mark.parametrize(
    ("strokes", "character"), [("3235234", "你"), ("531521", "好"), ("35115254", "服"), ("35453", "务"), ("4334", "火")]
)
def test_strokes_are_those_of_the_national_order(lexicon: Lexicon, strokes: str, character: str) -> None:
    assert lexicon.drawn(strokes, 1)[0].text == character


def test_a_lexicon_that_is_there_is_kept(tmp_path: Path) -> None:
    there = small_lexicon(tmp_path / "pinyin.sqlite")
    before = there.read_bytes()
    done = subprocess.run([sys.executable, BUILDER, "--to", tmp_path], capture_output=True, text=True, check=True)
    assert (done.stdout, there.read_bytes()) == ("", before)
