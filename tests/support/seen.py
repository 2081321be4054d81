"""What is really seen: every text with its colour, and the colour it stands on as the picture of the window shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem

from tests.support.access import clip, place
from tests.support.screen import OnScreen
from tests.support.touch import items, shown

ACROSS, DOWN = 48, 12  # pixels looked at in a text's place; the most frequent colour is what it stands on


@dataclass(frozen=True, slots=True)
class Seen:
    """One text on the screen."""

    text: str
    front: QColor
    back: QColor

    @property
    def contrast(self) -> float:
        """As WCAG 2.2 measures it."""
        return contrast(self.front, self.back)

    def __str__(self) -> str:
        return f"{self.text[:24]!r} {self.front.name()} on {self.back.name()}: {self.contrast:.2f}"


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def texts(screen: OnScreen) -> list[Seen]:
    """Return every text that can be read now; what is switched off need not be readable (WCAG 1.4.3)."""
    picture = screen.window.grabWindow()
    every = list(items(screen.window))
    window = QRectF(0, 0, screen.window.width(), screen.window.height())
    found = []
    for at, item in enumerate(every):
        text = str(item.property("text") or "").strip() if _writes(item) else ""
        if text and shown(item) and item.isEnabled() and not _covered(item, every[at + 1 :]):
            box = place(item) & clip(item) & window
            if box.width() > 4 and box.height() > 4:
                found.append(Seen(text, QColor(item.property("color")), _stands_on(picture, box)))
    return found


def _writes(item: QQuickItem) -> bool:
    return item.inherits("QQuickText") or item.inherits("QQuickTextEdit") or item.inherits("QQuickTextInput")


def _covered(item: QQuickItem, later: list[QQuickItem]) -> bool:
    """Whether something drawn later and not see-through lies on the middle of an item."""
    middle = place(item).center()
    return any(
        one.inherits("QQuickRectangle") and shown(one) and QColor(one.property("color")).alpha() == 255
        and place(one).contains(middle)
        for one in later
    )  # fmt: skip


def _stands_on(picture: QImage, box: QRectF) -> QColor:
    counted = Counter(
        picture.pixel(
            min(picture.width() - 1, int(box.x() + box.width() * (x + 0.5) / ACROSS)),
            min(picture.height() - 1, int(box.y() + box.height() * (y + 0.5) / DOWN)),
        )
        for x in range(ACROSS)
        for y in range(DOWN)
    )
    return QColor(counted.most_common(1)[0][0])
