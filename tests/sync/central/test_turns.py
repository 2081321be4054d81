from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync.central.central import Central, open_central
from sync.central.rounds import Rounds
from sync.central.settings import CentralSettings
from sync.central.turns import Turns, process_name
from sync.central.verify.verify import verify

LASTS = 60_000


def turns(central: Central, holder: str) -> Turns:
    return Turns(central.keys.secret, holder)


def taken(central: Central, one: Turns, now_ms: int) -> bool:
    with central.database.write() as db:
        return one.take(db, "work", now_ms, LASTS) is not None


def test_one_process_keeps_a_turn_and_another_goes_on_when_it_has_died(central: Central) -> None:
    first, second = turns(central, "a"), turns(central, "b")

    assert taken(central, first, 1000)
    assert not taken(central, second, 2000)
    assert taken(central, first, 3000)
    assert not taken(central, second, 1000 + LASTS)
    assert taken(central, second, 3000 + LASTS)
    assert not taken(central, first, 3000 + LASTS)
    assert verify(central).holds


def test_a_turn_that_is_left_is_free_and_a_clock_that_was_far_ahead_blocks_nobody(central: Central) -> None:
    first, second = turns(central, "a"), turns(central, "b")
    assert taken(central, first, 1000)
    with central.database.write() as db:
        second.leave(db, "work")
    assert not taken(central, second, 1500)
    with central.database.write() as db:
        first.leave(db, "work")
    assert taken(central, second, 1500)

    assert taken(central, first, 9_000_000_000)
    assert taken(central, second, 2000)


def test_how_far_the_work_has_come_and_how_long_nobody_did_it_are_told_to_who_goes_on(central: Central) -> None:
    first, second = turns(central, "a"), turns(central, "b")
    with central.database.write() as db:
        assert first.take(db, "work", 1000, LASTS)
        first.mark(db, "work", 1000 + LASTS, 777)

    with central.database.write() as db:
        mine = second.take(db, "work", 5000 + LASTS, LASTS)

    assert mine is not None
    assert (mine.mark_ms, mine.idle_ms) == (777, 4000)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_of_many_who_come_at_once_one_has_the_turn(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else ""
    central = open_central(CentralSettings(data=tmp_path, database=url))
    ready = threading.Barrier(6)

    def come(at: int) -> bool:
        one = turns(central, f"process {at}")
        ready.wait()
        return taken(central, one, 1000)

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(come, range(6)))
    central.close()

    assert won.count(True) == 1


def test_no_two_processes_have_one_name() -> None:
    assert process_name() != process_name()


def test_rounds_come_again_after_one_that_fell_over_and_at_once_when_woken(caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Semaphore(0)

    def work() -> None:
        done.release()
        raise ValueError("this round")

    rounds = Rounds("testing", work, 3600)
    rounds.start()
    try:
        assert done.acquire(timeout=10)
        rounds.wake()
        assert done.acquire(timeout=10)
    finally:
        rounds.stop()

    assert "testing fell over" in caplog.text
