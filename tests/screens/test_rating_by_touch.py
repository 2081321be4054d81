"""A finger on the real window: one touch is one rating, and nothing is thanked before it is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication

from sync.kinds import Cause, Explained, Level, Rated, Unrated
from tests.support.desk import said
from tests.support.screen import PORTRAIT, OnScreen
from tests.support.touch import lift, middle, press, slide, turn, wait_until


def ratings(screen: OnScreen) -> list[int]:
    return [int(one.level) for one in screen.of(Rated)]


def lit(screen: OnScreen) -> list[bool]:
    return [bool(screen.find(f"star-{n}").childItems()[0].property("filled")) for n in range(1, 6)]


def test_one_touch_is_one_rating(screen: OnScreen) -> None:
    screen.ask()
    screen.disk.quick = False

    screen.tap("star-5")
    screen.tap("star-1")
    screen.disk.answer()

    screen.on_page("Explaining")
    assert ratings(screen) == [5]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_every_star_gives_its_own_level(screen: OnScreen, level: int) -> None:
    screen.ask()
    screen.tap(f"star-{level}")
    screen.on_page("Explaining")
    assert ratings(screen) == [level]


def test_nothing_is_chosen_before_a_touch(screen: OnScreen) -> None:
    screen.ask()
    assert lit(screen) == [False] * 5
    assert ratings(screen) == []


def test_nothing_is_thanked_before_it_is_kept(screen: OnScreen) -> None:
    screen.ask()
    screen.disk.quick = False
    screen.tap("star-4")
    assert screen.scene.page == "Asking"
    assert lit(screen) == [True] * 4 + [False]

    screen.disk.answer()
    screen.on_page("Explaining")
    screen.tap("done")
    screen.on_page("Thanking")


def test_a_disk_that_refuses_leads_to_the_code_never_to_thanks(screen: OnScreen) -> None:
    screen.ask()
    screen.disk.full = True
    screen.tap("star-4")

    screen.on_page("NotSaved")
    assert screen.find("code")
    screen.pass_by(60)
    assert "Thanking" not in {type(phase).__name__ for phase in screen.shown}


def test_stars_fill_up_to_the_finger_and_the_lifted_finger_decides(screen: OnScreen) -> None:
    screen.ask()
    press(screen.window, middle(screen.find("star-1")))
    assert lit(screen) == [True, False, False, False, False]
    slide(screen.window, middle(screen.find("star-4")))
    wait_until(lambda: lit(screen) == [True, True, True, True, False])
    slide(screen.window, middle(screen.find("star-2")))
    wait_until(lambda: lit(screen) == [True, True, False, False, False])
    assert ratings(screen) == []

    lift(screen.window, middle(screen.find("star-2")))
    assert ratings(screen) == [2]


def test_a_finger_lifted_away_from_the_stars_decides_nothing(screen: OnScreen) -> None:
    screen.ask()
    away = middle(screen.find("prompt")) - QPoint(0, 60)
    press(screen.window, middle(screen.find("star-3")))
    slide(screen.window, away)
    wait_until(lambda: lit(screen) == [False] * 5)
    lift(screen.window, away)
    turn()
    assert ratings(screen) == []
    assert screen.scene.page == "Asking"


def test_a_finger_that_jumps_away_before_it_is_lifted_decides_nothing(screen: OnScreen) -> None:
    """No move is seen in between: what counts is where it was lifted."""
    screen.ask()
    at = middle(screen.find("star-3"))
    press(screen.window, at)
    lift(screen.window, QPoint(at.x(), 5))
    turn()
    assert ratings(screen) == []
    assert screen.scene.page == "Asking"


def test_a_finger_that_rests_long_on_a_star_still_rates(screen: OnScreen) -> None:
    screen.ask()
    at = middle(screen.find("star-3"))
    press(screen.window, at)
    held: list[bool] = []
    QTimer.singleShot(QGuiApplication.styleHints().mousePressAndHoldInterval() + 200, lambda: held.append(True))
    wait_until(lambda: held, "a press that the toolkit calls long")
    lift(screen.window, at)
    assert ratings(screen) == [3]


def test_reasons_and_words_are_kept_when_the_citizen_is_done(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-2")
    screen.on_page("Explaining")
    screen.tap("reason-207", "more-reasons", "reason-214", "reason-208", "reason-208")
    screen.find("words-edit").setProperty("text", "等了很久")
    screen.tap("done")

    screen.on_page("Thanking")
    assert [one.reasons for one in screen.of(Explained)] == [("207", "214")]
    assert said(screen.disk.kept) == ["等了很久"]


def test_words_longer_than_the_limit_are_cut_at_the_limit(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-5")
    screen.on_page("Explaining")
    screen.find("words-edit").setProperty("text", "好" * 400)
    turn()
    assert screen.find("words-edit").property("text") == "好" * 150
    screen.tap("done")
    assert said(screen.disk.kept) == ["好" * 150]


def test_words_of_one_citizen_are_not_there_for_the_next(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-5")
    screen.on_page("Explaining")
    screen.find("words-edit").setProperty("text", "请保密")
    screen.tap("done")
    screen.pass_by(10)
    screen.ask("A043")
    screen.tap("star-5")
    screen.on_page("Explaining")
    assert screen.find("words-edit").property("text") == ""


def test_nothing_is_lost_when_they_walk_away(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-1")
    screen.on_page("Explaining")
    screen.tap("reason-108")
    screen.pass_by(600)
    assert ratings(screen) == [1]
    assert [one.reasons for one in screen.of(Explained)] == [("108",)]


def test_the_level_can_be_changed_until_thanks_and_the_ticks_go(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-1")
    screen.on_page("Explaining")
    screen.tap("reason-108", "change", "level-4")
    wait_until(lambda: screen.scene.level == 4)
    screen.tap("reason-406", "done")

    first, second = screen.of(Rated)
    assert (first.level, second.level) == (Level(1), Level(4))
    assert second.replaces is not None
    assert [one.reasons for one in screen.of(Explained)] == [("406",)]


def test_choosing_the_same_level_again_changes_nothing(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-4")
    screen.on_page("Explaining")
    screen.tap("reason-406", "change", "level-4")
    assert ratings(screen) == [4]
    assert list(screen.scene.ticked) == ["406"]


def test_not_now_is_kept_as_declined(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("not-now")
    screen.on_page("Idle")
    assert [one.cause for one in screen.of(Unrated)] == [Cause.DECLINED]
    assert ratings(screen) == []


def test_more_time_lengthens_the_page(screen: OnScreen) -> None:
    screen.ask()
    screen.pass_by(screen.settings.limits.asking_s - 1)
    screen.tap("more-time")
    screen.pass_by(screen.settings.limits.more_s - 1)
    assert screen.scene.page == "Asking"
    screen.pass_by(2)
    assert screen.scene.page == "Later"
    assert [one.cause for one in screen.of(Unrated)] == [Cause.TIMED_OUT]


def test_a_touch_opens_the_question_while_being_served(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("open-question")
    screen.on_page("Asking")


def test_every_level_leads_to_the_same_page_layout_and_time_limit(make_screen: Callable[..., OnScreen]) -> None:
    seen = set()
    for level in range(1, 6):
        screen = make_screen(PORTRAIT)
        screen.ask()
        screen.tap(f"star-{level}")
        screen.on_page("Explaining")
        names = ["done", "words", "explain-more-time"]
        boxes = tuple((name, screen.find(name).mapToScene(QPoint(0, 0)).toTuple()) for name in names)
        seen.add((boxes, screen.scene.limit, len(screen.scene.reasons[level - 1])))
        screen.tap("done")
        screen.on_page("Thanking")
        seen.add(("thanks", screen.text("notice"), screen.scene.limit))
    assert len(seen) == 2


def test_the_tap_tells_where_on_the_window_the_finger_was(screen: OnScreen) -> None:
    screen.ask()
    at = middle(screen.find("star-5"))
    screen.tap("star-5")
    (rated,) = screen.of(Rated)
    assert rated.tap_x is not None
    assert rated.tap_y is not None
    assert abs(rated.tap_x - at.x() * 1000 / 1280) <= 1
    assert abs(rated.tap_y - at.y() * 1000 / 800) <= 1
    assert rated.dwell_ms == 0


def test_a_second_try_is_told_it_is_rated_already(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-5")
    screen.on_page("Explaining")
    screen.tap("done")
    screen.pass_by(10)
    screen.serve("A042")
    screen.desk.finish()
    screen.on_page("RatedAlready")
    assert not screen.sees("star-1")
    assert ratings(screen) == [5]


def test_stars_turn_gold_one_after_another_and_a_star_the_finger_slid_to_does_not_wait(
    make_screen: Callable[..., OnScreen],
) -> None:
    screen = make_screen(motion=True)
    screen.ask()

    def stars(what: str) -> list[int]:
        return [int(screen.find(f"star-{n}").childItems()[0].property(what)) for n in range(1, 6)]

    press(screen.window, middle(screen.find("star-4")))
    assert stars("delay") == [0, 30, 60, 90, 120]
    assert stars("gold") == [1, 0, 0, 0, 0], "the first answers at once"
    wait_until(lambda: stars("gold") == [1, 1, 1, 1, 0])
    slide(screen.window, middle(screen.find("star-5")))
    wait_until(lambda: stars("gold")[4])
    assert stars("delay")[4] == 0


def test_without_motion_all_stars_up_to_the_finger_turn_gold_at_once(screen: OnScreen) -> None:
    screen.ask()
    press(screen.window, middle(screen.find("star-4")))
    gold = [bool(screen.find(f"star-{n}").childItems()[0].property("gold")) for n in range(1, 6)]
    assert gold == [True, True, True, True, False]
