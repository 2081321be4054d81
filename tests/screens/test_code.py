"""The QR code: a third-party reader finds the address in the picture of the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import zxingcpp
from PySide6.QtGui import QImage

from kiosk.viewmodels.code import CodePictures
from sync.kinds import QrShown
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.touch import turn

LONG = "https://hall.example:8443/r/" + "Zm9yIG9uZSB2aXNpdC" * 22  # as long as a token with every field


def read(image: QImage) -> list[str]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    return [one.text for one in zxingcpp.read_barcodes(view[: grey.height()])]


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_the_code_on_the_asking_page_names_this_visit(
    make_screen: Callable[..., OnScreen], size: tuple[int, int], night: bool
) -> None:
    screen = make_screen(size, night=night)
    screen.ask()
    visit = screen.desk.phase.visit
    assert visit
    screen.find("code")
    turn(20)
    assert read(screen.window.grabWindow()) == [f"https://hall.example/r/{visit.id}"]
    assert len(screen.of(QrShown)) == 1


def test_the_next_visit_has_its_own_code(screen: OnScreen) -> None:
    found = []
    for number in ("A001", "A002"):
        screen.ask(number)
        turn(20)
        found += read(screen.window.grabWindow())
    assert len(set(found)) == 2
    assert [one.token for one in screen.of(QrShown)] == [url.rpartition("/")[2] for url in found]


def test_modules_are_whole_pixels(screen: OnScreen) -> None:
    screen.ask()
    code = screen.find("code")
    assert code.width() % screen.scene.code_modules == 0
    assert code.width() / screen.scene.code_modules >= 3


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_the_longest_token_can_still_be_read_from_the_window(
    make_screen: Callable[..., OnScreen], size: tuple[int, int]
) -> None:
    screen = make_screen(size)
    screen.ask()
    screen.scene._code = screen.scene.codes.of(LONG)
    screen.scene.code_changed.emit()
    turn(20)
    assert read(screen.window.grabWindow()) == [LONG]


def test_a_visit_costs_one_picture_however_often_the_page_changes() -> None:
    codes = CodePictures()
    first = codes.of("https://hall.example/r/x")
    assert codes.of("https://hall.example/r/x") == first
    assert codes.of("https://hall.example/r/y") != first
    assert codes.of("").modules == 0


def test_the_address_of_the_picture_holds_nothing_of_the_token() -> None:
    assert "secret" not in CodePictures().of("https://hall.example/r/secret").url
