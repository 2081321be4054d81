"""A third language by files alone: a translation and a questionnaire with its texts. Every page speaks it, records name it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.viewmodels.words import languages
from sync.kinds import Rated
from sync.questionnaire import parse_questionnaire
from sync.resources import assets, config
from tests.support.pages import PAGES
from tests.support.screen import OnScreen
from tests.support.touch import items, shown

CODE = "yo"
MARK = "ọ̀rọ̀ "  # begins every text of the third language
LISTS = "calendarMonths|calendarWeekdays"  # one word a month or a day
DATA = re.compile(
    r"[\d\s/%.:‹›●·–-]*|[A-E]|[A-Z]?\d+|王|王建国|李小梅|赵璟珺|市场监管局|企业登记|等了很久.*|一次.*"
    r"|\d 号窗口|KINGSTON|\d{4}年报表|照片|/var/lib/\S+|/srv/\S+|[a-z'，。？]"
    r"|企业开办.*|清明[\s\S]*"
    r"|[A-Z2-9]{4}(-[A-Z2-9]{4}){2}"
)


@pytest.fixture
def translations(tmp_path: Path) -> Path:
    """The two languages we ship, and a third as somebody else would add it: one file."""
    folder = tmp_path / "translations"
    shutil.copytree(assets() / "translations", folder)
    text = (folder / "en.toml").read_text("utf-8")
    text = re.sub(r'(?m)^(\w+ = ")(?=[^"])', rf"\1{MARK}", text)
    text = re.sub(rf'(?m)^((?:{LISTS}) = ")(.*)"$', marked, text)
    (folder / f"{CODE}.toml").write_text(text.replace("order = 2", "order = 3"), "utf-8")
    return folder


def marked(line: re.Match[str]) -> str:
    """Return a line of several words with every one of them of the third language."""
    words = line[2].removeprefix(MARK).split()
    return line[1] + " ".join(MARK.strip() + word for word in words) + '"'


def questionnaire_text() -> str:
    """The questionnaire with a third language in it."""
    text = (config() / "questionnaire.toml").read_text("utf-8").replace('"zh-CN", "en"]', f'"zh-CN", "en", "{CODE}"]')
    text = re.sub(r'en = "([^"]*)" \}', rf'en = "\1", {CODE} = "{MARK}\1" }}', text)
    return re.sub(r'(?m)^en = "([^"]*)"$', rf'en = "\1"\n{CODE} = "{MARK}\1"', text)


@pytest.fixture
def make_third(make_screen: Callable[..., OnScreen], translations: Path) -> Callable[[], OnScreen]:
    """Windows that know the third language."""
    questionnaire = parse_questionnaire(questionnaire_text())
    return lambda: make_screen(translations=translations, questionnaire=questionnaire)


def words_on(screen: OnScreen) -> list[str]:
    texts = [item for item in items(screen.window) if item.inherits("QQuickText") and shown(item)]
    return [text for item in texts if not typed(item) and (text := str(item.property("text")))]


def typed(item: QQuickItem | None) -> bool:
    """Whether it belongs to what somebody writes: letters as far as typed, and the words they may become."""
    while item is not None and not item.objectName():
        item = item.parentItem()
    return item is not None and (item.objectName() == "typed" or item.objectName().startswith("word-"))


def foreign(screen: OnScreen) -> list[str]:
    """Texts on the screen that are neither of the third language nor somebody's data; the next language's name may stand."""
    return [
        text for text in words_on(screen) if MARK.strip() not in text and not DATA.fullmatch(text) and text != "中文"
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_speaks_it(make_third: Callable[[], OnScreen], page: str) -> None:
    screen = make_third()
    PAGES[page](screen)
    while screen.comfort.language != CODE:
        screen.comfort.next_language()
    screen.settle()
    assert words_on(screen)
    assert foreign(screen) == []


def test_a_language_that_is_not_spoken_is_found(make_third: Callable[[], OnScreen]) -> None:
    """The positive control: the same page in English."""
    screen = make_third()
    screen.ask()
    screen.comfort.next_language()
    screen.settle()
    assert "Please rate this service" in foreign(screen)


def test_what_is_written_is_left_out_but_not_the_keyboard_around_it(make_third: Callable[[], OnScreen]) -> None:
    """The positive control of what is left out: in English the candidates are not found, the keys' words are."""
    screen = make_third()
    PAGES["writing"](screen)
    screen.comfort.next_language()
    screen.settle()
    assert "服务" not in words_on(screen)
    assert {"Delete", "Space", "Done"} <= set(foreign(screen))


def test_a_citizen_reaches_it_by_touch_and_the_record_says_which_language_it_was(
    make_third: Callable[[], OnScreen],
) -> None:
    screen = make_third()
    screen.ask()
    screen.tap("language", "language")
    assert screen.text("prompt") == f"{MARK}Please rate this service"
    screen.tap("star-4")
    assert [one.language for one in screen.of(Rated)] == [CODE]


def test_the_order_in_which_languages_come_is_the_files_own(translations: Path) -> None:
    assert [one.code for one in languages(translations)] == ["zh-CN", "en", CODE]
