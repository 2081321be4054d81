"""Two transactions that wait for each other: PostgreSQL ends one, and it is done anew."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from sync.central.database import TRIES, Database, again


@pytest.fixture
def database(postgres_url: str) -> Database:
    made = Database(postgres_url, b"a secret of the tests only")
    with made.write() as db:
        db.execute(text("CREATE TABLE two (id INTEGER PRIMARY KEY, n INTEGER)"))
        db.execute(text("INSERT INTO two VALUES (1, 0), (2, 0)"))
    return made


def crossing(database: Database, first: int, second: int, both: threading.Barrier, tries: list[int]) -> None:
    tries.append(first)
    with database.write() as db:
        db.execute(text("UPDATE two SET n = n + 1 WHERE id = :it"), {"it": first})
        if not both.broken and len(tries) <= 2:
            both.wait(20)
        db.execute(text("UPDATE two SET n = n + 1 WHERE id = :it"), {"it": second})


def cross(database: Database, *, anew: bool) -> list[int]:
    both, tries = threading.Barrier(2), list[int]()
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit((again if anew else lambda work: work()), lambda one=one: crossing(database, *one, both, tries))
            for one in ((1, 2), (2, 1))
        ]
        for job in jobs:
            job.result(60)
    return tries


def test_a_transaction_ended_by_a_deadlock_is_done_anew(database: Database) -> None:
    tries = cross(database, anew=True)
    assert len(tries) == 3, "one of the two was done twice"
    with database.read() as db:
        assert [row.n for row in db.execute(text("SELECT n FROM two ORDER BY id"))] == [2, 2]
    database.close()


def test_without_it_one_of_the_two_is_lost(database: Database) -> None:
    with pytest.raises(OperationalError, match="deadlock"):
        cross(database, anew=False)
    database.close()


def test_any_other_trouble_is_raised_at_once() -> None:
    done: list[int] = []

    def broken() -> None:
        done.append(1)
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        again(broken)
    assert done == [1]
    assert TRIES > 1
