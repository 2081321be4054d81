"""The theme's tokens: what must be read stands out from what it stands on (WCAG 2.2 AA), in every mood of the theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from tests.support.seen import contrast

QML = Path(__file__).resolve().parents[2] / "kiosk" / "qml"
READ = 4.5  # text
SEEN = 3.0  # outlines, stars, ticks, large type
PAIRS = [
    ("ink", "ground", READ),
    ("ink", "surface", READ),
    ("ink", "accentSoft", READ),
    ("quiet", "ground", READ),
    ("quiet", "surface", READ),
    ("accentInk", "accent", READ),
    ("urgentInk", "urgent", READ),
    ("urgent", "surface", READ),
    ("urgent", "ground", READ),
    ("accent", "accentSoft", READ),
    ("quiet", "soft", READ),
    ("ink", "soft", READ),
    ("ink", "pressed", READ),
    ("quiet", "pressed", READ),
    ("outline", "surface", SEEN),
    ("outline", "ground", SEEN),
    ("accent", "ground", SEEN),
    ("accent", "surface", SEEN),
    ("goldEdge", "ground", SEEN),
    ("goldEdge", "surface", SEEN),
]


def test_the_measure_itself_knows_black_on_white_and_grey_on_white() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("night", [False, True])
def test_everything_stands_out_in_every_mood(theme: QObject, night: bool, large: bool) -> None:
    theme.setProperty("night", night)
    theme.setProperty("large", large)
    try:
        weak = {
            f"{front} on {back}": round(contrast(theme.property(front), theme.property(back)), 2)
            for front, back, least in PAIRS
            if contrast(theme.property(front), theme.property(back)) < least
        }
    finally:
        theme.setProperty("night", False)
        theme.setProperty("large", False)
    assert weak == {}


def test_large_type_has_more_contrast_than_normal_type(theme: QObject) -> None:
    normal = contrast(theme.property("quiet"), theme.property("ground"))
    theme.setProperty("large", True)
    large = contrast(theme.property("quiet"), theme.property("ground"))
    theme.setProperty("large", False)
    assert large > normal
    assert large >= 7, "AAA, for those who ask for it"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 1280), (1024, 600), (1920, 1080), (2560, 1440)])
def test_whatever_the_screen_a_target_has_sixty_pixels(theme: QObject, width: int, height: int) -> None:
    theme.setProperty("width", width)
    theme.setProperty("height", height)
    assert theme.property("touch") >= 60
    assert theme.property("star") >= 60
    theme.setProperty("width", 1280)
    theme.setProperty("height", 800)
    assert (theme.property("display"), theme.property("title"), theme.property("lead"), theme.property("body")) == (
        56,
        40,
        28,
        22,
    )
    assert theme.property("star") == 120


def test_no_page_names_a_colour_of_its_own() -> None:
    """The theme names the colours; only the QR code is black on white whatever the theme."""
    named = re.compile(r'"#[0-9a-fA-F]{3,8}"|Qt\.rgba|"(white|black|red|gold|blue)"')
    found = {
        f"{file.name}: {line.strip()}"
        for file in QML.rglob("*.qml")
        if file.name not in ("Theme.qml", "Code.qml")
        for line in file.read_text("utf-8").splitlines()
        if named.search(line)
    }
    assert found == set()
