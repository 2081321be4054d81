"""Calling the hall manager by touch: one touch away on every citizen's page, confirmed once more, told plainly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.help import Quiet
from sync.kinds import HelpCalled
from tests.support.pages import PAGES
from tests.support.screen import OnScreen
from tests.support.touch import lift, middle, press

CITIZENS = ["nobody", "idle", "serving", "asking", "explaining", "thanking", "rated_already", "not_saved", "away",
            "out_of_service", "out_with_code"]  # fmt: skip


@pytest.mark.parametrize("page", CITIZENS)
def test_from_every_page_of_a_citizen_the_manager_is_two_touches_away(
    make_screen: Callable[..., OnScreen], page: str
) -> None:
    screen = make_screen()
    PAGES[page](screen)
    screen.disk.full = False
    screen.tap("help", "help-call")
    if page == "not_saved":
        screen.pass_by(5)  # the disk had refused: what is owed goes with the next try
    assert len(screen.of(HelpCalled)) == 1


def test_the_panel_says_who_comes_and_a_stray_touch_is_taken_back(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("help")
    assert screen.text("help-title") == "要呼叫大堂经理吗？"
    assert "3 号窗口" in screen.text("help-line")
    screen.tap("help-close")
    assert screen.desk.help.state == Quiet()
    assert screen.of(HelpCalled) == []


def test_the_answer_reaches_the_panel_and_the_button(screen: OnScreen) -> None:
    screen.desk.help.centre_is(reached=True)
    screen.ask()
    screen.tap("help", "help-call")
    assert screen.text("help-title") == "正在呼叫大堂经理"
    screen.tap("help-close")
    assert screen.text("help") == "正在呼叫"
    screen.desk.help.answered(screen.disk.kept[-1].id)
    assert screen.text("help") == "正在赶来"
    screen.settle()  # the button has another width now
    screen.tap("help")
    assert screen.text("help-title") == "大堂经理正在赶来"


def test_offline_the_citizen_reads_whom_to_ask_instead(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("help", "help-call")
    assert screen.text("help-title") == "暂时联系不上大堂经理"
    assert "咨询台" in screen.text("help-line")
    assert screen.text("help-call") == "再次呼叫"


def test_beneath_the_panel_no_star_can_be_touched_and_after_it_the_question_is_still_there(screen: OnScreen) -> None:
    screen.ask()
    star = screen.find("star-5")
    screen.tap("help")
    assert not star.isEnabled()
    screen.tap("help-close", "star-5")
    screen.on_page("Explaining")


def test_the_line_of_time_starts_again_when_somebody_calls(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("help", "help-close")
    assert screen.scene.limit == screen.settings.limits.more_s


def test_two_quick_touches_make_one_call_and_leave_its_panel_open(screen: OnScreen) -> None:
    """The second comes down where the first did, before anything new was drawn."""
    screen.desk.help.centre_is(reached=True)
    screen.ask()
    for name in ("help", "help-call"):
        at = middle(screen.find(name))
        for _ in range(2):
            press(screen.window, at)
            lift(screen.window, at)
        screen.settle()
    assert len(screen.of(HelpCalled)) == 1
    assert screen.text("help-title") == "正在呼叫大堂经理"
