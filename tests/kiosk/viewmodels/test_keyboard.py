"""The keyboard between the finger and the lexicon: keys in their order, answers for nobody but who asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.keyboard.keys import Writing
from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.keyboard import KeyboardViewModel
from kiosk.viewmodels.words import languages
from sync.resources import assets
from tests.support.lexicon import small_lexicon
from tests.support.touch import turn, wait_until

WORDS = (("ni'hao", 1, "你好"), ("ni'hao", 9, "拟好"), ("ni", 5, "你"), ("hao", 5, "好"))


class Typist:
    """Somebody at the keys; `text` is what reached the field."""

    def __init__(self, file: Path, language: str = "zh-CN") -> None:
        self.comfort = ComfortViewModel(languages(assets() / "translations"), first=language)
        self.board = KeyboardViewModel(self.comfort, file)
        self.text, self.hidden = "", 0
        self.board.inserted.connect(self._inserted)
        self.board.erased.connect(self._erased)
        self.board.hidden.connect(self._hidden)
        self.board.open()

    def press(self, *keys: str) -> None:
        for one in keys:
            self.board.press(one)

    def offered(self, first: str) -> list[str]:
        wait_until(lambda: self.board.candidates and self.board.candidates[0] == first, f"{first} offered")
        return list(self.board.candidates)

    def faces(self) -> set[str]:
        return {key["does"] for row in self.board.rows for key in row}

    def _inserted(self, text: str) -> None:
        self.text += text

    def _erased(self) -> None:
        self.text = self.text[:-1]

    def _hidden(self) -> None:
        self.hidden += 1


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return small_lexicon(tmp_path / "small.sqlite", *WORDS)


@pytest.fixture
def typist(qapp: QGuiApplication, file: Path) -> Iterator[Typist]:  # noqa: ARG001 - signals need it
    made = Typist(file)
    yield made
    made.board.close()


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "keyboard"]


def test_letters_bring_words_and_a_chosen_one_is_written(typist: Typist) -> None:
    typist.press(*"nihao")
    assert typist.offered("你好") == ["你好", "拟好", "你"]
    typist.board.choose(1)
    assert (typist.text, typist.board.typed) == ("拟好", "")
    wait_until(lambda: typist.board.candidates == [], "nothing offered")


def test_a_space_typed_faster_than_the_lexicon_answers_waits_for_it(typist: Typist) -> None:
    typist.press(*"nihao", " ", "。")
    wait_until(lambda: typist.text == "你好。", "the word, then its full stop")


def test_a_word_touched_while_letters_change_must_be_one_of_their_words_too(typist: Typist) -> None:
    typist.press(*"nihao")
    typist.offered("你好")
    typist.press("back", "back", "back")
    typist.board.choose(0)
    assert typist.offered("你") == ["你"]
    assert (typist.text, typist.board.typed) == ("", "ni")


def test_a_word_touched_while_it_stays_on_offer_is_chosen(typist: Typist) -> None:
    typist.press(*"niha")
    typist.offered("你好")
    typist.press("o")
    typist.board.choose(0)
    wait_until(lambda: typist.text == "你好", "the word")
    assert typist.board.typed == ""


def test_what_is_no_place_among_the_words_chooses_nothing(typist: Typist) -> None:
    typist.press(*"nihao")
    typist.offered("你好")
    typist.board.choose(99)
    assert typist.text == ""


def test_closing_forgets_everything_and_ends_its_thread(typist: Typist) -> None:
    typist.press(*"nihao")
    typist.offered("你好")
    assert threads() == ["keyboard"]

    typist.press("n")
    typist.board.close()
    turn()

    assert threads() == []
    assert (typist.board.typed, typist.board.spelled, typist.board.candidates) == ("", "", [])


def test_an_answer_for_the_last_citizen_never_reaches_the_next(typist: Typist) -> None:
    typist.press(*"nihao")  # its answer is still on its way
    typist.board.open()
    turn()
    assert typist.board.candidates == []
    typist.press(*"hao")
    assert typist.offered("好") == ["好"]


def test_the_first_keys_are_those_of_the_citizens_language(qapp: QGuiApplication, file: Path) -> None:  # noqa: ARG001
    for language, other in (("zh-CN", Writing.LETTERS), ("en", Writing.PINYIN)):
        one = Typist(file, language)
        assert other in one.faces()
        assert {"zh-CN": Writing.PINYIN, "en": Writing.LETTERS}[language] not in one.faces()
        one.board.close()


def test_without_a_lexicon_letters_are_typed(qapp: QGuiApplication, tmp_path: Path) -> None:  # noqa: ARG001
    one = Typist(tmp_path / "none.sqlite")
    assert one.board.chooses is False
    one.press("shift", *"hi", "marks", "!", "back")
    assert one.text == "Hi"
    assert not one.faces() & set(Writing)
    assert threads() == []


def test_a_torn_lexicon_leaves_letters_and_says_so_without_what_was_typed(
    qapp: QGuiApplication,  # noqa: ARG001
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    torn = tmp_path / "torn.sqlite"
    torn.write_bytes(b"no lexicon at all")
    one = Typist(torn)
    one.press(*"ni")
    wait_until(lambda: one.board.chooses is False, "letters only")
    one.press(*"hao")
    one.board.close()
    assert one.text == "hao"
    assert "letters only: NoLexicon" in caplog.text
    assert "ni" not in caplog.messages[0].split(": ")[1:]


def test_hiding_is_told(typist: Typist) -> None:
    typist.press("hide")
    assert typist.hidden == 1
