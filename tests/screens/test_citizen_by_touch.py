"""What a citizen may do besides rating, by touch: more reasons, a call back, a receipt, more time, the phone afterwards."""

from __future__ import annotations

import gc
from collections.abc import Callable
from itertools import takewhile

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtQuick import QQuickItem

from kiosk.flow import Contacting
from sync.kinds import ContactLeft, Explained, Rated, Unrated
from sync.receipt import receipt_typed
from tests.screens.test_code import read
from tests.support.access import place, scrolls
from tests.support.desk import said
from tests.support.pages import PAGES, dress
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.touch import items, shown, turn, wait_until

NUMBER = "13912345678"


def explaining(screen: OnScreen, level: int = 2, number: str = "A042") -> None:
    screen.ask(number)
    screen.tap(f"star-{level}")
    screen.on_page("Explaining")


def reasons_seen(screen: OnScreen) -> list[str]:
    return [name for item in items(screen.window) if shown(item) if (name := item.objectName()).startswith("reason-")]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_three_core_reasons_come_first_and_one_touch_shows_all_eight(screen: OnScreen, level: int) -> None:
    explaining(screen, level)
    core = [one.code for one in screen.desk.questionnaire.reasons if one.level == level and one.core]
    assert reasons_seen(screen) == [f"reason-{code}" for code in core]
    screen.tap("more-reasons")
    assert len(reasons_seen(screen)) == 8
    assert not screen.sees("more-reasons")


def test_the_next_citizen_begins_with_the_core_reasons_again_and_so_does_another_level(screen: OnScreen) -> None:
    explaining(screen)
    screen.tap("more-reasons", "change", "level-4")
    wait_until(lambda: screen.scene.level == 4)
    assert len(reasons_seen(screen)) == 3
    screen.tap("more-reasons", "done")
    screen.pass_by(10)
    explaining(screen, number="A043")
    assert len(reasons_seen(screen)) == 3


def test_a_number_left_on_purpose_is_sealed_and_the_reasons_are_still_there(screen: OnScreen) -> None:
    explaining(screen)
    screen.tap("reason-207", "call-back")
    screen.on_page("Contacting")
    assert "180" in screen.text("contact-purpose")
    screen.type(NUMBER)
    assert screen.text("contact-number") == "139 1234 5678"
    screen.tap("on")
    screen.on_page("Explaining")

    (left,) = screen.of(ContactLeft)
    assert (left.purpose, left.keep_days) == ("call_back", 180)
    assert said(screen.disk.kept) == [NUMBER]
    assert NUMBER not in repr(screen.bodies())
    assert list(screen.scene.ticked) == ["207"]
    assert screen.text("call-back-left") == "号码已留"
    assert not screen.sees("call-back")
    screen.tap("done")
    assert [one.reasons for one in screen.of(Explained)] == [("207",)]


def test_once_left_the_kiosk_cannot_show_the_number_again(screen: OnScreen) -> None:
    explaining(screen)
    screen.tap("call-back")
    screen.on_page("Contacting")
    screen.type(NUMBER)
    screen.shown.clear()
    assert holding(), "what is looked for can be found while it is typed"
    screen.tap("on")
    screen.on_page("Explaining")
    screen.shown.clear()
    assert holding() == []
    texts = [str(item.property("text")) for item in items(screen.window) if item.property("text")]
    assert not any("5678" in text for text in texts)


def holding() -> list[Contacting]:
    gc.collect()
    found = [one for one in gc.get_objects() if isinstance(one, Contacting)]
    return [one for one in found if len(one.number) > 3 and NUMBER.startswith(one.number)]


def test_a_number_that_cannot_be_called_cannot_be_left(screen: OnScreen) -> None:
    explaining(screen)
    screen.tap("call-back")
    screen.on_page("Contacting")
    screen.type("1391234")
    assert not screen.find("on").isEnabled()
    screen.type("5678")
    assert screen.find("on").isEnabled()
    screen.tap("back")
    assert screen.text("contact-number") == "139 1234 567"
    assert not screen.find("on").isEnabled()


def test_whoever_thinks_better_of_it_leaves_nothing(screen: OnScreen) -> None:
    explaining(screen)
    screen.tap("call-back")
    screen.on_page("Contacting")
    screen.type(NUMBER)
    screen.tap("contact-back")
    screen.on_page("Explaining")
    screen.tap("call-back")
    screen.on_page("Contacting")
    assert screen.text("contact-number") == ""
    assert screen.of(ContactLeft) == []


