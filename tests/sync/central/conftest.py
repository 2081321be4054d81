"""A centre on both databases, made from a template in a moment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.central.central import Central
from tests.support import postgres as real_postgres
from tests.support.centre import centre, speaking
from tests.support.clock import FakeClock

Open = Callable[..., Central]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a centre on SQLite, one hall loaded."""
    folder = tmp_path_factory.mktemp("template")
    centre(folder, FakeClock()).close()
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    return str(request.param)


@pytest.fixture
def open_centre(
    kind: str, template: Path, tmp_path: Path, clock: FakeClock, request: pytest.FixtureRequest
) -> Iterator[Open]:
    """Open as many fresh centres as a test wants; all with the template's keys."""
    opened: list[Central] = []
    urls: list[tuple[real_postgres.Server, str]] = []

    def fresh() -> Central:
        folder = tmp_path / f"centre-{len(opened)}"
        shutil.copytree(template, folder)
        url = ""
        if kind == "postgresql":
            server: real_postgres.Server = request.getfixturevalue("postgres")
            url = server.new(server.template("centre", lambda made: centre(template, FakeClock(), made).close()))
            urls.append((server, url))
        opened.append(centre(folder, clock, url))
        return opened[-1]

    yield fresh
    for one in opened:
        one.close()
    for server, url in urls:
        server.drop(url)


@pytest.fixture
def central(open_centre: Open) -> Central:
    """An open centre with hall H001."""
    return open_centre()


@pytest.fixture
def url(central: Central) -> Iterator[str]:
    """That centre's address on loopback."""
    with speaking(central) as address:
        yield address
