"""Language, size of type and shape of the screen changed in one breath: QML has nothing to say of it on any page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.support.first_screen import FirstScreen
from tests.support.golden import ALL, opened
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.touch import turn


@pytest.fixture
def window(fonts: None, request: pytest.FixtureRequest) -> Iterator[OnScreen | FirstScreen]:  # noqa: ARG001 - loaded before the window
    screen = opened(request.param, LANDSCAPE)
    yield screen
    screen.close()  # which looks at what QML said


def bury() -> None:
    """Delete what is to be deleted in this turn of the loop; what it leaves behind waits for the next."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.parametrize("window", ALL, indirect=True)
def test_nothing_that_is_on_its_way_out_complains(window: OnScreen | FirstScreen) -> None:
    for meanwhile in (turn, bury, lambda: None):
        window.comfort.next_language()
        meanwhile()
        window.comfort.toggle_large()
        turn()
    for size in (PORTRAIT, LANDSCAPE):
        window.comfort.next_language()
        bury()
        window.window.resize(*size)
        turn()
    assert window.screen.warnings == []
