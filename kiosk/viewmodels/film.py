"""Plays a video without sound, frame by frame as pictures: the software renderer cannot show Qt's own video item.

This is the only module that loads Qt Multimedia; it is loaded when the first video is due.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QTimer, QUrl
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink
from PySide6.QtQml import QQmlEngine
from PySide6.QtQuick import QQuickImageProvider

PROVIDER = "film"
FRAME_MS = 66  # fifteen a second are enough for a notice, and leave a weak tablet its breath
FIRST_FRAME_MS = 8_000
LARGEST = QSize(1280, 720)


class Frames(QQuickImageProvider):
    """The frame of the moment, as QML's Image asks for it."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self.frame = QImage()

    def requestImage(self, _id: str, _size: QSize, _requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Return it."""
        return self.frame


class Film(QObject):
    """One player for one engine; `play` may be called again and again."""

    def __init__(self, engine: QQmlEngine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frames = Frames()
        engine.addImageProvider(PROVIDER, self._frames)
        self._player = QMediaPlayer(self)  # without an audio output it is silent
        self._sink = QVideoSink(self)
        self._player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._framed)
        self._player.errorOccurred.connect(lambda _error, why: self._fail(why))
        self._player.mediaStatusChanged.connect(self._status)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: self._fail("no picture came"))
        self._tell: Callable[[str], None] | None = None
        self._ended: Callable[[], None] = lambda: None
        self._failed: Callable[[str], None] = lambda _why: None
        self._shown = 0
        self._last_ms = 0

    @classmethod
    def of(cls, engine: QQmlEngine) -> Film:
        """Return the player of an engine, made when it is first asked for."""
        known = engine.findChild(cls)
        return known if isinstance(known, cls) else cls(engine, engine)

    def play(
        self, file: Path, *, frame: Callable[[str], None], ended: Callable[[], None], failed: Callable[[str], None]
    ) -> None:
        """Play a file; `frame` is told where each picture is. All three are called later, never in the same breath."""
        self._tell, self._ended, self._failed = frame, ended, failed
        self._last_ms = -FRAME_MS
        self._patience.start(FIRST_FRAME_MS)
        QTimer.singleShot(0, self, lambda: self._begin(file))

    def stop(self) -> None:
        """End at once and let go of the file."""
        self._tell = None
        self._patience.stop()
        self._player.setSource(QUrl())

    def _begin(self, file: Path) -> None:
        if self._tell:
            self._player.setSource(QUrl.fromLocalFile(str(file)))
            self._player.play()

    def _framed(self, frame: QVideoFrame) -> None:
        at = self._player.position()
        if self._tell is None or not frame.isValid() or 0 <= at - self._last_ms < FRAME_MS:
            return
        image = frame.toImage()
        if image.isNull():
            return
        self._patience.stop()
        self._last_ms = at
        self._frames.frame = _fit(image)
        self._shown += 1
        self._tell(f"image://{PROVIDER}/{self._shown}")

    def _status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia and self._tell:
            self._last(self._ended)

    def _last(self, last: Callable[[], None]) -> None:
        """Tell one last thing, later: whoever hears it may begin the next film."""
        self._tell = None
        self._patience.stop()
        QTimer.singleShot(0, self, last)

    def _fail(self, why: str) -> None:
        if self._tell:
            failed = self._failed
            self._last(lambda: failed(why))


def _fit(image: QImage) -> QImage:
    """Return a picture no larger than what a notice needs."""
    if image.width() <= LARGEST.width() and image.height() <= LARGEST.height():
        return image
    from PySide6.QtCore import Qt

    return image.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio)
