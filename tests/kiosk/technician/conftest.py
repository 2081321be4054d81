"""A window with an officer, before anybody is called."""

from __future__ import annotations

import pytest

from tests.support.desk import WANG, Room


@pytest.fixture
def room() -> Room:
    """A window with 王建国 logged in."""
    made = Room()
    made.desk.log_in(WANG)
    return made
