"""Pages are made in idle moments; one that is wanted while it is being made is there at once, whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication

from sync.kinds import Rated
from tests.support.screen import OnScreen


@pytest.mark.parametrize("turns", range(8))
def test_a_page_wanted_while_it_is_being_made_is_there_whole(make_screen: Callable[..., OnScreen], turns: int) -> None:
    screen = make_screen()
    screen.scene.warm_up()
    for _ in range(turns):
        QCoreApplication.processEvents()
    screen.serve()
    assert screen.find("open-question")
    screen.desk.finish()
    screen.on_page("Asking")
    screen.tap("star-4")
    screen.on_page("Explaining")
    assert [int(one.level) for one in screen.of(Rated)] == [4]
