"""Each page × language × orientation × normal and large type looks as when it was looked at and found good."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from tests.support.gallery import Shot
from tests.support.golden import (
    ALL,
    GOLDEN,
    MOST_OFF,
    NEW,
    SCREENS,
    SIZES,
    compared,
    dresses,
    off,
    opened,
    reduced,
    taken,
)
from tests.support.screen import LANDSCAPE, OnScreen

NAMES = {shot.name for page in ALL for size in SIZES for shot in dresses(page, size)}


@pytest.mark.parametrize("size", SIZES, ids=["landscape", "portrait"])
@pytest.mark.parametrize("page", ALL)
@pytest.mark.usefixtures("fonts")
def test_a_page_looks_as_it_did(page: str, size: tuple[int, int]) -> None:
    screen = opened(page, size)
    different = [compared(shot, picture) for shot, picture in taken(screen, page, size)]
    screen.close()
    assert [one for one in different if one] == [], "look at it; `python -m tests.support.golden PAGE` takes it"


def test_there_is_a_golden_picture_of_everything_and_of_nothing_else() -> None:
    assert {file.stem for file in GOLDEN.glob("*.png")} == NAMES
    sheet = (SCREENS / "README.md").read_text("utf-8")
    assert [name for name in sorted(NAMES) if f"golden/{name}.png" not in sheet] == []


def test_no_picture_is_heavy() -> None:
    assert {file.name for file in GOLDEN.glob("*.png") if file.stat().st_size > 40_000} == set()


def test_a_button_of_another_colour_a_moved_line_and_a_missing_picture_are_found(screen: OnScreen) -> None:
    """The positive control."""
    shot = Shot("asking", LANDSCAPE, "zh-CN")
    golden = QImage(str(GOLDEN / f"{shot.name}.png"))
    screen.ask()
    screen.settle()
    plain = reduced(screen.window.grabWindow())
    screen.find("not-now").setProperty("color", QColor("#b3261e"))
    screen.settle()
    assert off(plain, reduced(screen.window.grabWindow())) > MOST_OFF
    screen.find("prompt").setProperty("y", 130)
    screen.settle()
    moved = reduced(screen.window.grabWindow())
    assert off(golden, moved) > MOST_OFF

    said = compared(shot, moved)
    assert said.startswith(shot.name)
    kept = NEW / f"{shot.name}.png"
    assert QImage(str(kept)).size() == golden.size()
    kept.unlink()
    assert off(QImage(), plain) == 1.0
