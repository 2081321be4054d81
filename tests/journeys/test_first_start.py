"""A tablet out of the box: the real window of the first start, a real finger, a real centre; then an ordinary start."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from kiosk.firststart import FirstStart
from kiosk.identity import NAME, identity_in
from kiosk.settings import KioskSettings
from kiosk.store.roster import read_roster
from sync.central.kiosks.enrol import new_codes
from sync.clock import SystemClock
from sync.kinds import SettingsChanged
from sync.suite import new_code
from tests.journeys.first_start_kiosk import ENTER, type_keys
from tests.support.hall import HALL, SIZE, WINDOW, Hall
from tests.support.touch import find, is_there, tap, turn, wait_until


class Box:
    """A tablet without a key, switched on."""

    def __init__(self, folder: Path, size: tuple[int, int] = SIZE) -> None:
        self.folder = folder
        self.first = FirstStart(KioskSettings(), folder, SystemClock(), size=size)
        self.window = self.first.screen.window
        wait_until(self.window.isExposed, "the window exposed")
        turn()

    def tap(self, *names: str) -> None:
        for name in names:
            tap(self.window, name)

    def touch_text(self, text: str) -> None:
        self.tap(*(f"key-{letter}" for letter in text))

    def scan(self, text: str) -> None:
        """As a reader types: every letter, then Enter."""
        self.window.requestActivate()
        wait_until(self.window.isActive, "the window active")
        type_keys(self.window, text + ENTER)

    def text(self, name: str) -> str:
        return str(find(self.window, name).property("text"))

    def waits_for(self, step: str) -> None:
        wait_until(lambda: self.first.enrolling.property("step") == step, f"the step {step}: {self.said()}")
        turn(20)

    def said(self) -> str:
        return f"{self.first.enrolling.property('message')} {self.first.enrolling.property('reason')}"

    def says(self, part: str) -> None:
        wait_until(
            lambda: part in self.said() and not self.first.enrolling.property("busy"), f"{part!r}: {self.said()}"
        )

    def put_in_address(self, url: str) -> None:
        self.tap(*["enrol-erase"] * len("https://"))
        self.touch_text(url)
        self.tap("enrol-next")

    def close(self) -> None:
        self.first.stop()
        assert self.first.screen.warnings == []


@pytest.fixture
def box(small_place: Hall) -> Iterator[Box]:
    made = Box(small_place.data)
    yield made
    made.close()


def code_of(place: Hall, window: str = WINDOW) -> str:
    return new_codes(place.central, HALL, window)[window]


def test_by_touch_alone_a_tablet_finds_its_window_and_takes_its_first_rating_even_if_the_centre_is_gone(
    small_place: Hall, box: Box
) -> None:
    box.put_in_address(small_place.url)
    box.waits_for("code")
    box.touch_text(code_of(small_place).replace("-", ""))
    box.tap("enrol-next")
    box.waits_for("found")
    assert box.text("enrol-window") == f"{WINDOW} 号窗口"
    assert box.text("enrol-place") == "公安局 · 户籍窗口"
    assert box.text("enrol-hall") == "一评市政务服务中心"
    assert not (box.folder / NAME).exists(), "nothing is kept before somebody has compared the numbers"
    box.tap("enrol-next")
    wait_until(lambda: box.first.done, "the key on the disk")

    small_place.cut()
    app = small_place.open()

    assert app.scene.property("page") == "Idle"
    assert [one.staff for one in app.people()] == ["S001", "S002"], "the roster came with the window"
    small_place.log_in()
    small_place.rate_next(5)
    assert stat.S_IMODE((box.folder / NAME).stat().st_mode) == 0o600


def test_both_sides_show_the_same_pairing_number(small_place: Hall, box: Box) -> None:
    box.scan(f"{small_place.url}#{code_of(small_place)}")
    box.waits_for("found")

    there = json.loads(small_place.run_central("kiosks", "--hall", HALL, "--json"))

    assert [one["pairing"] for one in there] == [box.text("enrol-pairing")]
    assert re.fullmatch(r"\d{5}( \d{5}){3}", box.text("enrol-pairing"))


def test_what_the_centre_gave_at_the_first_start_is_still_recorded_when_it_is_fetched_again(
    small_place: Hall, box: Box
) -> None:
    box.scan(f"{small_place.url}#{code_of(small_place)}")
    box.waits_for("found")
    box.tap("enrol-next")
    wait_until(lambda: box.first.done, "the key on the disk")
    given = read_roster(box.folder)
    assert given is not None
    assert given.etag == ""

    small_place.open()

    wait_until(lambda: small_place.records(SettingsChanged), "the settings recorded")


def test_a_code_that_is_scanned_again_over_a_half_typed_address_and_code_replaces_them(
    small_place: Hall, box: Box
) -> None:
    box.touch_text("wrong.example")
    box.scan(f"{small_place.url}#{new_code()}")
    box.says("登记码")
    box.scan(f"{small_place.url}#{code_of(small_place, '4')}")
    box.waits_for("found")
    assert box.text("enrol-window") == "4 号窗口"


def test_a_scanner_reads_its_windows_card_off_the_printed_sheet(small_place: Hall, box: Box) -> None:
    sheet = small_place.folder / "codes.html"
    printing = ["--address", f"{small_place.url}/", "--sheet", str(sheet)]
    said = small_place.run_central("enrol-code", "--hall", HALL, "--all", *printing)
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600, "each code lets a tablet in"
    cards = dict(re.findall(r"<section><b>H001 · (\d+) .*?(<svg.*?</svg>)", sheet.read_text("utf-8"), re.DOTALL))
    assert list(cards) == ["3", "4"]

    scanned = read_off(cards["4"])
    assert said.splitlines()[1] == f"H001 window 4: {scanned.partition('#')[2]}"
    box.scan(scanned)
    box.waits_for("found")
    assert box.text("enrol-window") == "4 号窗口"


def read_off(svg: str) -> str:
    """As a barcode reader by another maker reads a printed card."""
    paper = QImage(600, 600, QImage.Format.Format_Grayscale8)
    paper.fill(255)
    drawn = QPainter(paper)
    QSvgRenderer(svg.encode()).render(drawn)
    drawn.end()
    view = memoryview(paper.constBits()).cast("B", (paper.height(), paper.bytesPerLine()))
    (code,) = zxingcpp.read_barcodes(view)
    return str(code.text)


def test_not_this_window_leaves_nothing_behind_and_takes_another_code(small_place: Hall, box: Box) -> None:
    box.scan(f"{small_place.url}#{code_of(small_place, '4')}")
    box.waits_for("found")
    box.tap("enrol-back")
    box.waits_for("code")
    assert not (box.folder / NAME).exists()
    box.scan(code_of(small_place))
    box.waits_for("found")
    box.tap("enrol-next")
    wait_until(lambda: box.first.done, "the key on the disk")
    identity = identity_in(box.folder)
    assert identity is not None
    assert identity.window == WINDOW


def test_after_an_answer_that_never_came_the_same_code_is_good_again(small_place: Hall, box: Box) -> None:
    code = code_of(small_place)
    box.scan(f"{small_place.url}#{code}")
    box.waits_for("found")
    box.tap("enrol-back")  # for the centre it is the same: it has let us in, and we do not know it
    box.waits_for("code")
    box.scan(code)
    box.waits_for("found")
    assert small_place.rows("SELECT COUNT(*) FROM kiosks") == [(1,)]


def test_a_wrong_code_is_said_and_nothing_is_kept(small_place: Hall, box: Box) -> None:
    box.scan(f"{small_place.url}#{new_code()}")
    box.says("中心没有接受这个登记码")
    box.tap("language")
    assert "did not take this code" in box.text("enrol-message")
    assert not box.folder.exists() or not (box.folder / NAME).exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:9", "没有连上中心"),
        ("http://10.1.2.3", "这个地址不能用"),
        ("https://:", "这个地址不能用"),
    ],
)
def test_an_address_without_a_centre_is_said_before_any_code_is_asked_for(box: Box, address: str, says: str) -> None:
    box.put_in_address(address)
    box.says(says)
    assert box.first.enrolling.property("step") == "address"


def test_a_captive_portal_is_not_taken_for_a_centre(box: Box) -> None:
    with _portal() as url:
        box.put_in_address(url)
        box.says("但不是中心")


def test_a_disk_that_refuses_the_key_is_said_and_the_way_on_stays_open(small_place: Hall, box: Box) -> None:
    small_place.data.write_text("in the way")
    box.scan(f"{small_place.url}#{code_of(small_place)}")
    box.waits_for("found")
    box.tap("enrol-next")
    box.says("未能保存到本机")
    small_place.data.unlink()
    box.tap("enrol-next")
    wait_until(lambda: box.first.done, "the key on the disk")


def test_signs_that_no_address_and_no_code_has_cannot_be_touched(small_place: Hall, box: Box) -> None:
    assert not box.first.enrolling.property("can_accept")
    box.put_in_address(small_place.url)
    box.waits_for("code")
    assert [sign for sign in "01IO-./:" if find(box.window, f"key-{sign}").isEnabled()] == []
    assert find(box.window, "key-A").isEnabled()
    box.scan("10oi评")
    assert box.text("enrol-typed") == "▏"
    assert not is_there(box.window, "key-https://")


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600), (1920, 1080)])
def test_every_key_has_sixty_pixels_and_stands_apart_from_what_is_said(
    tmp_path: Path, qapp: QGuiApplication, size: tuple[int, int]
) -> None:
    assert qapp
    box = Box(tmp_path, size)
    try:
        box.tap("large-type")
        box.put_in_address("http://10.1.2.3")
        box.says("这个地址不能用")
        turn(20)
        keys = [find(box.window, f"key-{sign}") for sign in "1p-/"] + [find(box.window, "enrol-next")]
        assert [key for key in keys if min(key.width(), key.height()) < 60] == []
        field = find(box.window, "enrol-typed").parentItem()
        below = max(field.mapToScene(field.boundingRect().bottomLeft()).y(), _portrait_bottom(box, size))
        assert keys[0].mapToScene(keys[0].boundingRect().topLeft()).y() >= below
    finally:
        box.close()


def test_the_program_goes_from_its_first_start_to_the_idle_page_by_itself(small_place: Hall) -> None:
    config = small_place.folder / "kiosk.toml"
    config.write_text(f'[data]\nfolder = "{small_place.data}"\n', "utf-8")
    command = [sys.executable, "-m", "tests.journeys.first_start_kiosk", config]
    command.append(f"{small_place.url}#{code_of(small_place)}")

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)

    assert done.stdout.splitlines() == ["first start", "Idle"], done.stderr
    assert done.returncode == 0
    again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
    assert again.stdout.splitlines() == ["Idle"], "a tablet that has its key is not asked again"


def _portrait_bottom(box: Box, size: tuple[int, int]) -> float:
    if size[0] > size[1]:
        return 0.0
    reason = find(box.window, "enrol-reason")
    return float(reason.mapToScene(reason.boundingRect().bottomLeft()).y())


class _portal:  # noqa: N801 - reads as what it is where it is used
    """What a network's log-in page answers to everything."""

    def __enter__(self) -> str:
        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<html>Please log in</html>")

            def log_message(self, *_: object) -> None:
                """Tests are quiet."""

        self._server = HTTPServer(("127.0.0.1", 0), Page)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
