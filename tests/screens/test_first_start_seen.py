"""Every face of the first start: can be touched, has a name, can be read, and nothing lies on anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from tests.screens.test_theme import READ
from tests.support.access import faults, overlapping, place, surfaces
from tests.support.first_screen import FACES, PAIRING, FirstScreen
from tests.support.seen import texts
from tests.support.touch import find, items, shown, tap

SIZES = [(1280, 800), (800, 1280), (1024, 600), (1920, 1080)]


@pytest.fixture
def first(fonts: None) -> Iterator[Callable[..., FirstScreen]]:  # noqa: ARG001 - loaded before the first window
    made: list[FirstScreen] = []

    def make(
        face: str, *given: object, language: str = "zh-CN", large: bool = False, night: bool = False
    ) -> FirstScreen:
        made.append(FirstScreen(*given, night=night))  # type: ignore[arg-type]
        one = made[-1]
        FACES[face](one)
        while one.comfort.language != language:
            one.comfort.next_language()
        if large:
            one.comfort.toggle_large()
        one.settle()
        return one

    yield make
    for one in made:
        one.close()


def lines(window: FirstScreen) -> list[QQuickItem]:
    """Return the texts that stand by themselves: not those on a button or in a field."""
    every = [one for one in items(window.window) if one.inherits("QQuickText") and shown(one) and one.property("text")]
    return [one for one in every if not any(_inside(one, touched) for touched in surfaces(window.window))]


def _inside(item: QQuickItem, touched: QQuickItem) -> bool:
    parent = touched.parentItem()
    while item is not None and item is not parent:
        item = item.parentItem()
    return item is parent


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(("language", "large"), [("zh-CN", False), ("en", True)])
@pytest.mark.parametrize("face", FACES)
def test_whatever_can_be_touched_is_large_enough_named_and_under_nothing_else(
    first: Callable[..., FirstScreen], face: str, language: str, large: bool, size: tuple[int, int]
) -> None:
    seen = first(face, size, language=language, large=large)
    assert surfaces(seen.window)
    assert faults(seen.window) == []
    assert overlapping(seen.window) == []
    keys = [place(one) for one in surfaces(seen.window)]
    written = {str(one.property("text")): place(one) for one in lines(seen)}
    assert [text for text, here in written.items() if any(here.intersects(key) for key in keys)] == []
    bounds = QRectF(0, 0, *size)
    assert [text for text, here in written.items() if not bounds.contains(here)] == []


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("face", FACES)
def test_every_text_can_be_read(first: Callable[..., FirstScreen], face: str, large: bool, night: bool) -> None:
    seen = texts(first(face, large=large, night=night))
    assert seen
    assert [str(one) for one in seen if one.contrast < READ] == []


def test_while_the_centre_is_asked_nothing_more_can_be_touched_or_typed(first: Callable[..., FirstScreen]) -> None:
    seen = first("code")
    seen.enrolling.type("LMNPQR")
    tap(seen.window, "enrol-next")
    assert seen.enroller.asked[-1] == ("ask", "https://centre.example", "ABCDEFGHJKLMNPQR")
    before = find(seen.window, "enrol-typed").property("text")
    asked = len(seen.enroller.asked)
    tap(seen.window, "enrol-next")
    tap(seen.window, "enrol-back")
    tap(seen.window, "enrol-erase")
    seen.enrolling.type("Z")
    assert find(seen.window, "enrol-typed").property("text") == before
    assert len(seen.enroller.asked) == asked


def test_the_window_that_was_found_is_told_with_hall_department_and_number(first: Callable[..., FirstScreen]) -> None:
    seen = first("window_found")
    said = {
        name: find(seen.window, f"enrol-{name}").property("text") for name in ("window", "place", "hall", "pairing")
    }
    assert said == {
        "window": "3 号窗口",
        "place": "市场监督管理局 · 企业登记综合窗口",
        "hall": "一评市政务服务中心",
        "pairing": PAIRING,
    }
