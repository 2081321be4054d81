"""A QR code as a picture of one pixel a module with its quiet zone, for QML to enlarge by whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

PROVIDER = "code"


@dataclass(frozen=True, slots=True)
class Code:
    """The address of a picture for QML's Image, and how many modules a side has, quiet zone included."""

    url: str
    modules: int


NO_CODE = Code("", 0)


class CodePictures(QQuickImageProvider):
    """Draws the code of the moment, once a visit: the same text is not computed twice."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._text = ""
        self._image = QImage()
        self._code = NO_CODE
        self._drawn = 0

    def of(self, text: str) -> Code:
        """Return where the picture of a text is; nowhere for an empty one."""
        if text != self._text:
            self._text = text
            self._drawn += 1
            self._image = drawn(_modules(text)) if text else QImage()
            # the address holds no part of the token: it could end up in a warning
            self._code = Code(f"image://{PROVIDER}/{self._drawn}", self._image.width()) if text else NO_CODE
        return self._code

    def requestImage(self, _id: str, _size: QSize, _requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Return the picture of the moment."""
        return self._image


def drawn(rows: Sequence[Sequence[bool]]) -> QImage:
    """Return modules as an image of one pixel each."""
    image = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x, y, 0xFF000000)
    return image


def _modules(text: str) -> Sequence[Sequence[bool]]:
    from kiosk.qr import modules  # with the first code, after the first frame

    return modules(text)
