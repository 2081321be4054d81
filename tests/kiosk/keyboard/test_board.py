"""What pressing a key means: letters wait for a word, words go into the field, nothing typed is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.keyboard.board import LONGEST, Board, Step, choose, meant, press
from kiosk.keyboard.keys import Writing, rows
from kiosk.keyboard.lexicon import Lexicon
from kiosk.keyboard.pinyin import Candidate

PINYIN = Board(writing=Writing.PINYIN)
STROKES = Board(writing=Writing.STROKES)
LETTERS = Board(writing=Writing.LETTERS)
NIHAO = Candidate("你好", 5)


def typed(letters: str, board: Board = PINYIN) -> Board:
    for one in letters:
        board = press(board, one, None).board
    return board


def test_letters_of_pinyin_wait_for_a_word() -> None:
    step = press(typed("niha"), "o", None)
    assert step == Step(Board(writing=Writing.PINYIN, typed="nihao"))
    assert (step.board.shown, step.board.spelled) == ("nihao", "nihao")


def test_letters_of_english_go_into_the_field_at_once() -> None:
    assert press(LETTERS, "a", None) == Step(LETTERS, insert="a")


def test_a_capital_is_for_one_letter() -> None:
    shifted = press(LETTERS, "shift", None).board
    step = press(shifted, "h", None)
    assert (step.insert, step.board.capital) == ("H", False)
    assert press(shifted, "shift", None).board.capital is False


def test_the_space_bar_takes_the_likeliest_word() -> None:
    assert press(typed("nihao"), " ", NIHAO) == Step(PINYIN, insert="你好")


def test_the_space_bar_is_a_space_where_nothing_waits() -> None:
    assert press(PINYIN, " ", None) == Step(PINYIN, insert=" ")


def test_letters_that_mean_nothing_go_in_as_they_are() -> None:
    assert press(typed("iii"), " ", None) == Step(PINYIN, insert="iii")


def test_a_word_for_the_first_letters_leaves_the_others_waiting() -> None:
    step = choose(typed("fuwutaidu"), Candidate("服务", 4))
    assert (step.insert, step.board.typed) == ("服务", "taidu")


def test_the_cut_after_a_chosen_word_goes_with_it() -> None:
    assert choose(typed("xi'an"), Candidate("西", 2)).board.typed == "an"


def test_a_mark_takes_the_likeliest_word_along() -> None:
    assert press(typed("nihao"), "，", NIHAO).insert == "你好，"
    assert press(typed("nihaoi"), "，", NIHAO).insert == "nihaoi，", "a word for a part of it is a guess too many"


@pytest.mark.parametrize("does", ["marks", "hide", Writing.LETTERS, Writing.STROKES])
def test_going_elsewhere_loses_nothing_that_waits(does: str) -> None:
    step = press(typed("nihao"), does, NIHAO)
    assert (step.insert, step.board.typed) == ("你好", "")
    assert press(typed("xi'an"), does, None).insert == "xian"


def test_hiding_hides() -> None:
    assert press(PINYIN, "hide", None).hide


def test_back_takes_a_waiting_letter_before_one_of_the_text() -> None:
    first = press(typed("ni"), "back", None)
    assert (first.board.typed, first.erase) == ("n", False)
    assert press(PINYIN, "back", None).erase


def test_a_cut_stands_between_letters_only_and_once() -> None:
    assert typed("'").typed == ""
    assert typed("xi''an").typed == "xi'an"


def test_no_more_letters_wait_than_can_be_answered() -> None:
    assert len(typed("a" * 100).typed) == LONGEST


def test_strokes_are_shown_as_they_are_drawn_and_are_no_text() -> None:
    board = typed("35", STROKES)
    assert (board.shown, board.spelled) == ("丿乛", "")


def test_digits_on_the_page_of_marks_are_digits() -> None:
    marks = press(STROKES, "marks", None).board
    assert press(marks, "3", None).insert == "3"
    pinyin = press(PINYIN, "marks", None).board
    assert press(pinyin, "3", None).insert == "3"
    assert press(press(pinyin, "keys", None).board, "n", None).board.typed == "n"


def test_strokes_mean_characters_and_letters_mean_words(lexicon: Lexicon) -> None:
    assert meant(lexicon, typed("531521", STROKES))[0] == Candidate("好", 6)
    assert meant(lexicon, typed("nihao"))[0] == NIHAO
    assert meant(lexicon, PINYIN) == ()


KEYS = sorted(
    {
        key.does
        for way in Writing
        for marks in (False, True)
        for row in rows(way, marks=marks, lexicon=True)
        for key in row
    }
    - {"", "back"}
)


@given(st.lists(st.sampled_from(KEYS), max_size=40))
def test_whatever_is_pressed_every_letter_is_in_the_text_or_waits(pressed: list[str]) -> None:
    board, text, meant_to_be = PINYIN, "", 0
    for does in pressed:
        seen = rows(board.writing, marks=board.marks, lexicon=True)
        if does not in {key.does for row in seen for key in row}:
            continue
        drawing = board.writing is Writing.STROKES and not board.marks
        if len(does) == 1 and does.isalpha() and not drawing:
            meant_to_be += len(board.typed) < LONGEST or not board.composes(does)
        step = press(board, does, None)
        board, text = step.board, text + step.insert
    kept = sum(one.isalpha() for one in text + board.spelled)
    assert kept == meant_to_be
