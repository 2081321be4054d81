"""PIN throttling: five tries, then 30 s, doubled each time; one person's failures lock out nobody else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow import Person
from kiosk.shifts import Shift, Throttle, earned_wait_ms, person_of
from sync.contract import RosterEntry
from sync.kinds import LoginFailed, ShiftOpened, WhyClosed


def test_four_failures_earn_nothing_and_the_fifth_thirty_seconds_doubled_each_time() -> None:
    assert [earned_wait_ms(tries) for tries in range(1, 9)] == [0, 0, 0, 0, 30_000, 60_000, 120_000, 240_000]


def test_no_wait_is_longer_than_a_day() -> None:
    assert earned_wait_ms(10_000) == 24 * 3600 * 1000


def test_ten_thousand_guesses_without_waiting_get_five_tries() -> None:
    throttle, tried = Throttle(), 0
    for boot_ms in range(10_000):
        if throttle.wait_ms("S001", boot_ms) == 0:
            throttle, _ = throttle.failed("S001", boot_ms)
            tried += 1
    assert tried == 5
    assert throttle.wait_ms("S002", 0) == 0


def test_a_patient_guesser_gets_a_handful_of_tries_a_day() -> None:
    throttle, tried, day_ms = Throttle(), 0, 24 * 3600 * 1000
    for boot_ms in range(0, day_ms, 1000):
        if throttle.wait_ms("S001", boot_ms) == 0:
            throttle, _ = throttle.failed("S001", boot_ms)
            tried += 1
    assert tried == 5 + 11  # 30 s · (2¹¹ − 1) is the last sum within a day


def test_the_record_says_how_many_and_how_long() -> None:
    throttle = Throttle()
    for _ in range(5):
        throttle, record = throttle.failed("S001", 0)
    assert record == LoginFailed(who="S001", tries=5, wait_ms=30_000)


def test_getting_in_forgets_the_failures() -> None:
    throttle, _ = Throttle().failed("S001", 0)
    assert throttle.succeeded("S001") == Throttle()


@given(st.lists(st.sampled_from(["S001", "S002"]), max_size=12), st.integers(0, 10**9))
def test_the_ledger_brings_back_the_same_counts(whos: list[str], boot_ms: int) -> None:
    throttle, records = Throttle(), []
    for who in whos:
        throttle, record = throttle.failed(who, 0)
        records.append(record)
    again = Throttle.remembered([*records, ShiftOpened(shift="x", staff="S003")], boot_ms)
    for who in ("S001", "S002"):
        tries = whos.count(who)
        assert again.wait_ms(who, boot_ms) == (earned_wait_ms(tries) if tries else 0)


def test_a_staff_card_holds_everything_but_the_pin() -> None:
    entry = RosterEntry(
        staff="S001", name="王建国", department="市场监管局", duty="登记", promise="马上就办", stars=4,
        party_member=True, services=("开办",), manager=True, photo="ab" * 32, pin="sealed",
    )  # fmt: skip
    person = person_of(entry)
    assert person == Person(
        staff="S001", name="王建国", department="市场监管局", duty="登记", promise="马上就办", stars=4,
        party_member=True, services=("开办",), manager=True, photo="ab" * 32,
    )  # fmt: skip
    assert "sealed" not in repr(person)


def test_a_shift_knows_its_records() -> None:
    shift = Shift("s-1", Person(staff="S001"), "2026-03-02")
    assert shift.opened() == ShiftOpened(shift="s-1", staff="S001")
    assert shift.closed(WhyClosed.LOGGED_OUT).why == WhyClosed.LOGGED_OUT
