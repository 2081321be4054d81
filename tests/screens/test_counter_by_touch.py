"""What the person at the window may do with the visit at hand, by touch: finish, pass, give up, put back, send on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.flow import Asking, Explaining, Idle, Keeping, NotSaved, Serving
from sync.kinds import Forwarded, GivenUp, Passed, PutBack, Rated
from tests.support.screen import OnScreen
from tests.support.touch import is_there, turn

LEAVING = {"passed": Passed, "given-up": GivenUp, "put-back": PutBack}


@pytest.mark.parametrize("button", LEAVING)
def test_a_visit_that_is_no_service_is_put_away_by_one_touch(screen: OnScreen, button: str) -> None:
    screen.serve("A042")
    screen.tap("staff-door", button)
    screen.on_page("Idle")
    assert len(screen.of(LEAVING[button])) == 1
    assert screen.kinds().count("unrated") == 0, "what was not served is in no denominator"
    assert screen.staff.panel == ""


def test_a_citizen_is_sent_to_the_window_that_is_typed(screen: OnScreen) -> None:
    screen.serve("A042")
    screen.tap("staff-door", "forward")
    assert "几号窗口" in screen.text("typed-heading")
    assert not screen.sees("letter-A"), "a window is a number"
    screen.type("12")
    screen.tap("on")
    screen.on_page("Idle")
    assert [one.to_window for one in screen.of(Forwarded)] == ["12"]


def test_a_citizen_may_be_sent_on_without_saying_where(screen: OnScreen) -> None:
    screen.serve("A042")
    screen.tap("staff-door", "forward", "on")
    assert [one.to_window for one in screen.of(Forwarded)] == [None]


def test_going_back_from_the_window_sends_nobody_anywhere(screen: OnScreen) -> None:
    screen.serve("A042")
    screen.tap("staff-door", "forward")
    screen.type("12")
    screen.tap("close-number")
    assert screen.of(Forwarded) == []
    assert isinstance(screen.desk.phase, Serving)


def test_a_visit_that_is_rated_cannot_be_passed_any_more(screen: OnScreen) -> None:
    screen.serve("A042")
    screen.desk.open_question()
    screen.on_page("Asking")
    screen.tap("star-1")
    screen.on_page("Explaining")
    screen.tap("done")
    screen.pass_by(10)
    screen.on_page("Serving")
    screen.tap("staff-door")
    assert screen.sees("finish")
    for button in (*LEAVING, "forward"):
        assert not screen.sees(button), button


def test_the_person_changes_and_the_visit_stays(screen: OnScreen) -> None:
    screen.serve("A042")
    visit = screen.desk.phase.visit
    screen.tap("staff-door", "hand-over")
    screen.type("002")
    screen.tap("on")
    screen.type("2468")
    screen.tap("on")
    assert screen.desk.phase.visit
    assert visit
    assert screen.desk.phase.visit.id == visit.id
    assert screen.scene.person["name"] == "李小梅"
    assert screen.text("ticket") == "A042"


# --- the citizen's pages are the citizen's ---------------------------------------------------------------------------


def asking(screen: OnScreen) -> None:
    screen.ask()


def keeping(screen: OnScreen) -> None:
    screen.ask()
    screen.disk.quick = False
    screen.tap("star-1")


def explaining(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-1")
    screen.on_page("Explaining")


def not_saved(screen: OnScreen) -> None:
    screen.ask()
    screen.disk.full = True
    screen.tap("star-1")
    screen.on_page("NotSaved")


CITIZENS = {asking: Asking, keeping: Keeping, explaining: Explaining, not_saved: NotSaved}


@pytest.mark.parametrize("way", CITIZENS)
def test_while_a_citizens_page_is_open_the_staffs_door_is_shut(
    screen: OnScreen, way: Callable[[OnScreen], None]
) -> None:
    way(screen)
    before = screen.desk.phase
    assert isinstance(before, CITIZENS[way])
    screen.tap("staff-door")
    screen.staff.open()
    screen.staff.card("S002")
    for act in ("finish", "passed", "given_up", "put_back", "go_away", "log_out"):
        getattr(screen.staff.counter, act)()
    screen.staff.counter.forward("4")
    assert screen.staff.panel == ""
    assert screen.desk.phase == before
    assert screen.desk.shift is not None


def test_the_same_door_opens_as_soon_as_the_citizen_is_done(screen: OnScreen) -> None:
    """The positive control of the shut door."""
    explaining(screen)
    screen.tap("done", "staff-door")
    assert screen.staff.panel == "bar"


@pytest.mark.parametrize("names", [["staff-door"], ["staff-door", "hand-over"], ["staff-door", "type-number"],
                                   ["staff-door", "forward"], ["staff-door", "show-day"]])  # fmt: skip
def test_whatever_the_staff_have_open_makes_way_for_a_question(screen: OnScreen, names: list[str]) -> None:
    screen.serve("A042")
    screen.tap(*names)
    assert screen.staff.panel
    screen.desk.finish()
    screen.on_page("Asking")
    assert screen.staff.panel == ""
    screen.tap("star-5")
    assert len(screen.of(Rated)) == 1


# --- the soft word ---------------------------------------------------------------------------------------------------


def word(screen: OnScreen) -> str:
    """Open the bar, read the soft word, close the bar."""
    screen.tap("staff-door")
    said = screen.text("staff-soft-word") if is_there(screen.window, "staff-soft-word") else ""
    screen.tap("close-bar")
    return said


def test_who_forgot_to_ask_is_told_which_button_asks(screen: OnScreen) -> None:
    screen.serve("A041")
    screen.serve("A042")
    assert "A041" in word(screen)
    assert "没有被询问" in word(screen)


def test_no_word_after_a_rating_whatever_its_level(make_screen: Callable[..., OnScreen]) -> None:
    for level in range(1, 6):
        screen = make_screen()
        screen.ask("A041")
        screen.tap(f"star-{level}")
        screen.on_page("Explaining")
        screen.tap("done")
        assert word(screen) == ""


def test_the_word_is_for_who_served_not_for_who_comes_next(screen: OnScreen) -> None:
    screen.ask("A041")
    screen.tap("not-now")
    assert "A041" in word(screen)
    screen.desk.hand_over(screen.people[1])
    turn()
    assert word(screen) == ""


def test_what_nobody_logged_in_may_do_is_to_log_in(screen: OnScreen) -> None:
    screen.tap("staff-door")
    assert screen.staff.panel == "login"
    assert isinstance(screen.desk.phase, Idle)
