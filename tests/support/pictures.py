"""Takes the README's pictures anew: `python -m tests.support.pictures` (the question, the reasons, the day's report)."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6 import QtQuick  # noqa: F401 - the same; without it root objects cannot be grabbed
from PySide6.QtGui import QGuiApplication

from kiosk.viewmodels.load import load_fonts
from sync.kinds import Level
from sync.resources import assets
from sync.summary.figures import summarise
from sync.summary.files import write
from tests.support.screen import OnScreen
from tests.sync.summary.days import morning, origins

FOLDER = assets() / "pictures"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    application = QGuiApplication(sys.argv)
    load_fonts(assets() / "fonts")
    screen = OnScreen()
    screen.ask()
    grab(screen, "asking")
    screen.desk.tap(Level.VERY_SATISFIED)
    screen.on_page("Explaining")
    grab(screen, "explaining")
    screen.close()
    application.processEvents()
    with TemporaryDirectory() as folder:
        (pdf,) = write(summarise(origins(), morning(7)), Path(folder), ["pdf"], fonts=assets() / "fonts")
        subprocess.run(["pdftoppm", "-png", "-r", "72", "-singlefile", pdf, FOLDER / "report"], check=True)


def grab(screen: OnScreen, name: str) -> None:
    screen.settle()
    screen.window.grabWindow().save(str(FOLDER / f"{name}.png"))


if __name__ == "__main__":
    main()
