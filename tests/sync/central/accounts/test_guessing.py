"""Ten thousand guesses: hardly any is looked at, and nobody else waits for it. Clock and hash are injected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sync.central.accounts.entering import LoggedIn, Wait, log_in
from sync.central.accounts.people import create_account
from sync.central.accounts.tries import From
from sync.central.database import Database
from tests.support.clock import FakeClock

GUESSES = 10_000
PASSWORD = "plum tractor seven lake"
HOME, ELSEWHERE = From("10.0.0.7"), From("192.0.2.66")


class Hash:
    """Stands in for Argon2id, which would take half an hour here; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, password: str, _kept: str) -> bool:
        self.asked += 1
        return password == PASSWORD


def people(database: Database, clock: FakeClock, *names: str) -> None:
    with database.write() as db:
        for name in names:
            create_account(db, name, PASSWORD, halls=None, now=clock.now())


def let_in(database: Database, clock: FakeClock, name: str, came: From) -> bool:
    return isinstance(log_in(database, name, PASSWORD, now=clock.now(), matches=Hash(), came=came), LoggedIn)


def test_ten_thousand_guesses_at_one_name_from_one_place_are_hardly_looked_at_and_its_owner_still_gets_in(
    database: Database, clock: FakeClock
) -> None:
    people(database, clock, "li", "wang")
    guess = Hash()
    for n in range(GUESSES):
        answer = log_in(database, "li", f"guess {n}", now=clock.now(), matches=guess, came=ELSEWHERE)
        assert not isinstance(answer, LoggedIn)
        clock.advance(1)
        if n % 1000 == 500:
            assert let_in(database, clock, "li", HOME)  # the person whose name it is
            assert let_in(database, clock, "wang", HOME)
            assert let_in(database, clock, "wang", From("10.0.0.8"))
    print(f"{GUESSES} guesses in {GUESSES} s: {guess.asked} were looked at")
    assert guess.asked <= 15


def test_guesses_at_one_name_from_a_new_address_each_are_held_too(database: Database, clock: FakeClock) -> None:
    people(database, clock, "li", "wang")
    guess = Hash()
    for n in range(2_000):
        log_in(database, "li", f"guess {n}", now=clock.now(), matches=guess, came=From(f"198.51.{n // 256}.{n % 256}"))
        clock.advance(1)
        if n % 500 == 250:
            assert let_in(database, clock, "wang", HOME)
    print(f"2000 guesses from 2000 addresses: {guess.asked} were looked at")
    assert guess.asked <= 110


def test_no_attack_from_anywhere_keeps_a_person_out_of_the_browser_they_use(
    database: Database, clock: FakeClock
) -> None:
    people(database, clock, "li")
    for n in range(2_000):
        log_in(database, "li", "guess", now=clock.now(), matches=Hash(), came=From(f"198.51.{n // 256}.{n % 256}"))
        if n % 100 == 99:
            assert let_in(database, clock, "li", replace(HOME, browser="their own")), n
    assert not let_in(database, clock, "li", HOME), "positive control: in a strange browser they wait"


def test_a_browser_that_was_stolen_has_five_tries_and_then_waits(database: Database, clock: FakeClock) -> None:
    people(database, clock, "li")
    guess = Hash()
    for n in range(1_000):
        stolen = From(f"198.51.{n // 256}.{n % 256}", browser="stolen")
        log_in(database, "li", f"guess {n}", now=clock.now(), matches=guess, came=stolen)
        clock.advance(1)
    assert guess.asked <= 12


def test_one_address_that_tries_every_name_is_held_and_others_are_not(database: Database, clock: FakeClock) -> None:
    people(database, clock, "li")
    guess = Hash()
    for n in range(2_000):
        log_in(database, f"name{n}", "password1", now=clock.now(), matches=guess, came=ELSEWHERE)
        clock.advance(1)
        if n % 500 == 250:
            assert let_in(database, clock, "li", HOME)
    assert guess.asked <= 110


def test_somebody_with_an_account_of_their_own_cannot_free_their_address_by_logging_in(
    database: Database, clock: FakeClock
) -> None:
    people(database, clock, "mallory")
    guess = Hash()
    for n in range(1_000):
        log_in(database, f"name{n}", "password1", now=clock.now(), matches=guess, came=ELSEWHERE)
        log_in(database, "mallory", PASSWORD, now=clock.now(), matches=Hash(), came=ELSEWHERE)
    assert guess.asked <= 100


def test_an_office_behind_one_address_logs_in_all_week_and_nobody_waits(database: Database, clock: FakeClock) -> None:
    people(database, clock, *(f"person{n}" for n in range(5)))
    for _ in range(60):
        for n in range(5):
            assert let_in(database, clock, f"person{n}", HOME)
        clock.advance(3600)


def test_a_right_try_gives_back_only_itself(database: Database, clock: FakeClock) -> None:
    """The wrong ones from the same address go on counting, however often somebody there logs in meanwhile."""
    people(database, clock, "li")
    guess = Hash()
    for n in range(300):
        log_in(database, f"name{n}", "password1", now=clock.now(), matches=guess, came=HOME)
        log_in(database, "li", PASSWORD, now=clock.now(), matches=Hash(), came=HOME)
        clock.advance(1)
    assert guess.asked <= 105


def test_a_slip_is_forgotten_after_a_day(database: Database, clock: FakeClock) -> None:
    people(database, clock, "li")
    for _ in range(5):
        log_in(database, "li", "slip", now=clock.now(), matches=Hash(), came=HOME)
    assert isinstance(log_in(database, "li", PASSWORD, now=clock.now(), matches=Hash(), came=HOME), Wait)
    clock.advance(timedelta(hours=25).total_seconds())
    for _ in range(4):
        log_in(database, "li", "slip", now=clock.now(), matches=Hash(), came=HOME)
    assert let_in(database, clock, "li", HOME)


def test_without_the_throttle_every_guess_would_be_looked_at() -> None:
    """Positive control: the counter counts."""
    guess = Hash()
    assert not any(guess(f"guess {n}", "") for n in range(GUESSES))
    assert guess.asked == GUESSES
