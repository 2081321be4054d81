"""What every test starts from: Qt without a screen, a real PostgreSQL on demand, and no silent skips where CI is true."""

from __future__ import annotations

import os

# Qt reads these when it is imported, so they come before anything that might import it.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("YIPING_TEST_PLATFORM", "offscreen")
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QSG_RENDER_LOOP"] = "basic"
os.environ.setdefault("QML_DISABLE_DISK_CACHE", "0")
os.environ.pop("QT_STYLE_OVERRIDE", None)
for inherited in [name for name in os.environ if name.startswith("YIPING_") and not name.startswith("YIPING_TEST_")]:
    del os.environ[inherited]  # a developer's own settings must not reach the tests

from collections.abc import Generator, Iterator  # noqa: E402 - Qt's environment first

import hypothesis  # noqa: E402 - the same
import pytest  # noqa: E402 - the same

from tests.support import postgres as real_postgres  # noqa: E402 - the same
from tests.support.clock import FakeClock  # noqa: E402 - the same

hypothesis.settings.register_profile("house", deadline=None, print_blob=True)  # a shared core is not a stopwatch
hypothesis.settings.load_profile("house")

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to whoever asks for them with `-m long`."""
    if config.getoption("-m"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true a test skipped for a missing tool has failed: a green run must mean that everything ran."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail") and not item.get_closest_marker("may_skip"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipped although CI=true: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped although CI=true: {report.longrepr}"
    return report


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until it is moved."""
    return FakeClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[real_postgres.Server]:
    """The session's PostgreSQL server."""
    try:
        with real_postgres.server() as server:
            yield server
    except real_postgres.NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture
def postgres_url(postgres: real_postgres.Server) -> Iterator[str]:
    """An empty database of this test's own, as SQLAlchemy names it."""
    url = postgres.new()
    yield url
    postgres.drop(url)
