from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import column, select

from sync.central.accounts.entering import LoggedIn, Wait, Wrong, log_in
from sync.central.accounts.models import Account, LogIn, LogInTries
from sync.central.accounts.people import AccountTrouble, create_account, disable
from sync.central.accounts.sessions import log_out, person_of
from sync.central.database import Database
from tests.support.clock import FakeClock

PASSWORD = "correct horse battery"  # of accounts that live for one test


def make(database: Database, clock: FakeClock, name: str = "li", halls: list[str] | None = None) -> None:
    with database.write() as db:
        create_account(db, name, PASSWORD, halls=halls, now=clock.now(), shown="李主任")


def enter(database: Database, clock: FakeClock, name: str = "li") -> str:
    answer = log_in(database, name, PASSWORD, now=clock.now())
    assert isinstance(answer, LoggedIn)
    return answer.cookie


def quick(pin: str, _phc: str) -> bool:
    """Compare without Argon2id's 64 MiB: for tests that are about the counting."""
    return pin == PASSWORD


def test_the_right_password_opens_a_session_that_reads_only_the_halls_of_its_person(
    database: Database, clock: FakeClock
) -> None:
    make(database, clock, halls=["H001", "H002"])
    cookie = enter(database, clock)
    with database.read() as db:
        reader = person_of(db, cookie, now=clock.now())
        assert reader
        assert (reader.who, reader.shown, reader.halls) == ("account:li", "李主任", frozenset({"H001", "H002"}))
        assert "IN" in str(reader.covers(column("hall_id")))


def test_an_account_without_a_list_of_halls_reads_all_and_one_with_an_empty_list_none(
    database: Database, clock: FakeClock
) -> None:
    make(database, clock, "all")
    make(database, clock, "nobody", halls=[])
    cookies = [enter(database, clock, name) for name in ("all", "nobody")]
    with database.read() as db:
        everything, nothing = (person_of(db, cookie, now=clock.now()) for cookie in cookies)
        assert everything
        assert nothing
        assert (everything.halls, nothing.halls) == (None, frozenset())
        names = select(Account.name)
        assert len(db.execute(names.where(everything.covers(Account.name))).all()) == 2
        assert not db.execute(names.where(nothing.covers(Account.name))).all()


def test_neither_password_nor_cookie_can_be_read_back_from_the_tables(database: Database, clock: FakeClock) -> None:
    make(database, clock)
    cookie = enter(database, clock)
    with database.read() as db:
        kept = str([db.execute(select(table)).all() for table in (Account, LogIn)])
    assert PASSWORD not in kept
    assert cookie not in kept
    assert "$argon2id$" in kept


def test_a_wrong_password_a_wrong_name_and_a_disabled_account_get_the_same_answer(
    database: Database, clock: FakeClock
) -> None:
    make(database, clock)
    make(database, clock, "gone")
    with database.write() as db:
        assert disable(db, "gone")
        assert not disable(db, "never was")
    assert log_in(database, "li", "wrong", now=clock.now()) == Wrong()
    assert log_in(database, "nobody", PASSWORD, now=clock.now()) == Wrong()
    assert log_in(database, "gone", PASSWORD, now=clock.now()) == Wrong()


def test_a_session_ends_by_logging_out_by_time_and_when_its_person_is_disabled(
    database: Database, clock: FakeClock
) -> None:
    make(database, clock)
    one, two, three = (enter(database, clock) for _ in range(3))
    with database.write() as db:
        log_out(db, one)
        assert person_of(db, one, now=clock.now()) is None
        assert person_of(db, two, now=clock.now())
        assert person_of(db, two, now=clock.now() + timedelta(hours=12)) is None
        disable(db, "li")
        assert person_of(db, three, now=clock.now()) is None
        assert person_of(db, "made up", now=clock.now()) is None


def test_five_wrong_passwords_earn_a_wait_that_doubles_and_does_not_touch_others(
    database: Database, clock: FakeClock
) -> None:
    make(database, clock)
    make(database, clock, "wang")
    for _ in range(5):
        assert log_in(database, "li", "wrong", now=clock.now(), matches=quick) == Wrong()
    assert log_in(database, "li", PASSWORD, now=clock.now(), matches=quick) == Wait(30)
    assert isinstance(log_in(database, "wang", PASSWORD, now=clock.now(), matches=quick), LoggedIn)
    clock.advance(30)
    assert log_in(database, "li", "wrong", now=clock.now(), matches=quick) == Wrong()
    assert log_in(database, "li", PASSWORD, now=clock.now(), matches=quick) == Wait(60)
    clock.advance(60)
    assert isinstance(log_in(database, "li", PASSWORD, now=clock.now(), matches=quick), LoggedIn)
    with database.read() as db:
        assert len(db.execute(select(LogInTries)).all()) == 1  # the address's own, which no log-in frees


def test_the_wait_never_grows_beyond_an_hour(database: Database, clock: FakeClock) -> None:
    for _ in range(40):
        assert log_in(database, "li", "wrong", now=clock.now(), matches=quick) == Wrong()
        clock.advance(hours=1)


def test_many_guesses_at_once_are_counted_before_they_are_looked_at(database: Database, clock: FakeClock) -> None:
    looked: list[str] = []

    def look(pin: str, _phc: str) -> bool:
        looked.append(pin)
        return False

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: log_in(database, "li", f"{n:04}", now=clock.now(), matches=look), range(100)))
    assert len(looked) == 5
    assert answers.count(Wait(30)) == 95


def test_a_taken_name_a_short_password_and_an_empty_name_are_refused_with_what_to_do(
    database: Database, clock: FakeClock
) -> None:
    make(database, clock)
    with database.write() as db:
        for name, password, says in (
            ("li", PASSWORD, "choose another name"),
            ("new", "short", "at least 15"),
            ("  ", PASSWORD, "1 to 64"),
        ):
            with pytest.raises(AccountTrouble, match=says):
                create_account(db, name, password, halls=None, now=clock.now())
