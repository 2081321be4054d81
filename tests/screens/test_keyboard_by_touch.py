"""Our own keyboard on the real window: words by touches alone, nothing covered that is needed, nothing left for the next."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from sync.kinds import Explained
from tests.support.access import cut
from tests.support.desk import with_settings
from tests.support.lexicon import lexicon_file
from tests.support.pages import dress
from tests.support.screen import OnScreen
from tests.support.touch import items, lift, middle, press, shown, slide, turn, wait_until

ROOT = Path(__file__).resolve().parents[2]
SIZES = [(1280, 800), (800, 1280), (1024, 600), (600, 1024), (1920, 1080), (1080, 1920), (2560, 1440)]


@pytest.fixture
def explaining(screen: OnScreen) -> OnScreen:
    """A citizen has rated; the lexicon is there."""
    return rated(screen)


def rated(screen: OnScreen) -> OnScreen:
    lexicon_file()
    screen.ask()
    screen.tap("star-2")
    screen.on_page("Explaining")
    return screen


def spell(screen: OnScreen, letters: str) -> None:
    """Type letters and wait for what they may mean."""
    screen.tap(*(f"key-{one}" for one in letters))
    board = screen.scene._keyboard
    wait_until(lambda: board.answered, "the lexicon's answer")
    screen.settle()


def words(screen: OnScreen) -> list[str]:
    """The words in sight, in their order."""
    if not screen.sees("words-back"):
        return []
    edge = screen.find("words-back").mapToScene(QPointF()).x()
    there = [one for one in items(screen.window) if one.objectName().startswith("word-") and shown(one)]
    seen = [(middle(one).x(), one.objectName().removeprefix("word-")) for one in there if 0 <= middle(one).x() < edge]
    return [name for _, name in sorted(seen)]


def written(screen: OnScreen) -> str:
    return str(screen.find("words-edit").property("text"))


def bottom(item: QQuickItem) -> float:
    return item.mapToScene(QPointF(0, item.height())).y()


def top(item: QQuickItem) -> float:
    return item.mapToScene(QPointF(0, 0)).y()


def keys(screen: OnScreen) -> Iterator[QQuickItem]:
    """What can be touched on the keyboard."""
    named = ("key-", "word-", "words-back", "words-on")
    for one in items(screen.find("keyboard")):
        if one.objectName().startswith(named) and one.objectName() != "key-" and shown(one):
            yield one


def test_a_kiosk_on_whose_screen_nobody_writes_never_loads_the_keyboard(fonts: None) -> None:  # noqa: ARG001
    program = (
        "import sys; from PySide6 import QtQuick; from PySide6.QtGui import QGuiApplication\n"
        "from kiosk.viewmodels.load import load_fonts; from sync.resources import assets\n"
        "app = QGuiApplication([]); load_fonts(assets() / 'fonts')\n"
        "from tests.support.screen import OnScreen\n"
        "screen = OnScreen(); screen.ask(); screen.tap('star-5'); screen.on_page('Explaining')\n"
        "loaded = lambda: sorted(one for one in sys.modules if one.startswith('kiosk.') and 'keyboard' in one)\n"
        "print(loaded()); screen.tap('words-edit'); print('kiosk.viewmodels.keyboard' in loaded()); screen.close()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True"], "and it is seen where somebody does"


def test_the_keyboard_is_made_when_somebody_is_about_to_write(explaining: OnScreen) -> None:
    assert not explaining.sees("keyboard")
    assert explaining.scene._keyboard is None
    explaining.tap("words-edit")
    assert explaining.find("keyboard")


def test_a_word_is_spelled_chosen_and_kept(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "fuwutaidu")
    explaining.tap("word-服务态度")
    spell(explaining, "bh")
    explaining.tap("word-不好", "key-，")
    assert written(explaining) == "服务态度不好，"
    assert explaining.scene.comment == "服务态度不好，"

    explaining.tap("done")
    explaining.on_page("Thanking")
    (kept,) = explaining.of(Explained)
    assert kept.comment


def test_whoever_meets_it_for_the_first_time_is_told_how_until_something_is_spelled(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    assert explaining.text("words-hint") == explaining.comfort.words["keyHintPinyin"]
    explaining.tap("key-strokes")
    assert explaining.text("words-hint") == explaining.comfort.words["keyHintStrokes"]
    explaining.tap("key-marks")
    assert not explaining.sees("words-hint"), "marks mean nothing but themselves"
    explaining.tap("key-keys", "key-1")
    assert not explaining.sees("words-hint")
    explaining.tap("key-letters")
    assert not explaining.sees("words-hint")


def test_strokes_write_what_nobody_can_spell(explaining: OnScreen) -> None:
    explaining.tap("words-edit", "key-strokes")
    explaining.settle()  # nobody touches keys that are not drawn yet
    spell(explaining, "531521")
    explaining.tap("word-好")
    assert written(explaining) == "好"


def test_letters_that_were_never_chosen_are_kept_when_the_citizen_walks_away(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "nihao")
    explaining.tap("word-你好")
    spell(explaining, "xie")
    assert explaining.scene.comment == "你好xie"
    explaining.pass_by(600)
    (kept,) = explaining.of(Explained)
    assert kept.comment


def test_done_needs_one_touch_also_while_the_keyboard_is_seen(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "hen")
    explaining.tap("done")
    explaining.on_page("Thanking")
    wait_until(lambda: not explaining.sees("keyboard"), "the keyboard gone")
    assert len(explaining.of(Explained)) == 1


def test_the_keyboard_is_put_away_and_the_reasons_are_there_again(explaining: OnScreen) -> None:
    before = [
        one.objectName() for one in items(explaining.window) if one.objectName().startswith("reason-") and shown(one)
    ]
    explaining.tap("words-edit")
    assert not explaining.sees(before[0])
    explaining.tap("key-hide")
    wait_until(lambda: not explaining.sees("keyboard"), "the keyboard gone")
    assert all(explaining.sees(one) for one in before)
    explaining.tap("words-edit", "key-n")
    assert explaining.scene.comment == "n"


def test_a_finger_that_stays_on_delete_deletes_on(explaining: OnScreen) -> None:
    explaining.tap("words-edit", "key-letters")
    spell(explaining, "abcdefgh")
    at = middle(explaining.find("key-back"))
    press(explaining.window, at)
    wait_until(lambda: len(written(explaining)) <= 5, "three letters gone")
    lift(explaining.window, at)
    left = len(written(explaining))
    turn(50)
    assert len(written(explaining)) == left or left - 1 == len(written(explaining))


def test_two_thumbs_may_roll_over(explaining: OnScreen) -> None:
    explaining.tap("words-edit", "key-letters")
    device, window = QTest.createTouchDevice(), explaining.window
    first, second = middle(explaining.find("key-h")), middle(explaining.find("key-i"))
    QTest.touchEvent(window, device).press(1, first, window).commit()
    QTest.touchEvent(window, device).stationary(1).press(2, second, window).commit()
    QTest.touchEvent(window, device).release(1, first, window).stationary(2).commit()
    QTest.touchEvent(window, device).release(2, second, window).commit()
    turn()
    assert written(explaining) == "hi"


def test_more_words_are_a_touch_away_and_so_are_the_first(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "shi")
    explaining.find("word-是")
    every, first = list(explaining.scene.keyboard.candidates), words(explaining)
    assert not explaining.find("words-back").isEnabled()
    read = list(first)
    while explaining.find("words-on").isEnabled():
        before = words(explaining)
        explaining.tap("words-on")
        wait_until(lambda before=before: words(explaining) not in ([], before), "other words")  # type: ignore[misc]
        read += words(explaining)
    assert read == every, "page by page every word once, in its order"
    while explaining.find("words-back").isEnabled():
        explaining.tap("words-back")
    wait_until(lambda: words(explaining) == first, "the first words")
    explaining.tap(f"word-{first[2]}")
    assert written(explaining) == first[2]


def test_a_word_of_a_later_page_is_the_one_that_is_written(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "shi")
    explaining.find("word-是")
    explaining.tap("words-on")
    wait_until(lambda: words(explaining) and "是" not in words(explaining), "other words")
    wanted = words(explaining)[1]
    explaining.tap(f"word-{wanted}")
    assert written(explaining) == wanted


def test_a_finger_drawn_across_turns_to_whole_words_too(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "shi")
    explaining.find("word-是")
    first = words(explaining)
    start, end = (middle(explaining.find(f"word-{first[at]}")) for at in (-2, 0))
    press(explaining.window, start)
    for part in range(1, 9):
        slide(explaining.window, start + (end - start) * (part / 8))
        explaining.settle()
    lift(explaining.window, end)
    wait_until(lambda: explaining.find("words-back").isEnabled(), "another page")
    wait_until(lambda: not explaining.find("words-pages").property("moving"), "which comes to rest")
    assert cut(explaining.window) == [], "on whole words"
    assert set(words(explaining)).isdisjoint(first)
    assert written(explaining) == "", "drawing chooses nothing"


def test_words_are_paged_anew_when_the_type_grows(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "shi")
    explaining.find("word-是")
    small = words(explaining)
    dress(explaining, "zh-CN", True)
    wait_until(lambda: len(words(explaining)) < len(small), "fewer, larger words")
    assert cut(explaining.window) == []


def test_a_sentence_wider_than_the_screen_is_seen_whole(make_screen: Callable[..., OnScreen]) -> None:
    screen = rated(make_screen((600, 1024)))
    dress(screen, "zh-CN", True)
    screen.tap("words-edit")
    spell(screen, "gongzuorenyuanfuwutaiduhenhao")
    wait_until(lambda: words(screen), "words")
    sentence = screen.find(f"word-{words(screen)[0]}")
    (text,) = [one for one in items(sentence) if one.inherits("QQuickText")]
    assert len(words(screen)[0]) >= 10
    assert text.property("contentWidth") <= sentence.width()
    assert cut(screen.window) == []


def test_no_more_is_written_than_may_be_kept(explaining: OnScreen) -> None:
    explaining.tap("words-edit", "key-letters")
    explaining.find("words-edit").setProperty("text", "字" * 149)
    explaining.find("words-edit").setProperty("cursorPosition", 149)
    spell(explaining, "ab")
    assert written(explaining) == "字" * 149 + "a"
    assert explaining.scene.comment == written(explaining)


def test_words_go_in_where_the_finger_put_the_cursor(explaining: OnScreen) -> None:
    explaining.tap("words-edit", "key-letters")
    spell(explaining, "ac")
    explaining.find("words-edit").setProperty("cursorPosition", 1)
    spell(explaining, "b")
    assert written(explaining) == "abc"
    explaining.tap("key-back")
    assert written(explaining) == "ac"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("large", [False, True])
def test_the_field_and_done_stay_in_sight_and_every_key_fits_a_finger(
    make_screen: Callable[..., OnScreen], size: tuple[int, int], language: str, large: bool
) -> None:
    screen = rated(make_screen(size))
    dress(screen, language, large)
    screen.tap("words-edit")
    if language == "en":
        screen.tap("key-pinyin")
    spell(screen, "shi")
    screen.find("word-是")
    screen.settle()

    keyboard = screen.find("keyboard")
    assert keyboard.height() <= 0.55 * size[1]
    assert [one.objectName() for one in keys(screen) if one.width() < 59.99 or one.height() < 59.99] == []
    assert 0 <= top(screen.find("words")) < bottom(screen.find("words")) <= top(screen.find("done"))
    assert bottom(screen.find("done")) <= top(keyboard)
    assert screen.find("words").height() >= 60
    assert cut(screen.window) == [], "no word and no reason is cut off at an edge"
    assert bottom(keyboard) <= size[1]


def test_the_measure_of_keys_sees_one_that_is_too_small(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    assert all(one.width() >= 59.99 for one in keys(explaining))
    explaining.find("key-q").setWidth(40)
    assert [one.objectName() for one in keys(explaining) if one.width() < 59.99] == ["key-q"]


def test_the_measure_of_what_is_cut_sees_a_word_that_is(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "shi")
    word = explaining.find("word-是")
    assert cut(explaining.window) == []
    word.setX(-word.width() / 2)
    assert [one.split()[0] for one in cut(explaining.window)] == ["word-是"]


def test_where_there_is_room_all_that_may_be_written_is_seen_while_it_is_written(
    make_screen: Callable[..., OnScreen],
) -> None:
    screen = rated(make_screen((800, 1280)))
    dress(screen, "zh-CN", True)
    lying = screen.find("words").height()
    screen.tap("words-edit", "key-letters")
    screen.find("words-edit").setProperty("text", "字" * 150)
    screen.settle()
    assert screen.find("words-edit").height() < screen.find("words").height()
    screen.find("words-edit").setProperty("text", "")
    screen.tap("key-hide")
    wait_until(lambda: screen.find("words").height() == lying, "the field as it was")


def test_every_key_has_a_name_to_be_read_out(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    for way in ("key-marks", "key-strokes", "key-letters"):
        assert [
            one.objectName() for one in keys(explaining) if not one.property("says") and "word-" not in one.objectName()
        ] == []
        explaining.tap(way)


def test_without_the_setting_the_field_waits_for_a_keyboard_that_is_plugged_in(
    make_screen: Callable[..., OnScreen],
) -> None:
    screen = make_screen(furnished=False)
    wanted = with_settings(screen={"keyboard": False}).screen.keyboard
    screen.scene.attend(screen.desk, screen.settings.limits, window="3", keyboard=wanted)
    rated(screen)
    screen.tap("words-edit")
    wait_until(lambda: screen.find("words-edit").hasActiveFocus(), "the field")
    QTest.keyClick(screen.window, "a")
    assert not screen.sees("keyboard")
    assert (written(screen), screen.scene.comment) == ("a", "a")


def test_nothing_one_citizen_typed_is_offered_to_the_next(explaining: OnScreen) -> None:
    explaining.tap("words-edit")
    spell(explaining, "shishi")
    explaining.find("words-on")
    wait_until(lambda: len(words(explaining)) > 4, "words")
    first = words(explaining)
    for _ in range(5):  # a keyboard that learns would now offer this one first
        explaining.tap(f"word-{first[3]}")
        spell(explaining, "shishi")
        wait_until(lambda: words(explaining) == first, "the same words in the same order")
    explaining.tap("done")
    explaining.on_page("Thanking")
    explaining.pass_by(30)

    explaining.ask("A043")
    explaining.tap("star-4")
    explaining.on_page("Explaining")
    explaining.tap("words-edit")
    assert (written(explaining), explaining.text("typed"), words(explaining)) == ("", "", [])
    spell(explaining, "shishi")
    wait_until(lambda: words(explaining) == first, "what a fresh keyboard offers")
