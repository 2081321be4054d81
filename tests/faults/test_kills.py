"""kill -9 at random moments: whatever was acknowledged is there, and the chain and the witness are whole."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from kiosk.store.store import Store
from sync.kinds import Start
from tests.faults.disk import in_memory
from tests.faults.filling import PLACE
from tests.faults.keeper import forked
from tests.support.clock import FakeClock

SEED = 20260302
PROCESSES = multiprocessing.get_context("forkserver")  # a real process a kill, without importing everything 200 times
PROCESSES.set_forkserver_preload(["tests.faults.keeper"])


def killed_after(folder: Path, acknowledged: int, moment_ns: int) -> list[str]:
    """Start the keeper, kill it a moment after so many acknowledgements; return the ids it acknowledged."""
    read, write = PROCESSES.Pipe(duplex=False)
    program = PROCESSES.Process(target=forked, args=(folder, write))
    program.start()
    write.close()
    with os.fdopen(os.dup(read.fileno()), "rb") as answers:
        read.close()
        lines = [answers.readline() for _ in range(acknowledged + 1)]
        until = time.perf_counter_ns() + moment_ns  # somewhere within the next commits
        while time.perf_counter_ns() < until:
            pass
        assert program.pid
        os.kill(program.pid, signal.SIGKILL)
        lines += answers.readlines()
    program.join()
    return [line.split()[1].decode() for line in lines if line.endswith(b"\n") and line[:1].isdigit()]


def check_all_there(folder: Path, ids: list[str]) -> None:
    store = Store.open(folder, PLACE, FakeClock())
    stored = {record.stamp.id for record in store.records()}
    start = store.records(kind="start")[-1].body
    assert isinstance(start, Start)
    assert set(ids) <= stored
    assert start.witness == "same" or start.witness.startswith("repaired")
    assert [line for line in store.checkup() if not line.ok] == []
    assert store.completeness().ledgers == 1
    store.close()


def kill_often(folder: Path, kills: int) -> None:
    chance = Random(SEED)
    ids: list[str] = []
    for number in range(kills):
        ids += killed_after(folder, chance.randrange(6), chance.randrange(2_000_000))
        if number % 10 == 9:
            check_all_there(folder, ids)
    check_all_there(folder, ids)
    assert len(ids) > kills


def test_no_kill_loses_an_acknowledged_record(tmp_path: Path) -> None:
    """Half of them on a disk, where most fall into a sync; half in memory, where most fall between."""
    print(f"seed {SEED}")
    kill_often(tmp_path / "data", 100)
    with in_memory(tmp_path) as folder:
        kill_often(folder / "fast", 100)


@pytest.mark.long
def test_no_kill_of_thousands_loses_an_acknowledged_record(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    for part in range(25):
        kill_often(tmp_path / f"data-{part}", 200)


def test_control_a_record_that_was_only_buffered_is_lost(tmp_path: Path) -> None:
    """The detector works: a program that acknowledges before it commits loses records to kill -9."""
    program = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('CREATE TABLE t (n INTEGER)')\n"
        "db.execute('BEGIN')\n"
        "for n in range(100):\n"
        "    db.execute('INSERT INTO t VALUES (?)', (n,))\n"
        "    os.write(1, b'%d\\n' % n)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "t"], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    ) as running:
        assert running.stdout
        acknowledged = [running.stdout.readline() for _ in range(100)]
        running.send_signal(signal.SIGKILL)

    left = sqlite3.connect(tmp_path / "t").execute("SELECT count(*) FROM t").fetchone()[0]
    assert len(acknowledged) == 100
    assert left == 0
