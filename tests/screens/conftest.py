"""A window for each test, offscreen, with our own fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine

from kiosk.viewmodels.load import load_fonts
from sync.resources import assets
from tests.support.screen import OnScreen

QML = Path(__file__).resolve().parents[2] / "kiosk" / "qml"


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The kiosk needs no widgets."""
    return QGuiApplication


@pytest.fixture(scope="session")
def fonts(qapp: QGuiApplication) -> None:  # noqa: ARG001 - fonts are loaded into a running application
    """Our own fonts, loaded once."""
    load_fonts(assets() / "fonts")


@pytest.fixture
def make_screen(fonts: None) -> Iterator[Callable[..., OnScreen]]:  # noqa: ARG001 - loaded before the first window
    """Make windows; each is closed at the end, and QML must have had nothing to complain of."""
    made: list[OnScreen] = []

    def make(*given: Any, **named: Any) -> OnScreen:
        made.append(OnScreen(*given, **named))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def screen(make_screen: Callable[..., OnScreen]) -> OnScreen:
    """A window lying on its side."""
    return make_screen()


@pytest.fixture
def theme(qapp: QGuiApplication) -> Iterator[QObject]:
    """The theme by itself."""
    engine = QQmlEngine(qapp)
    component = QQmlComponent(engine)
    text = b'import QtQuick\nimport "."\nQtObject { readonly property var theme: Theme }'
    component.setData(text, QUrl.fromLocalFile(str(QML / "probe.qml")))
    made = component.create()
    assert made is not None, component.errorString()
    yield made.property("theme")
    made.deleteLater()
