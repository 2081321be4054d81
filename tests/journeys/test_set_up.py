"""A hall set up without typing commands, but for the first account: every step in a real browser, then a real tablet."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.identity import keep_identity
from sync.central.app import create_app
from sync.central.central import open_central
from sync.central.settings import CentralSettings
from sync.central.verify.verify import verify
from sync.clock import SystemClock
from sync.delivery.enrol import enrol
from sync.delivery.identity import Identity
from sync.suite import pairing_number
from tests.support.facing import chromium
from tests.support.hall import Hall
from tests.support.touch import wait_until

LOADED = "Failed to load resource"  # what was mistyped is answered with 422, and the browser says so
SECRET = "five blue kettles sing softly"


def png(size: int = 8) -> bytes:
    """A small true picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x30\x60\xa0" * size for _ in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    made = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + made


@pytest.fixture
def place(tmp_path: Path, qapp: QGuiApplication) -> Iterator[Hall]:  # noqa: ARG001 - the tablet's window needs it
    """A centre with nothing in it, and a queue beside it."""
    central = open_central(CentralSettings(data=tmp_path / "centre"), SystemClock())
    made = Hall(tmp_path, central, create_app(central), SystemClock())
    try:
        made.serve()
        yield made
    finally:
        made.end()
        central.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        complaints: list[str] = []
        page.on(
            "console",
            lambda one: complaints.append(one.text) if one.type == "error" and LOADED not in one.text else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert complaints == [], "the browser found something to complain about"


def first_account(place: Hall) -> None:
    """What is done by command, once: nobody else could let the first person in."""
    env = {**os.environ, "YIPING_DATA": str(place.central.settings.data)}
    words = ["create-account", "root", "--role", "system_admin", "--shown", "系统管理员", "--password-stdin"]
    subprocess.run(
        [sys.executable, "-m", "sync.central", *words],
        input=f"{SECRET}\n",
        env=env,
        text=True,
        check=True,
        capture_output=True,
    )


class Administrator:
    """Somebody at a browser who has never typed a command."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.base = f"{url}/halls/H001/setup"

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"main .sheet [name={name}]").first.fill(text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def tab(self, name: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def said(self, text: str) -> None:
        expect(self.page.get_by_role("status").first).to_have_text(text)

    def log_in(self) -> None:
        self.page.goto(self.url)
        self.page.get_by_label("用户名").fill("root")
        self.page.get_by_label("密码").fill(SECRET)
        self.press("登录")

    def open_hall(self) -> None:
        self.page.get_by_role("link", name="新建大厅").click()
        self.page.get_by_label("大厅编号").fill("H001")
        self.page.get_by_label("大厅名称").fill("市民中心")
        self.press("新建大厅")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("设置概览")

    def places(self) -> None:
        self.tab("部门")
        self.fill(id="D01", name="公安局")
        self.press("添加")
        self.said("已保存。")
        self.tab("窗口")
        self.fill(id="3", name="户籍窗口")
        self.press("添加")
        expect(self.page.locator("[data-window='3']")).to_contain_text("公安局")

    def person(self, staff: str, name: str, photo: Path) -> str:
        """Add somebody with a photo; return the PIN that is shown once."""
        self.tab("工作人员")
        self.page.get_by_role("link", name="添加人员").click()
        self.fill(id=staff, name=name, duty="户籍", services="户籍、身份证")
        self.page.get_by_label("部门").select_option("D01")
        self.press("添加并生成首个 PIN")
        pin = self.page.locator("#pin").inner_text()
        self.page.goto(f"{self.base}/people/{staff}")
        expect(self.page.locator("#pin")).to_have_count(0)
        self.page.locator("input[type=file]").set_input_files(photo)
        self.press("上传照片")
        shown = self.page.get_by_role("img", name=name)
        expect(shown).to_be_visible()
        expect(shown).to_have_js_property("naturalWidth", 8)
        return pin

    def hours(self) -> None:
        self.tab("工作日历")
        week = self.page.locator("form[action$='/calendar']")
        week.locator("[name=opens]").fill("09:00")
        week.locator("[name=closes]").fill("17:00")
        week.get_by_label("周六").uncheck()
        week.get_by_label("周日").uncheck()
        self.press("保存")
        days = self.page.locator("form[action$='/days']")
        days.locator("[name=first]").fill("2026-10-01")
        days.locator("[name=last]").fill("2026-10-03")
        self.press("添加日期")
        expect(self.page.locator(".editable li")).to_have_count(3)

    def settings(self) -> None:
        self.tab("叫号与参数")
        self.page.get_by_text("语音", exact=True).click()
        self.page.get_by_label("音量（0–100）").fill("101")
        self.press("保存")
        expect(self.page.get_by_role("alert")).to_contain_text("voice.volume")
        self.page.get_by_label("音量（0–100）").fill("0")
        self.press("保存")
        self.said("已保存。")

    def code(self) -> str:
        """Make a code for window 3; return what a scanner reads off the screen."""
        self.tab("窗口")
        self.page.locator("[data-window='3']").get_by_role("button").click()
        expect(self.page.locator("#code")).to_be_visible()
        picture = self.page.locator(".qr").screenshot()
        image = QImage.fromData(picture).convertToFormat(QImage.Format.Format_Grayscale8)
        view = memoryview(image.constBits()).cast("B", (image.height(), image.bytesPerLine()))
        (read,) = zxingcpp.read_barcodes(view)
        assert read.text.endswith(f"#{self.page.locator('#code').inner_text()}")
        return str(read.text)

    def decide(self, what: str, title: str, reason: str) -> None:
        self.page.get_by_text(title, exact=True).first.click()
        form = self.page.locator(f"#{what}")
        form.locator("[name=reason]").fill(reason)
        form.get_by_role("button").click()


def test_a_hall_is_set_up_on_pages_alone_until_its_first_rating_arrives_and_a_lost_tablet_is_ended(
    place: Hall, desk: Page, tmp_path: Path
) -> None:
    photo = tmp_path / "wang.png"
    photo.write_bytes(png())
    first_account(place)
    somebody = Administrator(desk, place.url)
    somebody.log_in()
    somebody.open_hall()
    somebody.places()
    pin = somebody.person("S001", "王璟珺", photo)
    somebody.hours()
    somebody.settings()

    read = urlsplit(somebody.code())
    came = enrol(f"{read.scheme}://{read.netloc}", read.fragment, place.clock)
    assert isinstance(came, Identity), came
    expect(desk.locator("#pairing")).to_have_text(pairing_number(came.keys.public, came.centre_keys))
    keep_identity(place.data, came)

    kiosk = place.open()
    wait_until(kiosk.people, "the roster")
    place.tap("staff-door", *(f"digit-{one}" for one in "001"), "on", *(f"digit-{one}" for one in pin), "on")
    wait_until(lambda: kiosk.desk.shift and kiosk.desk.shift.person.name == "王璟珺", "logged in with the PIN")
    place.rate_next(5)
    place.settled()
    kiosk.backroom.beat()
    wait_until(lambda: place.rows("SELECT 1 FROM presences WHERE staff_id = 'S001'"), "the kiosk's own word", 30)

    desk.goto(f"{place.url}/halls/H001")
    expect(desk.locator("#satisfied")).to_have_text("100.0%")
    desk.goto(f"{somebody.base}/kiosks/{came.kiosk}")
    expect(desk.locator("#light")).to_contain_text("正常")
    expect(desk.locator(".facts")).to_contain_text("王璟珺")

    somebody.decide("revoke", "注销此评价器", "平板丢失")
    somebody.said("评价器已注销。")
    kiosk.backroom.beat()
    wait_until(lambda: kiosk.scene.property("page") == "OutOfService", "the tablet hears that it is ended", 30)
    assert kiosk.scene.property("fault") == "K-04"
    assert verify(place.central).holds
