"""The fakes and makers are checked themselves: a wrong clock would prove anything."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from sync.contract import read_record
from sync.kinds import Level
from tests.support.clock import MORNING, FakeClock
from tests.support.hands import HandExecutor, HandTimers
from tests.support.make import LedgerMaker
from tests.support.postgres import Server

ROOT = Path(__file__).resolve().parents[1]


def test_time_passes_on_both_clocks_and_a_jump_moves_only_the_wall(clock: FakeClock) -> None:
    boot = clock.boot_ms()

    clock.advance(minutes=2)
    clock.jump(days=-3650)

    assert clock.now() == MORNING + timedelta(minutes=2) - timedelta(days=3650)
    assert clock.boot_ms() - boot == 120_000


def test_a_reboot_is_another_boot_and_the_same_one_in_the_next_run(clock: FakeClock) -> None:
    first = clock.boot_id

    clock.reboot(off=60)

    assert clock.boot_id != first
    assert clock.now() == MORNING + timedelta(seconds=60)
    assert clock.boot_ms() < 60_000
    assert FakeClock().boot_id == first


def test_work_is_done_when_the_test_says_so() -> None:
    executor = HandExecutor()
    future = executor.submit(lambda: 7)
    failing = executor.submit(lambda: 1 // 0)

    assert not future.done()
    assert executor.run() == 2
    assert future.result() == 7
    with pytest.raises(ZeroDivisionError):
        failing.result()


def test_timers_fire_in_order_and_not_after_they_are_cancelled() -> None:
    timers, fired = HandTimers(), []
    timers.after(10, lambda: fired.append("ten"))
    timers.after(5, lambda: fired.append("five"))
    timers.after(7, lambda: fired.append("seven"))()

    timers.pass_by(9)
    assert fired == ["five"]
    timers.pass_by(1)
    assert fired == ["five", "ten"]
    assert timers.clock.now() == MORNING + timedelta(seconds=10)


def test_made_records_are_records_and_repeat_with_their_seed() -> None:
    maker = LedgerMaker(seed=4)
    maker.rated_visit("A001", Level.DISSATISFIED, reasons=["2001"])
    maker.unrated_visit("A002")

    kinds = [read_record(text).kind for text in maker.texts]

    first = ["ledger_opened", "served", "ended", "asked", "rated", "explained"]
    assert kinds == [*first, "served", "ended", "asked", "unrated"]
    again = LedgerMaker(seed=4)
    again.rated_visit("A001", Level.DISSATISFIED, reasons=["2001"])
    assert again.texts == maker.texts[:6]
    assert maker.batch(2, 4).prev == maker.heads[0].hex()
    assert maker.batch(2, 4).records == tuple(maker.texts[1:4])


SKIPS = {
    "in the test": "import pytest\ndef test_x(): pytest.skip('no such tool')\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef tool(): pytest.skip('none')\ndef test_x(tool): pass\n",
    "a whole file": "import pytest\npytest.importorskip('nothing_of_that_name')\ndef test_x(): pass\n",
}
MAY_SKIP = "import pytest\n@pytest.mark.may_skip\ndef test_x(): pytest.skip('needs root')\ndef test_y(): pass\n"
NO_SKIP = "def test_x(): pass\n"


@pytest.mark.parametrize(
    ("text", "ci", "code"),
    [
        (SKIPS["in the test"], "true", 1),
        (SKIPS["in a fixture"], "true", 1),
        (SKIPS["a whole file"], "true", 1),
        (SKIPS["in the test"], "", 0),
        (MAY_SKIP, "true", 0),
        (NO_SKIP, "true", 0),
    ],
    ids=["in the test", "in a fixture", "a whole file", "not in CI", "may skip", "nothing skipped"],
)
def test_where_ci_is_true_a_skipped_test_has_failed(tmp_path: Path, text: str, ci: str, code: int) -> None:
    (tmp_path / "test_it.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", str(tmp_path)]

    done = subprocess.run(
        [*command, f"--rootdir={tmp_path}", "-W", "ignore::pytest.PytestUnknownMarkWarning"],
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode != 0) == (code != 0), done.stdout + done.stderr
    assert ("skipped although CI=true" in done.stdout) == (code != 0)


def test_every_test_has_a_database_of_its_own(postgres: Server, postgres_url: str) -> None:
    plain = postgres_url.replace("+psycopg", "")
    with psycopg.connect(plain) as connection:
        connection.execute("CREATE TABLE one (id int)")

    other = postgres.new()
    try:
        with psycopg.connect(other.replace("+psycopg", "")) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'one'").fetchone()
    finally:
        postgres.drop(other)

    assert found == (0,)


def test_a_template_is_prepared_once(postgres: Server) -> None:
    prepared: list[str] = []

    def fill(url: str) -> None:
        prepared.append(url)
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE filled AS SELECT 42 AS answer")

    url = postgres.new(postgres.template("support-test", fill))
    postgres.drop(url)
    url = postgres.new(postgres.template("support-test", fill))
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT answer FROM filled").fetchone() == (42,)
    postgres.drop(url)

    assert len(prepared) == 1
