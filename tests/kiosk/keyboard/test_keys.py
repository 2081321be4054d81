"""What is on the keys: every row as wide as the screen, every key wide enough for a finger, every word in every language."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from kiosk.keyboard.keys import STROKES, Row, Writing, rows
from kiosk.viewmodels.words import languages
from sync.resources import assets

EVERY = [(way, marks, lexicon) for way, marks, lexicon in product(Writing, (False, True), (False, True))]
FACES = [one for one in EVERY if one[2] or one[0] is Writing.LETTERS]
NARROWEST = 600  # logical pixels: an 8" tablet held upright


def keys(writing: Writing, marks: bool = False, lexicon: bool = True) -> tuple[Row, ...]:
    return rows(writing, marks=marks, lexicon=lexicon)


@pytest.mark.parametrize(("writing", "marks", "lexicon"), FACES)
def test_four_rows_each_as_wide_as_the_screen(writing: Writing, marks: bool, lexicon: bool) -> None:
    made = keys(writing, marks, lexicon)
    assert [round(sum(key.width for key in row), 6) for row in made] == [10.0] * 4


@pytest.mark.parametrize(("writing", "marks", "lexicon"), FACES)
def test_no_key_is_narrower_than_a_finger_on_the_narrowest_screen(writing: Writing, marks: bool, lexicon: bool) -> None:
    made = keys(writing, marks, lexicon)
    assert [key for row in made for key in row if key.does and NARROWEST * key.width / 10 < 60] == []


@pytest.mark.parametrize(("writing", "marks", "lexicon"), FACES)
def test_no_two_keys_do_the_same(writing: Writing, marks: bool, lexicon: bool) -> None:
    done = Counter(key.does for row in keys(writing, marks, lexicon) for key in row if key.does)
    assert {does for does, times in done.items() if times > 1} == set()


def test_every_key_says_what_it_is_in_every_language() -> None:
    named = {key.word or key.name for one in EVERY for row in keys(*one) for key in row if key.word or key.name}
    for language in languages(assets() / "translations"):
        assert named - set(language.texts) == set(), language.code
    assert set(STROKES.values()) <= named


def test_from_every_way_to_write_each_other_is_one_touch_away() -> None:
    for writing in Writing:
        for marks in (False, True):
            there = {key.does for row in keys(writing, marks) for key in row}
            assert {one for one in Writing if one is not writing} <= there
            assert ("keys" if marks else "marks") in there
            assert {"hide", "back", " "} <= there


def test_without_a_lexicon_there_is_no_way_to_what_cannot_work() -> None:
    there = {key.does for marks in (False, True) for row in keys(Writing.LETTERS, marks, False) for key in row}
    assert not there & set(Writing)
    assert set("abcdefghijklmnopqrstuvwxyz0123456789") <= there


def test_marks_are_those_of_the_language_that_is_written() -> None:
    chinese = {key.does for row in keys(Writing.PINYIN, marks=True) for key in row}
    english = {key.does for row in keys(Writing.LETTERS, marks=True) for key in row}
    assert set("，。？！、；：“”（）《》") <= chinese
    assert set(",.?!;:'()@-") <= english
    assert set("0123456789") <= chinese & english
