"""Golden pictures: every page as it was looked at and found good. `python -m tests.support.golden` takes them all anew.

With names of pages it takes those. Pictures are half as wide and high as the window, of 192 colours; what chance decides
(a QR code, a receipt) is painted over. tests/screens/README.md, the contact sheet, is written anew with them.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from PySide6 import QtQuick  # noqa: F401 - without it root objects cannot be grabbed
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from kiosk.viewmodels.load import load_fonts
from sync.resources import assets
from tests.support.access import place
from tests.support.first_screen import FACES, FirstScreen
from tests.support.gallery import LANGUAGES, Shot
from tests.support.pages import PAGES, dress
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.touch import items, shown

SCREENS = Path(__file__).resolve().parents[1] / "screens"
GOLDEN, NEW = SCREENS / "golden", SCREENS / "new"
LOOKED = SCREENS / "LOOKED.md"  # what was seen, for the sheet
SIZES = (LANDSCAPE, PORTRAIT)
CHANCE = {"code", "key"}  # what is different each time
COLOURS = 192
CLOSE = 40  # of 255, in the channel that differs most: smoothing of an edge, not another colour
MOST_OFF = 0.002  # of all pixels


ALL = [*PAGES, *(f"first_{face}" for face in FACES)]


def opened(page: str, size: tuple[int, int]) -> OnScreen | FirstScreen:
    """Return a window at a page, of the kiosk at work or of its first start."""
    QGuiApplication.styleHints().setCursorFlashTime(0)
    if page in PAGES:
        screen = OnScreen(size)
        PAGES[page](screen)
        return screen
    first = FirstScreen(size)
    FACES[page.removeprefix("first_")](first)
    return first


def dresses(page: str, size: tuple[int, int]) -> Iterator[Shot]:
    """Return the pictures of a page at a size."""
    for language in LANGUAGES:
        for large in (False, True):
            yield Shot(page, size, language, large)


def taken(screen: OnScreen | FirstScreen, page: str, size: tuple[int, int]) -> Iterator[tuple[Shot, QImage]]:
    """Return each picture of a page."""
    for shot in dresses(page, size):
        dress(screen, shot.language, shot.large)
        yield shot, reduced(_without_chance(screen))


def _without_chance(screen: OnScreen | FirstScreen) -> QImage:
    picture = screen.window.grabWindow()
    painter = QPainter(picture)
    for item in items(screen.window):
        if item.objectName() in CHANCE and shown(item) and item.isEnabled():  # a page beneath another is disabled
            painter.fillRect(place(item), QColor("#808080"))
    painter.end()
    return picture


def reduced(picture: QImage) -> QImage:
    """Return a picture of half the size in its most frequent colours."""
    size = picture.size() / 2
    small = picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    small = small.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(small.constBits()).cast("I"))
    palette = sorted(colour for colour, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:COLOURS])
    return small.convertToFormat(QImage.Format.Format_Indexed8, palette, Qt.ImageConversionFlag.AvoidDither)


def off(one: QImage, other: QImage) -> float:
    """Return the part of the pixels that differ clearly; 1 for pictures of different sizes."""
    if one.size() != other.size():
        return 1.0
    a, b = (image.convertToFormat(QImage.Format.Format_RGB32) for image in (one, other))
    if a == b:
        return 0.0
    pairs = Counter(zip(memoryview(a.constBits()).cast("I"), memoryview(b.constBits()).cast("I"), strict=True))
    far = sum(count for (left, right), count in pairs.items() if _far(left, right))
    return far / (a.width() * a.height())


def _far(left: int, right: int) -> bool:
    return left != right and any(abs((left >> at & 255) - (right >> at & 255)) > CLOSE for at in (0, 8, 16))


def compared(shot: Shot, picture: QImage) -> str:
    """Return what is wrong with a picture beside its golden one, and keep it; nothing if they are alike."""
    file = GOLDEN / f"{shot.name}.png"
    part = off(QImage(str(file)), picture) if file.exists() else 1.0
    if part <= MOST_OFF:
        return ""
    NEW.mkdir(exist_ok=True)
    picture.save(str(NEW / file.name), "PNG", 0)
    return f"{shot.name}: {100 * part:.2f} % of it differs; see tests/screens/new/{file.name}"


def write_sheet() -> None:
    """Write the contact sheet: every golden picture, page by page."""
    lines = [
        "# Every page, as it is",
        "",
        "Golden pictures, half the window's size: 1280×800 and 800×1280, Chinese and English, normal and large type.",
        "`tests/screens/test_golden.py` compares; what differs is kept in `tests/screens/new/`. Look at it, and if it is",
        "better than what was, take it: `python -m tests.support.golden [page …]`, which writes this sheet too.",
        "QR codes and receipts are painted over: chance decides them.",
        "",
        LOOKED.read_text("utf-8").rstrip(),
    ]
    for page in ALL:
        way = PAGES.get(page) or FACES[page.removeprefix("first_")]
        lines += ["", f"## {page.replace('_', ' ')}", "", (way.__doc__ or "").strip(), ""]
        for size, width in ((LANDSCAPE, 200), (PORTRAIT, 120)):
            row = [
                f'<img src="golden/{shot.name}.png" width="{width}" alt="{shot.name}">' for shot in dresses(page, size)
            ]
            lines.append(" ".join(row) + "<br>")
    (SCREENS / "README.md").write_text("\n".join(lines) + "\n", "utf-8")


def main(pages: list[str]) -> None:
    """Take the golden pictures of these pages anew, or of all."""
    application = QGuiApplication(sys.argv[:1])
    load_fonts(assets() / "fonts")
    GOLDEN.mkdir(exist_ok=True)
    kept = {f"{shot.name}.png" for page in ALL for size in SIZES for shot in dresses(page, size)}
    for stale in {file.name for file in GOLDEN.glob("*.png")} - kept:
        (GOLDEN / stale).unlink()
    for page in pages or ALL:
        for size in SIZES:
            screen = opened(page, size)
            for shot, picture in taken(screen, page, size):
                picture.save(str(GOLDEN / f"{shot.name}.png"), "PNG", 0)
            screen.close()
            application.processEvents()
    write_sheet()


if __name__ == "__main__":
    main(sys.argv[1:])
