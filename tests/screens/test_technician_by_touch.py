"""The technician's page by touch, everything behind it held in the hand."""

from __future__ import annotations

from tests.support.screen import OnScreen
from tests.support.technician import HandWork, enter, knock


def test_nothing_can_be_done_before_the_answer(screen: OnScreen) -> None:
    work = HandWork()
    page = knock(screen, work)
    for name in ("restart", "leave-kiosk", "make-bundle", "set-night", "technician-done"):
        assert not screen.sees(name)
    screen.type("1234567")
    assert not screen.find("on").isEnabled(), "seven digits are no answer"
    screen.type("9")
    screen.tap("on")
    assert work.did == ["failed"]
    assert "不对" in screen.text("technician-message")
    assert page.property("answer") == ""


def test_while_one_has_to_wait_nothing_is_tried(screen: OnScreen) -> None:
    work = HandWork()
    work.wait = 30_000
    knock(screen, work)
    screen.type(work.right)
    screen.tap("on")
    assert "30" in screen.text("technician-message")
    assert work.did == []


def test_a_kiosk_without_a_key_says_that_nobody_can_answer(screen: OnScreen) -> None:
    work = HandWork(keyed=False)
    knock(screen, work)
    screen.type(work.right)
    assert "没有密钥" in screen.text("technician-where")
    assert not screen.find("on").isEnabled()


def test_the_page_left_alone_goes_away_at_the_door_sooner_than_inside(screen: OnScreen) -> None:
    work = HandWork()
    knock(screen, work)
    screen.pass_by(61)
    assert not screen.sees("challenge")
    assert work.did == [], "nobody came in, so nobody leaves"

    enter(screen, work)
    screen.pass_by(61)
    assert screen.sees("technician-done")
    screen.pass_by(600)
    assert not screen.sees("technician-done")
    assert work.did == ["enter", "leave"]


def test_what_is_amiss_comes_first_and_is_said_in_words(screen: OnScreen) -> None:
    page = enter(screen)
    rows = page.property("rows")
    assert [row["ok"] for row in rows] == [False, False, *[True] * 6]
    assert rows[0]["said"] == "https://hall.example:8710 没有应答（Connection refused）。评价照常保存，稍后补送"
    screen.tap("language")
    assert page.property("rows")[0]["name"] == "Centre"


def test_volume_goes_up_and_down_by_tens_is_heard_and_kept(screen: OnScreen) -> None:
    work = HandWork()
    page = enter(screen, work)
    screen.tap("louder", "louder", "quieter")
    assert page.property("message") == "音量 70"
    assert [one for one in work.did if "volume" in one or "heard" in one] == [
        "voice.volume = 70", "heard at 70", "voice.volume = 80", "heard at 80", "voice.volume = 70", "heard at 70",
    ]  # fmt: skip
    for _ in range(12):
        page.change_volume(10)
    assert page.property("message") == "音量 100"


def test_the_bundle_goes_to_the_stick_that_was_chosen(screen: OnScreen) -> None:
    work = HandWork()
    page = enter(screen, work)
    screen.tap("make-bundle", "place-1")
    assert work.did[-1] == "bundle to /media/usb/KINGSTON"
    assert "不含个人信息" in page.property("message")


def test_a_stick_plugged_in_later_is_found(screen: OnScreen) -> None:
    work = HandWork()
    sticks, work.sticks = work.sticks, ()
    enter(screen, work)
    screen.tap("make-bundle")
    assert not screen.sees("place-1")
    work.sticks = sticks
    screen.tap("look-for-sticks")
    assert screen.sees("place-1")
    screen.tap("places-back")
    assert screen.sees("technician-done")


def test_restart_and_leave_first_let_the_technician_out(screen: OnScreen) -> None:
    for name, said in (("restart", "restart"), ("leave-kiosk", "leave kiosk mode")):
        work = HandWork()
        enter(screen, work)
        screen.tap(name)
        assert work.did == ["enter", "leave", said]


def test_the_citizens_page_beneath_is_not_touched(screen: OnScreen) -> None:
    screen.serve()
    knock(screen)
    assert not screen.find("stage").isEnabled()
    assert not screen.sees("staff-door")
