"""A hall a test, on SQLite and, where the journey passes through the centre's database, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.support.hall import Hall, hall


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The kiosk needs no widgets."""
    return QGuiApplication


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, qapp: QGuiApplication) -> Iterator[Hall]:  # noqa: ARG001 - windows need it
    """A hall on each database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with hall(tmp_path, url) as made:
        yield made


@pytest.fixture
def small_place(tmp_path: Path, qapp: QGuiApplication) -> Iterator[Hall]:  # noqa: ARG001 - the same
    """A hall on SQLite."""
    with hall(tmp_path) as made:
        yield made
