"""The bare window ours is measured against: plain QML and a raw commit in a thread. Modes: start, touch, page."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

CONTROLS = """
import QtQuick
import QtQuick.Controls.Basic
ApplicationWindow {
    width: 1280; height: 800; visible: true
    Button { objectName: "digit-1"; anchors.centerIn: parent; width: 96; height: 96; text: "1" }
}
"""

STARS = """
import QtQuick
Window {
    id: root
    width: 1280; height: 800; visible: true; color: "#f3f6fa"
    property int page: 0
    Item {
        anchors.fill: parent; visible: root.page === 0
        Text { x: 40; y: 40; text: "Rate this service"; font.pixelSize: 40 }
        Row {
            anchors.centerIn: parent; spacing: 24
            Repeater {
                model: 5
                Rectangle {
                    required property int index
                    objectName: "star-" + (index + 1)
                    width: 120; height: 120; radius: 24
                    color: area.pressed ? "#f5b400" : "white"; border.color: "#748494"; border.width: 3
                    MouseArea { id: area; anchors.fill: parent; onReleased: bridge.tapped(index + 1) }
                }
            }
        }
    }
    Item {
        anchors.fill: parent; visible: root.page === 1
        Text { x: 40; y: 40; text: "What made you rate it so?"; font.pixelSize: 40 }
        Grid {
            x: 40; y: 160; columns: 4; spacing: 16
            Repeater {
                model: 8
                Rectangle {
                    required property int index
                    width: 288; height: 112; radius: 16; color: "white"; border.color: "#748494"; border.width: 2
                    Text { anchors.centerIn: parent; text: "Reason " + index; font.pixelSize: 22 }
                }
            }
        }
        Rectangle { x: 1000; y: 600; width: 240; height: 72; radius: 16; color: "#0b4a8f"
            Text { anchors.centerIn: parent; text: "Done"; color: "white"; font.pixelSize: 28 } }
    }
}
"""


class Bridge(QObject):
    """Hands a tap to a thread that commits it raw, and changes the page when it has."""

    kept = Signal()
    _go = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.commits = False
        self.window: QQuickWindow | None = None
        self._wanted = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, args=(folder,), daemon=True)
        self._thread.start()
        self.kept.connect(self._turn)

    @Slot(int)
    def tapped(self, _level: int) -> None:
        """A finger left a star."""
        if self.commits:
            self._wanted.release()

    @Slot()
    def _turn(self) -> None:
        assert self.window
        self.window.setProperty("page", 1)

    def _run(self, folder: Path) -> None:
        database = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
            database.execute(f"PRAGMA {pragma}").fetchall()
        database.execute("CREATE TABLE IF NOT EXISTS r (id INTEGER PRIMARY KEY, text TEXT, hash BLOB)")
        line = os.open(folder / "bare.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        while True:
            self._wanted.acquire()
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO r (text, hash) VALUES (?, ?)", ("x" * 500, os.urandom(32)))
            database.execute("COMMIT")
            os.write(line, b"y" * 114 + b"\n")
            os.fdatasync(line)
            self.kept.emit()


def start() -> None:
    """Print when the first frame was on the screen, and what the process takes."""
    app = QGuiApplication([])
    engine = QQmlApplicationEngine()
    engine.loadData(CONTROLS.encode())
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)

    def framed() -> None:
        at = time.monotonic()
        window.frameSwapped.disconnect(framed)
        from tests.bench.screen_timing import resident_mib

        print(at, resident_mib(), flush=True)
        app.quit()

    window.frameSwapped.connect(framed)
    app.exec()


def blocks(mode: str, folder: Path) -> None:
    """Time touches, or taps to the next page, block by block."""
    from tests.bench.screen_timing import Finger, pause, serve_blocks

    _app = QGuiApplication([])
    bridge = Bridge(folder)
    engine = QQmlApplicationEngine()
    engine.rootContext().setContextProperty("bridge", bridge)
    engine.loadData(STARS.encode(), QUrl("qrc:/bare.qml"))
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)
    bridge.window = window
    finger = Finger(window)
    finger.rest(300)
    bridge.commits = mode == "page"

    def star(n: int) -> tuple[float, float]:
        return 340 + 144 * (n - 1) + 12, 400

    def touch(count: int) -> list[float]:
        found = []
        for at in range(count):
            x, y = star(at % 5 + 1)
            found.append(finger.timed(lambda x=x, y=y: finger.press(x, y)))
            finger.rest(20)
            finger.lift(x, y)
            finger.rest(pause())
        return found

    def page(count: int) -> list[float]:
        found = []
        for at in range(count):
            x, y = star(at % 5 + 1)
            finger.press(x, y)
            finger.rest(60)
            found.append(finger.timed(lambda x=x, y=y: finger.lift(x, y), lambda: window.property("page") == 1))
            finger.rest(pause())
            window.setProperty("page", 0)
            finger.rest(pause())
        return found

    serve_blocks(touch if mode == "touch" else page)


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start()
    else:
        blocks(sys.argv[1], Path(sys.argv[2]))
