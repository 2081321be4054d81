"""The application, our own fonts, and the window: what the composition root needs to show QML."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, QUrl
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow

from kiosk.viewmodels.code import PROVIDER
from kiosk.viewmodels.window import WindowViewModel

FAMILY = "Noto Sans SC"
FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
GIVE_WAY_S = 0.0005  # how long a thread that computes may keep the screen waiting; Python's 5 ms are a third of a frame
MAIN = Path(__file__).resolve().parents[1] / "qml" / "Main.qml"
FIRST_START = MAIN.with_name("Enrolling.qml")


class FontMissing(FileNotFoundError):
    """Without our own font a bare machine shows boxes; the text says which file is missing and how to make it."""


@dataclass(slots=True)
class Screen:
    """The engine, its window, and every warning QML gave. Close it before the application ends."""

    engine: QQmlApplicationEngine
    window: QQuickWindow
    warnings: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Take the window away and destroy the engine before the view models it is bound to."""
        self.window.close()
        import shiboken6

        shiboken6.delete(self.engine)


def application(arguments: Sequence[str] = ("yiping-kiosk",)) -> QGuiApplication:
    """Return the Qt application, drawing in software where no graphics card is known to work.

    The renderer can be chosen with QT_QUICK_BACKEND; we set it only where nobody did.
    """
    sys.setswitchinterval(GIVE_WAY_S)
    os.environ.setdefault("QT_QUICK_BACKEND", "software")  # the same picture on every weak tablet
    # In ms; where no screen sets the beat, Qt waits 5 before it draws.
    os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "1")
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    app = QGuiApplication(list(arguments))
    app.setApplicationName("yiping-kiosk")
    app.setDesktopFileName("yiping-kiosk")
    return app


def load_fonts(folder: Path) -> None:
    """Load our own fonts and make them the default.

    Raises:
        FontMissing: a file is missing or cannot be read as a font.
    """
    for name in FONTS:
        path = folder / name
        if not path.exists():
            raise FontMissing(f"{path} is missing: make it with `python assets/fonts/cut.py`")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FontMissing(
                f"{path} cannot be read as a font: make it again with `python assets/fonts/cut.py --force`"
            )
    QGuiApplication.setFont(QFont(FAMILY))


def load(
    *,
    scene: WindowViewModel,
    comfort: QObject,
    staff: QObject,
    idle: QObject,
    pointer: bool = True,
    size: tuple[int, int] | None = None,
) -> Screen:
    """Return the window with these view models behind it; it is visible, full screen where no size is given.

    `pointer` is whether a mouse pointer is seen.

    Raises:
        RuntimeError: the QML cannot be loaded; the text says why.
    """
    engine = QQmlApplicationEngine()
    engine.addImageProvider(PROVIDER, scene.codes)
    given: dict[str, object] = {"scene": scene, "comfort": comfort, "staff": staff, "idle": idle}
    return _shown(engine, MAIN, {**given, "pointer": pointer}, size)


def load_first_start(*, enrolling: QObject, comfort: QObject, size: tuple[int, int] | None = None) -> Screen:
    """Return the window of a tablet that has no key yet; the same otherwise."""
    return _shown(QQmlApplicationEngine(), FIRST_START, {"enrolling": enrolling, "comfort": comfort}, size)


def _shown(engine: QQmlApplicationEngine, file: Path, given: dict[str, object], size: tuple[int, int] | None) -> Screen:
    """Return the window of a QML file with these properties, its warnings heard from the first."""
    warnings: list[str] = []
    engine.warnings.connect(lambda errors: warnings.extend(_told(errors)))
    if size:
        given |= {"width": size[0], "height": size[1]}
    else:
        given |= {"visibility": QQuickWindow.Visibility.FullScreen}
    engine.setInitialProperties(given)
    engine.load(QUrl.fromLocalFile(str(file)))
    roots = engine.rootObjects()
    if not roots or not isinstance(roots[0], QQuickWindow):
        raise RuntimeError("the window cannot be loaded: " + "; ".join(warnings))
    return Screen(engine, roots[0], warnings)


def _told(errors: Sequence[QQmlError]) -> list[str]:
    texts = [error.toString() for error in errors]
    for text in texts:
        sys.stderr.write(text + "\n")
    return texts


def turn_until(application: QGuiApplication, done: Callable[[], bool], most_ms: int) -> None:
    """Turn the window's loop until something is done, but not for longer than that."""
    late = QDeadlineTimer(most_ms)
    while not done() and not late.hasExpired():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
