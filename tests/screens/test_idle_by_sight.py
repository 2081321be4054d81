"""While nobody is served: notices with their times, photos, and a screen that rests and wakes by a touch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from kiosk.notices.notice import MOST_TEXT, Notice
from sync.contract import NoticeKind
from tests.support.clip import picture
from tests.support.clock import FakeClock
from tests.support.desk import WANG, with_settings
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.touch import lift, middle, press, tap, turn, wait_until

HASH = "ab" * 32


def notice(name: str, text: str = "", file: Path | None = None, **more: object) -> Notice:
    kind = NoticeKind.PICTURE if file else NoticeKind.TEXT
    return Notice(**{"id": name, "kind": kind, "text": text or name, "file": file, **more})  # type: ignore[arg-type]


def colour_at(screen: OnScreen, name: str) -> str:
    """Return the colour in the middle of an item as it is on the screen."""
    screen.settle()
    return QColor(screen.window.grabWindow().pixel(middle(screen.find(name)))).name()


@pytest.fixture
def hall(make_screen: Callable[..., OnScreen], tmp_path: Path) -> OnScreen:
    """A window whose screen dims after 60 seconds and is dark from 19:00 to 07:00."""
    settings = with_settings(idle={"dim_after_s": 60, "night_from": "19:00", "night_to": "07:00"})
    screen = make_screen(settings=settings)
    screen.idles(tmp_path)
    return screen


# --- notices ---------------------------------------------------------------------------------------------------------


def test_one_notice_after_another_and_from_the_start_again(hall: OnScreen) -> None:
    hall.idle.put([notice("一", seconds=5), notice("二", seconds=5)])
    seen = []
    for _ in range(3):
        seen.append(hall.text("notice-text"))
        hall.pass_by(5)
        turn()
    assert seen == ["一", "二", "一"]


def test_without_a_notice_the_page_says_what_it_is_for(hall: OnScreen) -> None:
    assert not hall.sees("notice-text")
    assert hall.text("window-number") == "3 号窗口"


def test_a_notice_is_shown_in_its_hours_only(hall: OnScreen) -> None:
    now = hall.clock.now()
    hall.idle.put([notice("一", ends=now.replace(year=2027)), notice("二", begins=now.replace(year=2027))])
    for _ in range(3):
        assert hall.text("notice-text") == "一"
        hall.pass_by(10)
        turn()


def test_a_notice_whose_time_comes_is_shown_then(hall: OnScreen) -> None:
    hall.idle.put([notice("一", begins=hall.clock.now().replace(minute=hall.clock.now().minute + 1))])
    assert not hall.sees("notice-text")
    hall.pass_by(59)
    hall.pass_by(21)
    turn()
    assert hall.text("notice-text") == "一"


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT, (1024, 600)])
def test_the_longest_text_is_shown_whole_in_large_type_too_and_a_longer_one_stays_in_its_place(
    make_screen: Callable[..., OnScreen], tmp_path: Path, size: tuple[int, int]
) -> None:
    screen = make_screen(size)
    screen.comfort.toggle_large()
    screen.idles(tmp_path)
    for text, whole in (("节假日安排" * (MOST_TEXT // 5), True), ("节假日安排" * MOST_TEXT, False)):
        screen.idle.put([notice("long", text)])
        screen.settle()
        label = screen.find("notice-text")
        assert label.property("truncated") is not whole
        assert label.property("contentHeight") <= label.height()
        screen.idle.put([])


def test_a_picture_is_shown_whole(hall: OnScreen, tmp_path: Path) -> None:
    picture("#3366cc").save(str(tmp_path / "a.png"))
    hall.idle.put([notice("a", file=tmp_path / "a.png")])
    item = hall.find("notice-picture")
    wait_until(lambda: item.property("implicitWidth") > 0, "the picture read")
    assert colour_at(hall, "notice-picture") == "#3366cc"
    hall.idle.put([])
    turn()
    assert not hall.sees("notice-picture")


def test_a_call_takes_the_notice_away_and_no_time_of_it_runs_meanwhile(hall: OnScreen) -> None:
    hall.idle.put([notice("一", seconds=5), notice("二", seconds=5)])
    hall.serve()
    hall.on_page("Serving")
    assert hall.idle.notice["kind"] == ""
    hall.pass_by(50)
    assert hall.idle.notice["kind"] == ""
    hall.desk.passed()
    hall.on_page("Idle")
    assert hall.sees("notice-text")


def test_while_the_staff_type_no_notice_turns_behind_their_panel(hall: OnScreen) -> None:
    hall.idle.put([notice("一")])
    hall.tap("staff-door")
    assert hall.idle.notice["kind"] == ""
    hall.tap("close-login")
    assert hall.idle.notice["text"] == "一"


def test_files_copied_into_the_folder_come_to_the_screen(make_screen: Callable[..., OnScreen], tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "a.txt").write_text("周六照常办理", "utf-8")
    screen = make_screen(settings=with_settings(idle={"folder": str(tmp_path / "notices"), "dim_after_s": 0}))
    screen.idles(tmp_path)
    wait_until(lambda: screen.posts, "the folder read")
    screen.posted()
    turn()
    assert screen.text("notice-text") == "周六照常办理"


def test_no_multimedia_is_loaded_for_texts_and_pictures(hall: OnScreen, tmp_path: Path) -> None:
    before = "PySide6.QtMultimedia" in sys.modules  # a test of films may have come first in this process
    picture("red").save(str(tmp_path / "a.png"))
    hall.idle.put([notice("一"), notice("a", file=tmp_path / "a.png")])
    hall.pass_by(10)
    turn()
    assert ("PySide6.QtMultimedia" in sys.modules) is before


def test_duties_of_the_person_or_of_the_window_are_shown(hall: OnScreen) -> None:
    hall.scene.stand_at("3", "户籍窗口 · 公安局")
    assert hall.text("duties") == "户籍窗口 · 公安局"
    hall.desk.log_in(replace(WANG, services=("户口登记", "居民身份证")))
    turn()
    assert hall.text("duties") == "户口登记 · 居民身份证"


def test_what_the_hall_says_of_a_person_stands_on_the_card_until_somebody_is_asked_about_them(hall: OnScreen) -> None:
    hall.desk.log_in(replace(WANG, stars=4, party_member=True))
    turn()
    assert hall.text("distinctions") == "服务星级：4 星 · 中共党员"
    hall.ask()
    assert not hall.sees("distinctions"), "nothing beside the question says how others found them"


# --- photos ----------------------------------------------------------------------------------------------------------


def photographed(screen: OnScreen, folder: Path, *, held: bool) -> None:
    """Log somebody in who has a photo; `held` is whether its file has arrived."""
    assert screen.idling
    files = folder / "files"
    files.mkdir()
    picture("#228844", (400, 400)).save(str(files / HASH), "PNG")  # type: ignore[call-overload] # the stubs want bytes
    screen.idling.know(None, {HASH} if held else set())
    screen.desk.log_in(replace(WANG, photo=HASH))
    turn()


def test_the_photo_of_the_roster_is_on_the_card(hall: OnScreen, tmp_path: Path) -> None:
    photographed(hall, tmp_path, held=True)
    wait_until(lambda: hall.sees("photo"), "the photo")
    assert colour_at(hall, "photo") == "#228844"


def test_until_a_photo_has_arrived_the_initial_stands_in_and_then_it_comes_by_itself(
    hall: OnScreen, tmp_path: Path
) -> None:
    photographed(hall, tmp_path, held=False)
    assert not hall.sees("photo")
    assert hall.text("initial") == "王"
    assert hall.idling
    hall.idling.know(None, {HASH})
    wait_until(lambda: hall.sees("photo"), "the photo")


def test_a_new_card_of_who_is_here_is_shown_and_the_visit_at_hand_keeps_its_own(hall: OnScreen) -> None:
    hall.serve()
    new = replace(WANG, name="王建国", duty="注册登记")
    hall.desk.know({"S001": new}.get)
    assert hall.scene.person["duty"] == "企业登记", "who is rated is frozen with the visit"
    hall.desk.passed()
    turn()
    assert hall.scene.person["duty"] == "注册登记"


def test_who_has_left_the_roster_stays_until_they_log_out(hall: OnScreen) -> None:
    hall.serve()
    hall.desk.know({}.get)
    assert hall.desk.shift is not None


# --- rest ------------------------------------------------------------------------------------------------------------


def test_left_alone_the_screen_dims(hall: OnScreen) -> None:
    before = colour_at(hall, "window-number")
    hall.pass_by(59)
    assert (hall.idle.light, hall.idle.shade) == ("full", 0)
    hall.pass_by(21)
    assert (hall.idle.light, hall.idle.shade) == ("dim", 0.75)
    assert QColor(colour_at(hall, "window-number")).lightness() < QColor(before).lightness() / 2


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_the_touch_that_wakes_the_screen_does_nothing_else(
    make_screen: Callable[..., OnScreen], tmp_path: Path, size: tuple[int, int]
) -> None:
    screen = make_screen(size, settings=with_settings(idle={"dim_after_s": 60}))
    screen.idles(tmp_path)
    for name in ("staff-door", "language", "large-type"):
        before = (screen.staff.panel, screen.comfort.language, screen.comfort.large)
        screen.pass_by(81)
        turn()
        assert screen.idle.light == "dim"
        tap(screen.window, name)
        assert screen.idle.light == "full"
        assert (screen.staff.panel, screen.comfort.language, screen.comfort.large) == before, name
        assert not screen.sees("wake")
    tap(screen.window, "staff-door")
    assert screen.staff.panel == "login", "and the next touch is a touch again"


def test_a_finger_that_rests_on_the_waking_screen_still_does_nothing_when_it_is_lifted(hall: OnScreen) -> None:
    hall.pass_by(81)
    turn()
    at = middle(hall.find("staff-door"))
    press(hall.window, at)
    turn()
    assert hall.idle.light == "full", "bright under the finger"
    hall.pass_by(10)
    lift(hall.window, at)
    turn()
    assert hall.staff.panel == ""


def test_a_call_wakes_the_screen(hall: OnScreen) -> None:
    hall.pass_by(81)
    assert hall.idle.light == "dim"
    hall.serve()
    assert hall.idle.light == "full"
    hall.pass_by(1000)
    assert hall.idle.light == "full", "somebody is being served"


def test_a_finger_in_the_staffs_panel_keeps_the_screen_awake(hall: OnScreen) -> None:
    hall.tap("staff-door")
    for _ in range(5):
        hall.pass_by(50)
        if hall.staff.panel == "login":
            hall.type("1")
    assert hall.idle.light == "full"


def test_in_the_halls_night_the_screen_is_dark_and_shows_nothing_to_nobody(
    make_screen: Callable[..., OnScreen], tmp_path: Path
) -> None:
    clock = FakeClock()
    night = clock.now().astimezone(with_settings().zone)
    clock.jump(hours=(20 - night.hour) % 24)
    settings = with_settings(idle={"night_from": "19:00", "night_to": "07:00", "dim_after_s": 0})
    screen = make_screen(settings=settings, clock=clock)
    screen.idles(tmp_path)
    screen.idle.put([notice("一")])
    assert screen.text("notice-text") == "一"
    screen.pass_by(81)
    turn()
    assert (screen.idle.light, screen.idle.shade, screen.idle.notice["kind"]) == ("dark", 1, "")
    screen.settle()
    assert QColor(screen.window.grabWindow().pixel(QPoint(640, 400))).name() == "#000000"
    tap(screen.window, "wake")
    assert screen.idle.light == "full"
    assert screen.text("notice-text") == "一"


def test_assistive_technology_can_wake_the_screen(hall: OnScreen) -> None:
    from PySide6.QtGui import QAccessible

    hall.pass_by(81)
    turn()
    face = QAccessible.queryAccessibleInterface(hall.find("rest"))
    assert face.text(QAccessible.Text.Name) == "点亮屏幕"
    face.actionInterface().doAction("Press")
    assert hall.idle.light == "full"


@pytest.mark.parametrize("pointer", [False, True])
def test_a_glass_that_is_touched_shows_no_pointer_unless_wanted(
    make_screen: Callable[..., OnScreen], pointer: bool
) -> None:
    screen = make_screen(pointer=pointer)
    for at in (QPoint(100, 100), middle(screen.find("staff-door"))):
        QTest.mouseMove(screen.window, at)
        turn()
        hidden = screen.window.cursor().shape() == Qt.CursorShape.BlankCursor
        assert hidden is not pointer
