"""A town on SQLite and on PostgreSQL, a client that calls it in process, a server and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.facing import Town, chromium, town
from tests.support.serving import served


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url, halls=("H001", "H002")) as made:
        yield made


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """The same on SQLite alone, for what does not depend on the database."""
    with town(tmp_path, halls=("H001", "H002")) as made:
        yield made


@pytest.fixture
def address(here: Town) -> Iterator[str]:
    with served(here.app) as made:
        yield made


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as made:
        yield made
