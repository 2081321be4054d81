"""A town on both databases, or on SQLite alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.facing import Town, town


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url, halls=("H001", "H002")) as made:
        yield made


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """On SQLite alone, for what does not depend on the database."""
    with town(tmp_path, halls=("H001", "H002")) as made:
        yield made
