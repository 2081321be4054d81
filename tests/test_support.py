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


FILES = {
    "test_in_the_test": "import pytest\ndef test_x(): pytest.skip('no such tool')\n",
    "test_in_a_fixture": "import pytest\n@pytest.fixture\ndef tool(): pytest.skip('none')\ndef test_x(tool): pass\n",
    "test_whole_file": "import pytest\npytest.importorskip('nothing_of_that_name')\ndef test_x(): pass\n",
    "test_may_skip": "import pytest\n@pytest.mark.may_skip\ndef test_x(): pytest.skip('needs root')\n",
    "test_runs": "def test_x(): pass\n",
}


@pytest.mark.parametrize(
    ("ci", "counts"), [("true", "1 failed, 1 passed, 1 skipped, 2 errors"), ("", "1 passed, 4 skipped")]
)
def test_where_ci_is_true_a_skipped_test_has_failed(tmp_path: Path, ci: str, counts: str) -> None:
    for name, text in FILES.items():
        (tmp_path / f"{name}.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    command += [
        "--continue-on-collection-errors",
        "-W",
        "ignore::pytest.PytestUnknownMarkWarning",
        f"--rootdir={tmp_path}",
    ]

    done = subprocess.run(
        [*command, str(tmp_path)],
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert counts in done.stdout, done.stdout + done.stderr
    assert done.returncode == (1 if ci else 0)
    assert done.stdout.count("skipped although CI=true") >= (3 if ci else 0)


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
