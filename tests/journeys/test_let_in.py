"""A tablet without a code: it shows its number, an administrator types the end of it at the centre, and it goes on by itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.identity import NAME, identity_in
from sync.central.accounts.people import create_account
from sync.central.kiosks.models import Kiosk, WaitingKiosk
from tests.journeys.test_first_start import Box, code_of
from tests.support.centre import rows
from tests.support.facing import chromium
from tests.support.hall import HALL, WINDOW, Hall
from tests.support.insider import SECRET, Insider
from tests.support.touch import wait_until
from tests.support.wire import BadWire, Fault

LIST = "/api/v1/waiting-kiosks"


@pytest.fixture
def box(small_place: Hall) -> Iterator[Box]:
    made = Box(small_place.data)
    yield made
    made.close()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path) as opened:
        yield opened.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")


def let_in(li: Insider, number: str, window: str = WINDOW) -> int:
    """As somebody does who reads the number off the tablet."""
    (line,) = [one for one in li.get(LIST).json() if number.startswith(one["pairing"] + " ")]
    path = f"/api/v1/halls/{HALL}/waiting-kiosks/{line['id']}/bind"
    return li.post(path, window=window, pairing=number[-5:], reason="新平板").status_code


def waits(box: Box, url: str) -> str:
    """Go to the page that waits; return the number on it."""
    box.put_in_address(url)
    box.waits_for("code")
    box.tap("enrol-other")
    box.waits_for("waiting")
    wait_until(lambda: box.first.enrolling.property("pairing"), "the number")
    return box.text("enrol-pairing")


def test_a_tablet_without_a_code_shows_its_number_is_let_in_and_opens_as_its_window(
    small_place: Hall, box: Box
) -> None:
    number, li = waits(box, small_place.url), Insider(small_place.central, small_place.url)

    assert let_in(li, number) == 200

    box.waits_for("found")
    assert box.text("enrol-pairing") == number, "the same number again, before anything begins"
    assert box.text("enrol-window") == f"{WINDOW} 号窗口"
    assert not (box.folder / NAME).exists(), "nothing is kept before somebody has said yes"
    box.tap("enrol-next")
    wait_until(lambda: box.first.done, "the key on the disk")
    assert small_place.open().scene.property("page") == "Idle"


def test_an_administrator_lets_it_in_on_a_page_by_what_the_tablet_shows(
    small_place: Hall, box: Box, browser: Page
) -> None:
    number, url = waits(box, small_place.url), small_place.url
    with small_place.central.database.write() as db:
        create_account(db, "li", SECRET, halls=[HALL], now=small_place.clock.now(), shown="李主任")
    browser.goto(f"{url}/login")
    browser.get_by_label("用户名").fill("li")
    browser.get_by_label("密码").fill(SECRET)
    browser.get_by_role("button", name="登录").click()
    browser.goto(f"{url}/halls/{HALL}/setup/kiosks")
    line = browser.locator("[data-waiting]")
    expect(line).to_contain_text(number[:17])
    expect(line).to_contain_text("127.0.0.1")
    assert number[-5:] not in browser.content(), "whoever has not seen the tablet cannot let it in"

    line.get_by_role("link", name="放行").click()
    wrong = "00000" if number[-5:] != "00000" else "11111"
    for digits, says in ((wrong, "没有放行"), (number[-5:], "已添加")):
        browser.get_by_label("最后五位").fill(digits)
        browser.locator("[name=window]").select_option(WINDOW)
        browser.get_by_role("button", name="放行").click()
        expect(browser.locator("main")).to_contain_text(says)

    box.waits_for("found")
    assert box.text("enrol-pairing") == number
    expect(browser.locator(".facts")).to_contain_text(number)


def test_not_that_window_waits_anew_under_another_number(small_place: Hall, box: Box) -> None:
    number, li = waits(box, small_place.url), Insider(small_place.central, small_place.url)
    assert let_in(li, number, "4") == 200
    box.waits_for("found")
    box.tap("enrol-back")
    box.waits_for("code")
    box.tap("enrol-other")
    wait_until(lambda: box.first.enrolling.property("pairing"), "another number")

    assert box.text("enrol-pairing") != number
    assert not (box.folder / NAME).exists()


def test_a_centre_that_is_cut_off_meanwhile_is_said_and_asked_again(small_place: Hall, box: Box) -> None:
    wire, li = BadWire(int(small_place.url.rpartition(":")[2])), Insider(small_place.central, small_place.url)
    wire.start()
    try:
        number = waits(box, wire.url)
        wire.set(Fault.REFUSED)
        box.says("没有连上中心")
        assert box.text("enrol-pairing") == number, "the number stays to be read"
        assert box.first.enrolling.property("step") == "waiting"
        wire.set(Fault.NONE)
        assert let_in(li, number) == 200
        box.waits_for("found")
    finally:
        wire.stop()


def test_whoever_goes_back_to_a_code_waits_no_more_once_it_is_used(small_place: Hall, box: Box) -> None:
    waits(box, small_place.url)
    box.tap("enrol-back")
    box.waits_for("code")
    box.scan(code_of(small_place))
    box.waits_for("found")
    assert rows(small_place.central, WaitingKiosk) == []
    assert len(rows(small_place.central, Kiosk)) == 1


@pytest.mark.parametrize(("says", "kept"), [("yes", True), ("no", False)])
def test_from_a_terminal_too_and_only_who_says_yes_keeps_a_key(small_place: Hall, says: str, kept: bool) -> None:
    config = small_place.folder / "kiosk.toml"
    config.write_text(f'[data]\nfolder = "{small_place.data}"\n', "utf-8")
    command = [sys.executable, "-m", "kiosk", "enrol", "--config", str(config), small_place.url, "--wait"]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, **pipes) as program:  # type: ignore[call-overload]
        number = program.stdout.readline().removeprefix("pairing number ").strip()
        assert let_in(Insider(small_place.central, small_place.url), number) == 200
        out, _ = program.communicate(f"{says}\n", timeout=60)

    assert f"let in as window {WINDOW} of hall {HALL}" in out
    assert (program.returncode == 0) is kept
    assert (identity_in(Path(small_place.data)) is not None) is kept
