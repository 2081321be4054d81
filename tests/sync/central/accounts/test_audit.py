"""The audit's chain: every line holds the one before; changed, taken out, put in, cut off: each is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from sync.central.accounts.audit import append, differences, heads
from sync.central.accounts.roles import Act
from sync.central.central import Central
from sync.central.database import Database
from tests.support.clock import FakeClock


def lines(database: Database, clock: FakeClock, hall: str = "H001", many: int = 5) -> None:
    for n in range(many):
        with database.write() as db:
            append(db, hall, who="account:li", act=Act.EXPORT, what=f"export {n}", now=clock.now(), reason="月报")


def found(database: Database, hall: str = "H001") -> list[str]:
    with database.read() as db:
        return [line for line, _ in differences(db, hall)]


def test_each_hall_has_a_chain_of_its_own_and_they_hold(database: Database, clock: FakeClock) -> None:
    lines(database, clock)
    lines(database, clock, "H002", 2)
    assert found(database) == found(database, "H002") == []
    with database.read() as db:
        assert [(hall, many) for hall, many, _ in heads(db)] == [("H001", 5), ("H002", 2)]


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("UPDATE audit SET who = 'account:mo' WHERE seq = 3", "3"),
        ("UPDATE audit SET reason = '' WHERE seq = 1", "1"),
        ("UPDATE audit SET at = '2026-01-01T00:00:00.000Z' WHERE seq = 5", "5"),
        ("DELETE FROM audit WHERE seq = 3", "3"),
        ("DELETE FROM audit WHERE seq = 1", "1"),
        ("DELETE FROM audit WHERE seq = 5", "5"),
        ("UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 4) WHERE seq = 5", "5"),
        ("UPDATE audit SET hash = 'no hash at all' WHERE seq = 3", "3"),
        ("UPDATE audit_heads SET seq = 4", "4"),
        ("DELETE FROM audit_heads", "0"),
        ("DELETE FROM audit", "5"),
    ],
)
def test_what_another_hand_does_to_a_line_is_found(
    database: Database, clock: FakeClock, change: str, seen: str
) -> None:
    lines(database, clock)
    with database.write() as db:
        db.execute(text(change))
    assert seen in found(database)


def test_a_line_is_written_with_what_it_tells_or_not_at_all(database: Database, clock: FakeClock) -> None:
    def done() -> None:
        with database.write() as db:
            append(db, "H001", who="account:li", act=Act.EXPORT, what="export", now=clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        done()
    with database.read() as db:
        assert heads(db) == []


def test_a_line_stays_one_line_whatever_is_written_into_it(database: Database, clock: FakeClock) -> None:
    with database.write() as db:
        append(db, "H001", who="x", act=Act.EXPORT, what="a\nb\x1b[31m", now=clock.now(), reason="\r\n" + "长" * 900)
        kept = db.execute(text("SELECT what, reason FROM audit")).one()
    assert kept.what == "a b [31m"
    assert kept.reason == "长" * 500
    assert found(database) == []


def test_many_who_write_at_once_make_one_chain(central: Central) -> None:
    def write(n: int) -> None:
        with central.database.write() as db:
            append(db, "H001", who=f"account:{n}", act=Act.EXPORT, what="export", now=central.clock.now())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with central.database.read() as db:
        assert [(hall, many) for hall, many, _ in heads(db)] == [("H001", 40)]
        assert list(differences(db, "H001")) == []
