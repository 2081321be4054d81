"""The staff's side by touch: log in by number and PIN, go away, hand over, leave; the manager's day behind a PIN."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint

from sync.kinds import HandedOver, LoginFailed, Paused, Resumed, Served, ShiftClosed, ShiftOpened
from tests.support.access import place, surfaces
from tests.support.pages import PAGES
from tests.support.screen import PINS, OnScreen
from tests.support.touch import items, lift, press, turn, wait_until


def log_in(screen: OnScreen, number: str = "001", pin: str = PINS["S001"]) -> None:
    screen.tap("staff-door")
    screen.type(number)
    screen.tap("on")
    screen.type(pin)
    screen.tap("on")


def test_number_and_pin_let_somebody_in(screen: OnScreen) -> None:
    log_in(screen)
    assert screen.staff.panel == ""
    assert [one.staff for one in screen.of(ShiftOpened)] == ["S001"]
    assert screen.scene.person["name"] == "王建国"


def test_the_pin_is_never_on_the_screen(screen: OnScreen) -> None:
    screen.tap("staff-door")
    screen.type("001")
    screen.tap("on")
    screen.type("135790")
    assert screen.text("typed-pin") == "●" * 6
    assert screen.text("typed-number") == "001"
    for item in items(screen.window):
        assert "135790" not in str(item.property("text"))


def test_a_wrong_pin_is_said_and_counted(screen: OnScreen) -> None:
    log_in(screen, pin="000000")
    assert "不正确" in screen.text("login-message")
    assert screen.text("typed-pin") == ""
    assert [one.tries for one in screen.of(LoginFailed)] == [1]
    assert screen.of(ShiftOpened) == []


def test_five_wrong_pins_make_one_wait(screen: OnScreen) -> None:
    log_in(screen, pin="000000")
    for _ in range(4):
        screen.type("000000")
        screen.tap("on")
    assert "30" in screen.text("login-message")
    screen.type(PINS["S001"])
    screen.tap("on")
    assert screen.of(ShiftOpened) == [], "the right PIN does not help while one has to wait"

    screen.pass_by(31)
    assert screen.staff.panel == "login"
    screen.type(PINS["S001"])
    screen.tap("on")
    assert [one.staff for one in screen.of(ShiftOpened)] == ["S001"]


def test_an_unknown_number_and_a_missing_roster_say_what_to_do(screen: OnScreen) -> None:
    screen.tap("staff-door")
    screen.type("777")
    screen.tap("on")
    assert "没有这个工号" in screen.text("login-message")
    screen.people.clear()
    screen.tap("on")
    assert "人员名单" in screen.text("login-message")


def test_while_a_pin_is_checked_the_keypad_waits(screen: OnScreen) -> None:
    screen.slow_pins = True
    log_in(screen)
    assert screen.staff.busy
    screen.type("1")
    assert screen.staff.pin_length == 0
    screen.check_pins()
    wait_until(lambda: screen.staff.panel == "")
    assert len(screen.of(ShiftOpened)) == 1


def test_somebody_who_left_while_their_pin_was_checked_is_not_logged_in(screen: OnScreen) -> None:
    screen.slow_pins = True
    log_in(screen)
    screen.tap("close-login")
    screen.check_pins()
    assert screen.of(ShiftOpened) == []


def test_a_log_in_left_alone_goes_away_with_what_was_typed(screen: OnScreen) -> None:
    screen.tap("staff-door")
    screen.type("001")
    screen.pass_by(61)
    assert screen.staff.panel == ""
    screen.tap("staff-door")
    assert screen.text("typed-number") == ""


def test_finish_asks_the_citizen_and_the_bar_makes_way(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("staff-door", "finish")
    screen.on_page("Asking")
    assert not screen.sees("finish")


def test_a_question_from_the_queue_takes_the_bar_away(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("staff-door")
    screen.desk.finish()
    turn()
    assert screen.staff.panel == ""


def test_away_and_back(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("staff-door", "away")
    screen.on_page("Away")
    screen.tap("staff-door", "come-back")
    screen.on_page("Serving")
    assert (len(screen.of(Paused)), len(screen.of(Resumed))) == (1, 1)


def test_the_next_person_takes_over_with_the_visit(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("staff-door", "hand-over")
    screen.type("002")
    screen.tap("on")
    screen.type(PINS["S002"])
    screen.tap("on")
    assert [(one.from_staff, one.to_staff) for one in screen.of(HandedOver)] == [("S001", "S002")]
    assert screen.scene.page == "Serving"
    assert screen.scene.person["name"] == "李小梅"


def test_log_out_asks_whoever_is_before_them_first(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("staff-door", "log-out")
    screen.on_page("Asking")
    assert len(screen.of(ShiftClosed)) == 1


def test_a_number_can_be_typed_where_no_queue_says_it(screen: OnScreen) -> None:
    log_in(screen)
    screen.tap("staff-door", "type-number", "letter-B")
    screen.type("017")
    assert screen.text("typed-ticket") == "B017"
    screen.tap("on")
    screen.on_page("Serving")
    assert [one.ticket for one in screen.of(Served)] == ["B017"]
    assert screen.text("ticket") == "B017"


def test_the_soft_word_names_the_number_not_a_level(screen: OnScreen) -> None:
    screen.ask("A041")
    screen.tap("not-now")
    screen.on_page("Idle")
    screen.tap("staff-door")
    assert "A041" in screen.text("staff-soft-word")


def test_no_staff_page_can_rate_or_shows_who_gave_what(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("star-1")
    screen.on_page("Explaining")
    screen.tap("done")
    screen.pass_by(10)
    for names in (["staff-door"], ["staff-door", "hand-over"], ["staff-door", "type-number"]):
        screen.tap(*names)
        for star in range(1, 6):
            assert not screen.sees(f"star-{star}")
            assert not screen.sees(f"level-{star}")
        screen.staff.close()
        turn()


def test_only_a_manager_sees_the_day(screen: OnScreen) -> None:
    screen.serve()
    screen.tap("staff-door", "show-day")
    screen.type("001")
    screen.tap("on")
    screen.type(PINS["S001"])
    screen.tap("on")
    assert screen.staff.panel == "login"
    assert "权限" in screen.text("login-message")
    assert screen.book.reads == []
    screen.tap("close-login", "staff-door", "show-day")
    screen.type("009")
    screen.tap("on")
    screen.type(PINS["S009"])
    screen.tap("on")
    assert screen.staff.panel == "day"
    assert [day for day, _ in screen.book.reads] == ["2026-03-02"]
    assert [one.staff for one in screen.of(ShiftOpened)] == ["S001"], "a manager who looks does not sit down"


def test_digits_can_be_typed_before_there_is_a_desk(make_screen: Callable[..., OnScreen]) -> None:
    """The first frame takes a log-in digit; what decides is loaded after it."""
    screen = make_screen(furnished=False)
    screen.tap("staff-door")
    screen.type("001")
    screen.tap("on")
    assert "正在启动" in screen.text("login-message")

    screen.furnish()
    screen.tap("on")
    screen.type(PINS["S001"])
    screen.tap("on")
    assert [one.staff for one in screen.of(ShiftOpened)] == ["S001"]


def test_a_finger_between_the_bars_buttons_touches_nothing_of_the_page_beneath(
    make_screen: Callable[..., OnScreen],
) -> None:
    screen = make_screen((1024, 600))
    screen.serve()
    beneath = place(screen.find("open-question"))
    screen.tap("staff-door")
    buttons = [place(item) for item in surfaces(screen.window)]
    across, down = (
        range(int(beneath.left()), int(beneath.right()), 4),
        range(int(beneath.top()), int(beneath.bottom()), 4),
    )
    between = [QPoint(x, y) for x in across for y in down if not any(one.contains(x, y) for one in buttons)]
    assert between, "nothing of the page shows between the buttons: nothing is proved"
    for at in between[:: len(between) // 20]:
        press(screen.window, at)
        lift(screen.window, at)
    turn()
    assert screen.scene.page == "Serving"


def test_a_manager_turns_to_any_day_by_touching_it_in_its_month(screen: OnScreen) -> None:
    PAGES["day"](screen)
    screen.tap("day", "month-before")
    assert screen.text("month") == "2026年2月"
    screen.tap("on-2026-02-27")
    assert not screen.sees("month")
    assert screen.text("day") == "2026-02-27"
    assert screen.book.reads[-1][0] == "2026-02-27"
    screen.tap("day", "month-close")
    assert screen.text("day") == "2026-02-27"


def test_files_go_to_a_folder_that_was_found_by_touch_alone(screen: OnScreen) -> None:
    PAGES["day_folders"](screen)
    screen.book.within[Path("/media/usb/KINGSTON/2026年报表")] = ("三月",)
    screen.tap("folder-1", "folder-0")
    assert screen.text("folder-where") == "KINGSTON / 2026年报表 / 三月"
    screen.tap("folder-here")
    assert screen.book.to == [Path("/media/usb/KINGSTON/2026年报表/三月")]
    assert "正在导出" in screen.text("export-message")
