"""A store in a folder of the test's own, and how to open it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.store.place import Place
from kiosk.store.store import Store
from tests.support.clock import FakeClock

PLACE = Place("01890a5d-0000-7000-8000-000000000001", "H001", "3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store lives."""
    return tmp_path / "data"


@pytest.fixture
def reopen(folder: Path, clock: FakeClock) -> Iterator[Callable[..., Store]]:
    """Open the store of this test's folder, closing the one before (`crash=True`: without saying goodbye)."""
    opened: list[Store] = []

    def again(place: Place = PLACE) -> Store:
        for old in opened:
            old.close()
        opened[:] = [Store.open(folder, place, clock)]
        return opened[0]

    yield again
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Callable[..., Store]) -> Store:
    """The open store."""
    return reopen()
