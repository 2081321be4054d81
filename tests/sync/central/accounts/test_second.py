"""The second factor: RFC 6238's own vectors, a code good once, recovery codes, and what lies in the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from sync.central.accounts import totp
from sync.central.accounts.entering import Half, LoggedIn, Wait, Wrong, log_in, prove
from sync.central.accounts.models import RecoveryCode, SecondFactor
from sync.central.accounts.people import create_account, reset_password
from sync.central.accounts.roles import Act, Role
from sync.central.accounts.second import begin, confirm, has_second, proves
from sync.central.accounts.sessions import person_of
from sync.central.database import Database
from tests.support.clock import FakeClock

PASSWORD = "plum tractor seven lake"


def quick(password: str, _kept: str) -> bool:
    return password == PASSWORD


def code_at(secret: bytes, when: datetime) -> str:
    return totp.code(secret, int(when.timestamp()) // totp.STEP_S)


def with_app(database: Database, clock: FakeClock, name: str = "li") -> tuple[bytes, tuple[str, ...]]:
    """Make a person with an app; return its secret and recovery codes. Time passes, so that its next code is new."""
    with database.write() as db:
        create_account(db, name, PASSWORD, halls=None, now=clock.now())
        secret = begin(db, database.secret, name, clock.now())
        assert secret is not None
        codes = confirm(db, database.secret, name, code_at(secret, clock.now()), clock.now())
        assert codes is not None
    clock.advance(totp.STEP_S)
    return secret, codes


RFC = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.mark.parametrize(("second", "shown"), RFC)
def test_codes_are_those_of_rfc_6238(second: int, shown: str) -> None:
    assert totp.code(b"12345678901234567890", second // 30) == shown


def test_what_the_picture_holds_is_what_apps_read() -> None:
    split = urlsplit(totp.address(b"12345678901234567890", "李主任"))
    asked = parse_qs(split.query)
    assert (split.scheme, split.netloc) == ("otpauth", "totp")
    assert asked["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert (asked["issuer"], asked["digits"], asked["period"]) == (["Yiping"], ["6"], ["30"])


def test_a_clock_may_be_one_step_off_and_no_more() -> None:
    secret, now = totp.new_secret(), datetime(2026, 3, 2, 9, tzinfo=UTC)
    off = [
        totp.step_of(secret, code_at(secret, now + timedelta(seconds=30 * steps)), now) is not None
        for steps in range(-3, 4)
    ]
    assert off == [False, False, True, True, True, False, False]


def test_the_password_alone_opens_nothing_and_a_code_only_once(database: Database, clock: FakeClock) -> None:
    secret, _ = with_app(database, clock)
    half = log_in(database, "li", PASSWORD, now=clock.now(), matches=quick)
    assert isinstance(half, Half)
    with database.read() as db:
        assert person_of(db, half.cookie, now=clock.now()) is None
    assert prove(database, half.cookie, "000000", now=clock.now()) == Wrong()
    shown = code_at(secret, clock.now())
    entered = prove(database, half.cookie, shown, now=clock.now())
    assert isinstance(entered, LoggedIn)
    assert prove(database, half.cookie, shown, now=clock.now()) == Wrong()  # the half-way cookie is spent
    again = log_in(database, "li", PASSWORD, now=clock.now(), matches=quick)
    assert isinstance(again, Half)
    assert prove(database, again.cookie, shown, now=clock.now()) == Wrong()  # and so is the code
    clock.advance(30)
    assert isinstance(prove(database, again.cookie, code_at(secret, clock.now()), now=clock.now()), LoggedIn)


def test_of_many_who_send_one_code_at_once_one_gets_in(database: Database, clock: FakeClock) -> None:
    secret, _ = with_app(database, clock)
    shown, now = code_at(secret, clock.now()), clock.now()

    def spend(_: int) -> bool:
        with database.write() as db:
            return proves(db, database.secret, "li", shown, now)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(16))) == 1


def test_a_recovery_code_stands_in_once_however_it_is_written(database: Database, clock: FakeClock) -> None:
    _, codes = with_app(database, clock)
    assert len(set(codes)) == 10
    with database.write() as db:
        assert proves(db, database.secret, "li", codes[0].lower().replace("-", " "), clock.now())
        assert not proves(db, database.secret, "li", codes[0], clock.now())
        assert proves(db, database.secret, "li", codes[1], clock.now())
        assert not proves(db, database.secret, "wu", codes[2], clock.now())


def test_the_way_between_password_and_code_lasts_five_minutes(database: Database, clock: FakeClock) -> None:
    secret, _ = with_app(database, clock)
    half = log_in(database, "li", PASSWORD, now=clock.now(), matches=quick)
    assert isinstance(half, Half)
    clock.advance(301)
    assert prove(database, half.cookie, code_at(secret, clock.now()), now=clock.now()) == Wrong()


def test_codes_cannot_be_guessed_by_whoever_has_the_password(database: Database, clock: FakeClock) -> None:
    with_app(database, clock)
    half = log_in(database, "li", PASSWORD, now=clock.now(), matches=quick)
    assert isinstance(half, Half)
    answers = [prove(database, half.cookie, f"{n:06}", now=clock.now()) for n in range(50)]
    assert sum(isinstance(one, Wait) for one in answers) >= 45


def test_the_database_alone_makes_no_codes_and_a_secret_moved_to_another_name_opens_nothing(
    database: Database, clock: FakeClock
) -> None:
    secret, codes = with_app(database, clock)
    with_app(database, clock, "mo")
    with database.read() as db:
        kept = repr(db.execute(select(SecondFactor.__table__)).all()) + repr(
            db.execute(select(RecoveryCode.__table__)).all()
        )
    assert totp.as_text(secret) not in kept
    assert not any(one.replace("-", "") in kept for one in codes)
    with database.write() as db:
        assert not proves(db, b"another secret", "li", code_at(secret, clock.now()), clock.now())
        moved = db.execute(select(SecondFactor.secret).where(SecondFactor.account == "li")).scalar()
        db.execute(update(SecondFactor).where(SecondFactor.account == "mo").values(secret=moved, last_step=0))
        assert not proves(db, database.secret, "mo", code_at(secret, clock.now()), clock.now())


def test_whose_role_needs_one_may_do_nothing_but_set_it_up(database: Database, clock: FakeClock) -> None:
    with database.write() as db:
        create_account(db, "root", PASSWORD, halls=None, now=clock.now(), role=Role.SYSTEM_ADMIN)
    entered = log_in(database, "root", PASSWORD, now=clock.now(), matches=quick, second_for={"system_admin"})
    assert isinstance(entered, LoggedIn)
    assert entered.limited
    with database.read() as db:
        who = person_of(db, entered.cookie, now=clock.now())
    assert who is not None
    assert who.acts == {Act.OWN_ACCOUNT}


def test_a_reset_takes_the_app_and_every_session_away_and_asks_for_a_new_password(
    database: Database, clock: FakeClock
) -> None:
    secret, _ = with_app(database, clock)
    half = log_in(database, "li", PASSWORD, now=clock.now(), matches=quick)
    assert isinstance(half, Half)
    entered = prove(database, half.cookie, code_at(secret, clock.now()), now=clock.now())
    assert isinstance(entered, LoggedIn)
    with database.write() as db:
        handed_over = reset_password(db, "li")
        assert person_of(db, entered.cookie, now=clock.now()) is None
        assert not has_second(db, "li")
    answer = log_in(database, "li", handed_over, now=clock.now())
    assert isinstance(answer, LoggedIn)
    assert answer.limited
