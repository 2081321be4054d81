"""What a finger and an assistive technology find on the screen: touch surfaces, and Qt's own accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.support.touch import items, shown

LEAST = 60  # logical pixels
WHOLE = 0.98
NEARLY = 0.9  # of a surface must be spoken for
TOUCHED = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.Slider,
    QAccessible.Role.ListItem,
    QAccessible.Role.PageTab,
    QAccessible.Role.Link,
}


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the accessibility tree that can be acted on."""

    role: QAccessible.Role
    name: str
    place: QRectF
    item: QQuickItem

    def __str__(self) -> str:
        size = f"{self.place.width():.0f}×{self.place.height():.0f}"
        return f"{self.item.objectName() or self.role.name} “{self.name}” {size}"


def place(item: QQuickItem) -> QRectF:
    """Where an item lies in its window."""
    return QRectF(item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(item.width(), item.height())))


def clip(item: QQuickItem) -> QRectF:
    """The part of the window an item may draw in."""
    box = QRectF(-1e6, -1e6, 2e6, 2e6)
    above = item.parentItem()
    while above is not None:
        if above.clip():
            box &= place(above)
        above = above.parentItem()
    return box


def whole(item: QQuickItem) -> bool:
    """Whether all of an item is to be seen: what is half scrolled away comes whole when it is scrolled to."""
    here = place(item)
    return _share(here, clip(item)) > WHOLE


def cut(window: QQuickWindow) -> list[str]:
    """Return what takes touches and is seen in part only: an edge goes through it."""
    there = [one for one in items(window) if shown(one) and one.isEnabled() and _takes_touches(one)]
    return [_called(one) for one in there if 0.01 < _share(place(one), clip(one)) < 0.99]


def nodes(window: QQuickWindow) -> list[Node]:
    """Return what can be acted on, by walking Qt's accessibility tree from the window."""
    found = []
    for face in _tree(QAccessible.queryAccessibleInterface(window)):
        item, role = face.object(), face.role()
        if role not in TOUCHED or not isinstance(item, QQuickItem) or not shown(item) or not item.isEnabled():
            continue
        if whole(item) or role == QAccessible.Role.EditableText:  # which scrolls in its own field
            found.append(Node(role, face.text(QAccessible.Text.Name).strip(), place(item), item))
    return found


def _tree(face: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield face
    for at in range(face.childCount()):
        child = face.child(at)
        if child and not child.state().invisible:
            yield from _tree(child)


def surfaces(window: QQuickWindow) -> list[QQuickItem]:
    """Return every item that takes touches, whatever it says of itself; a panel's backdrop only swallows them."""
    return [
        one
        for one in items(window)
        if shown(one) and one.isEnabled() and whole(one) and _takes_touches(one) and one.objectName() != "backdrop"
    ]


def _takes_touches(item: QQuickItem) -> bool:
    return _is(item, "QQuickMouseArea") or any(_is(one, "QQuickTapHandler") for one in item.children())


def _is(thing: QObject, name: str) -> bool:
    kind = thing.metaObject()
    while kind is not None:
        if kind.className() == name:
            return True
        kind = kind.superClass()
    return False


def scrolls(item: QQuickItem | None) -> bool:
    """Whether an item lies in something that scrolls: then it may lie outside for a while."""
    while item is not None:
        if _is(item, "QQuickFlickable"):
            return True
        item = item.parentItem()
    return False


def faults(window: QQuickWindow) -> list[str]:
    """Return what is wrong: a surface nobody names, one too small for a finger, a name nothing can be touched for."""
    every, found = nodes(window), []
    touched: list[Node] = []
    for surface in surfaces(window):
        here = place(surface)
        there = [node for node in every if _share(node.place, here) > 0.5 or _share(here, node.place) > NEARLY]
        touched += there
        covered = sum(_area(node.place & here) for node in there)
        if covered < NEARLY * _area(here) and not any(node.role == QAccessible.Role.EditableText for node in there):
            found.append(f"nothing tells what {_called(surface)} is")
        targets = [node.place & here for node in there] if len(there) > 1 else [here]
        found += [f"{_called(surface)} is {_size(one)}" for one in targets if min(one.width(), one.height()) < LEAST]
    found += [f"{node} has no name" for node in every if not node.name]
    return found + [f"{node} cannot be touched" for node in every if node not in touched]


def overlapping(window: QQuickWindow) -> list[str]:
    """Return pairs of things to act on that lie on each other."""
    found = [node for node in nodes(window) if not scrolls(node.item)]
    return [
        f"{one} on {other}"
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if one.place.adjusted(1, 1, -1, -1).intersects(other.place)
    ]


def _called(item: QQuickItem) -> str:
    above: QQuickItem | None = item
    while above is not None and not above.objectName():
        above = above.parentItem()
    return f"{above.objectName() if above else '?'} {_size(place(item))}"


def _size(box: QRectF) -> str:
    return f"{box.width():.0f}×{box.height():.0f}"


def _area(box: QRectF) -> float:
    return max(0.0, box.width()) * max(0.0, box.height())


def _share(part: QRectF, whole: QRectF) -> float:
    """How much of `part` lies in `whole`."""
    return _area(part & whole) / (_area(part) or 1)
