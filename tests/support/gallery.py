"""Pictures of pages to look at: `python -m tests.support.gallery FOLDER [--pages asking thanking] [--sizes 800x1280]`.

A picture of each page × size × language × normal and large type, by day (or `--night`), and a sheet of each size.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6 import QtQuick  # noqa: F401 - without it root objects cannot be grabbed
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from kiosk.viewmodels.load import load_fonts
from sync.resources import assets
from tests.support.pages import PAGES, dress
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen

LANGUAGES = ("zh-CN", "en")
SHEET_GAP = 12
SHEET_GROUND = 0xFF8A8F94


@dataclass(frozen=True, slots=True)
class Shot:
    """One page as somebody sees it."""

    page: str
    size: tuple[int, int]
    language: str
    large: bool = False
    night: bool = False

    @property
    def name(self) -> str:
        """What its file is called."""
        size = {LANDSCAPE: "landscape", PORTRAIT: "portrait"}.get(self.size, "{}x{}".format(*self.size))
        words = [self.page.replace("_", "-"), size, self.language, "large" * self.large, "night" * self.night]
        return ".".join(word for word in words if word)


def shots(
    pages: Iterable[str], sizes: Iterable[tuple[int, int]], larges: Iterable[bool] = (False, True), night: bool = False
) -> Iterator[Shot]:
    """Return every picture there is of these pages at these sizes."""
    sizes, larges = tuple(sizes), tuple(larges)
    for page in pages:
        for size in sizes:
            for language in LANGUAGES:
                for large in larges:
                    yield Shot(page, size, language, large, night)


def taken(screen: OnScreen, shot: Shot) -> QImage:
    """Bring a new window to a page and return what is seen of it."""
    PAGES[shot.page](screen)
    dress(screen, shot.language, shot.large)
    return screen.window.grabWindow()


def sheet(pictures: list[QImage], across: int, width: int) -> QImage:
    """Return pictures of one size side by side, each so wide."""
    small = [one.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation) for one in pictures]
    height = max(one.height() for one in small)
    down = -(-len(small) // across)
    whole = QImage(
        across * (width + SHEET_GAP) + SHEET_GAP, down * (height + SHEET_GAP) + SHEET_GAP, QImage.Format.Format_RGB32
    )
    whole.fill(SHEET_GROUND)
    painter = QPainter(whole)
    for at, one in enumerate(small):
        x, y = at % across * (width + SHEET_GAP) + SHEET_GAP, at // across * (height + SHEET_GAP) + SHEET_GAP
        painter.drawImage(QRect(x, y, one.width(), one.height()), one)
    painter.end()
    return whole


def main(arguments: list[str]) -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", nargs="*", default=list(PAGES))
    parser.add_argument("--sizes", nargs="*", default=["1280x800", "800x1280"])
    parser.add_argument("--night", action="store_true")
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication(sys.argv[:1])
    load_fonts(assets() / "fonts")
    for text in given.sizes:
        size = (int(text.partition("x")[0]), int(text.partition("x")[2]))
        pictures = []
        for shot in shots(given.pages, [size], night=given.night):
            screen = OnScreen(shot.size, night=shot.night)
            pictures.append(taken(screen, shot))
            pictures[-1].save(str(given.folder / f"{shot.name}.png"))
            screen.close()
            application.processEvents()
        sheet(pictures, 4, 480).save(str(given.folder / f"sheet-{text}{'-night' * given.night}.png"))


if __name__ == "__main__":
    main(sys.argv[1:])