def test_whoever_walks_away_while_typing_leaves_their_reasons_and_no_number(screen: OnScreen) -> None:
    explaining(screen)
    screen.tap("reason-207", "call-back")
    screen.on_page("Contacting")
    screen.type(NUMBER)
    screen.pass_by(600)
    assert screen.of(ContactLeft) == []
    assert [one.reasons for one in screen.of(Explained)] == [("207",)]


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_thanks_carry_a_receipt_to_note_or_to_scan_the_same_for_every_level(
    make_screen: Callable[..., OnScreen], size: tuple[int, int]
) -> None:
    looks = set()
    for level in range(1, 6):
        screen = make_screen(size)
        explaining(screen, level)
        screen.tap("done")
        screen.on_page("Thanking")
        (rated,) = screen.of(Rated)
        assert rated.receipt == screen.text("key")
        assert receipt_typed(rated.receipt) == rated.receipt
        turn(20)
        assert read(screen.window.grabWindow()) == [f"https://hall.example/receipts/{rated.receipt}"]
        names = ("notice", "code", "thanks-more-time-button")
        looks.add((screen.scene.limit, *(screen.find(name).mapToScene(QPoint(0, 0)).toTuple() for name in names)))
    assert len(looks) == 1


def test_a_corrected_level_keeps_the_receipt_of_the_first(screen: OnScreen) -> None:
    explaining(screen, 1)
    screen.tap("change", "level-4")
    wait_until(lambda: screen.scene.level == 4)
    screen.tap("done")
    screen.on_page("Thanking")
    assert {one.receipt for one in screen.of(Rated)} == {screen.text("key")}


def test_thanks_stay_longer_for_whoever_writes_the_receipt_down(screen: OnScreen) -> None:
    explaining(screen)
    screen.tap("done")
    screen.on_page("Thanking")
    screen.tap("thanks-more-time-button")
    screen.pass_by(screen.settings.limits.more_s - 1)
    assert screen.scene.page == "Thanking"
    screen.pass_by(1)
    assert screen.scene.page == "Idle"


def test_after_a_timeout_the_phone_can_still_rate_and_no_star_can(screen: OnScreen) -> None:
    screen.ask()
    visit = screen.desk.phase.visit
    assert visit
    screen.pass_by(screen.settings.limits.asking_s)
    screen.on_page("Later")
    assert len(screen.of(Unrated)) == 1
    turn(20)
    assert read(screen.window.grabWindow()) == [f"https://hall.example/r/{visit.id}"]
    assert not screen.sees("star-1")
    screen.pass_by(screen.settings.limits.later_s)
    assert screen.scene.page == "Idle"


def test_large_type_and_language_stay_while_the_code_is_still_shown(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("language", "large-type")
    screen.pass_by(screen.settings.limits.asking_s)
    screen.on_page("Later")
    assert (screen.comfort.language, screen.comfort.large) == ("en", True)
    screen.pass_by(screen.settings.limits.later_s)
    assert (screen.comfort.language, screen.comfort.large) == ("zh-CN", False)


def test_before_the_time_is_over_the_button_says_how_much_is_left(make_screen: Callable[..., OnScreen]) -> None:
    screen = make_screen()
    screen.ask()
    assert screen.text("more-time") == "更多时间"
    line = next(item for item in items(screen.window) if item.property("rest") is not None and item.isVisible())
    line.setProperty("rest", 0.5)
    assert screen.text("more-time") == "更多时间（15 秒）"
    screen.tap("more-time")
    assert screen.text("more-time") == "更多时间"


def test_every_page_that_leaves_by_itself_can_be_kept_by_a_touch(make_screen: Callable[..., OnScreen]) -> None:
    leaving = []
    for page in takewhile(lambda name: name != "help_asked", PAGES):  # what follows is the panel's and the staff's
        screen = make_screen()
        PAGES[page](screen)
        screen.settle()
        if not screen.scene.limit:
            continue
        leaving.append(screen.scene.page)
        (more,) = [
            one for one in items(screen.window) if "more-time" in one.objectName() and pushed(one) and shown(one)
        ]
        screen.tap(more.objectName())
        assert screen.scene.limit == screen.settings.limits.more_s, page
        assert screen.scene.page == leaving[-1]
    assert set(leaving) == {"Asking", "Explaining", "Contacting", "Thanking", "Later", "RatedAlready", "NotSaved"}


def pushed(item: QQuickItem) -> bool:
    return item.metaObject().className().startswith("MoreTime")


@pytest.mark.parametrize("page", ["explaining", "all_reasons", "contacting", "contact_left", "thanking", "later"])
def test_in_large_english_type_on_eight_inches_nothing_lies_on_the_line_of_time(
    make_screen: Callable[..., OnScreen], page: str
) -> None:
    """The hardest dress there is: the smallest screen, the largest type, the longer language."""
    screen = make_screen((1024, 600))
    PAGES[page](screen)
    dress(screen, "en", large=True)
    lines = [place(item) for item in items(screen.window) if item.property("rest") is not None and shown(item)]
    words = [item for item in items(screen.window) if item.inherits("QQuickText") and shown(item) and not scrolls(item)]
    assert words
    for item in words:
        assert place(item).top() >= -1, item.property("text")
        assert not any(place(item).intersects(line) for line in lines), item.property("text")
