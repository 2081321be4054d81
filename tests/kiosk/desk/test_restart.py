"""The power goes and comes back: what the desk knows again, out of a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.desk import Desk
from kiosk.entry import Entry
from kiosk.flow import Asking, Person, RatedAlready
from kiosk.help import Calling, Coming, Quiet
from kiosk.remembering import Remembered, recall, remembered
from kiosk.settings import KioskSettings
from kiosk.shifts import TECHNICIAN
from kiosk.stage import World
from kiosk.store.place import Place
from kiosk.store.store import Store
from kiosk.tickets.source import Called, NumbersStartOver, Ticket
from kiosk.writing import Outcome
from sync import kinds
from sync.clock import business_day
from sync.contract import moment
from sync.kinds import Cause, Level, Origin, WhyClosed
from tests.support.clock import FakeClock
from tests.support.desk import LI, QUESTIONNAIRE, WANG, minted, sealed
from tests.support.hands import HandTimers

PLACE = Place("01890a5d-0000-7000-8000-000000000001", "H001", "3")
SETTINGS = KioskSettings()


def day_of(wall: str) -> str:
    return business_day(moment(wall), SETTINGS.zone)


class Window:
    """A desk on a real store; `restart` is the plug pulled and put back."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder, self.clock = folder, clock
        self.timers = HandTimers(clock)
        self.store = Store.open(folder, PLACE, clock)
        self.desk = self._desk(None)

    def restart(self, *, days: int = 0) -> None:
        self.store.close()
        self.clock.advance(days=days)
        self.clock.reboot()
        self.timers = HandTimers(self.clock)
        self.store = Store.open(self.folder, PLACE, self.clock)
        self.desk = self._desk(self.memory())
        self.desk.settle_in({"S001": WANG, "S002": LI}.get)

    def memory(self) -> Remembered:
        today = business_day(self.clock.now(), SETTINGS.zone)
        return recall(self.store, day=today, day_of=day_of, boot_ms=self.clock.boot_ms())

    def call(self, number: str, queue_id: str | None = None) -> None:
        self.desk.ticket(Called(Ticket(number=number, origin=Origin.QUEUE, queue_id=queue_id)))

    def bodies(self, kind: str) -> list[kinds.Body]:
        return [one.body for one in self.store.records(kind=kind) if one.body]

    def _keep(self, entries: Sequence[Entry], done: Callable[[Outcome], None]) -> None:
        done(self.store.keep(entries))

    def _desk(self, memory: Remembered | None) -> Desk:
        world = World(
            clock=self.clock,
            timers=self.timers,
            keep=self._keep,
            seal=sealed,
            mint=minted,
            on_change=lambda _phase: None,
        )
        return Desk(SETTINGS, QUESTIONNAIRE, world, memory)


@pytest.fixture
def window(tmp_path: Path, clock: FakeClock) -> Iterator[Window]:
    made = Window(tmp_path / "data", clock)
    made.desk.log_in(WANG)
    yield made
    made.store.close()


def rate(window: Window) -> None:
    window.desk.finish()
    window.desk.tap(Level.SATISFIED)
    window.desk.done()
    window.timers.pass_by(10)


@pytest.mark.parametrize("asked", [False, True])
def test_a_visit_that_was_cut_off_is_unrated_restart(window: Window, asked: bool) -> None:
    window.call("A042")
    if asked:
        window.desk.finish()
    window.restart()
    assert [one.cause for one in window.bodies("unrated") if isinstance(one, kinds.Unrated)] == [Cause.RESTART]
    window.restart()
    assert len(window.bodies("unrated")) == 1


def test_a_visit_cut_off_before_midnight_is_closed_the_next_morning(window: Window) -> None:
    window.call("A042")
    window.restart(days=1)
    assert len(window.bodies("unrated")) == 1


def test_a_power_cut_between_tap_and_reason_leaves_a_rating_and_nothing_to_close(window: Window) -> None:
    window.call("A042")
    window.desk.finish()
    window.desk.tap(Level.DISSATISFIED)
    window.desk.tick("207")
    window.restart()
    assert len(window.bodies("rated")) == 1
    assert window.bodies("unrated") == []


def test_what_was_rated_before_the_restart_is_rated_already_after_it(window: Window) -> None:
    window.call("A042")
    rate(window)
    window.restart()
    window.call("A042")
    window.desk.finish()
    assert isinstance(window.desk.phase, RatedAlready)
    assert isinstance(window.bodies("served")[-1], kinds.Served)
    assert window.bodies("served")[-1].previous_visit is not None


def test_whoever_was_logged_in_goes_on_the_same_day(window: Window) -> None:
    assert window.desk.shift
    shift = window.desk.shift.id
    window.restart()
    assert window.desk.shift
    assert (window.desk.shift.id, window.desk.shift.person) == (shift, WANG)
    assert len(window.bodies("shift_opened")) == 1


def test_yesterdays_shift_is_closed(window: Window) -> None:
    window.restart(days=1)
    assert window.desk.shift is None
    assert [one.why for one in window.bodies("shift_closed") if isinstance(one, kinds.ShiftClosed)] == [
        WhyClosed.DAY_ENDED
    ]


def test_whoever_logged_out_stays_out(window: Window) -> None:
    window.desk.log_out()
    window.restart()
    assert window.desk.shift is None


def test_somebody_no_longer_on_the_roster_is_still_named(window: Window) -> None:
    window.desk.log_in(Person(staff="S099", name="赵六"))
    window.restart()
    assert window.desk.shift
    assert window.desk.shift.person == Person(staff="S099")


def test_numbers_that_started_over_stay_started_over(window: Window) -> None:
    window.call("A001")
    rate(window)
    window.desk.ticket(NumbersStartOver())
    window.restart()
    window.call("A001")
    window.desk.finish()
    assert isinstance(window.desk.phase, Asking)
    assert window.memory().series == 2
    window.restart(days=1)
    assert window.memory().series == 1


def test_wrong_pins_are_not_forgotten_by_a_restart_nor_by_a_changed_clock(window: Window) -> None:
    for _ in range(6):
        window.desk.login_failed("S002")
    window.clock.jump(days=-400)
    window.restart()
    assert window.desk.wait_ms("S002") == 60_000
    assert window.desk.wait_ms("S001") == 0
    window.desk.log_in(LI)
    window.restart()
    assert window.desk.wait_ms("S002") == 0


def test_the_technicians_tries_are_counted_alike(window: Window) -> None:
    for _ in range(5):
        window.desk.login_failed(TECHNICIAN)
    window.restart()
    assert window.desk.wait_ms(TECHNICIAN) == 30_000
    window.desk.note(kinds.TechnicianIn(challenge="12345678"))
    assert window.desk.wait_ms(TECHNICIAN) == 0
    window.restart()
    assert window.desk.wait_ms(TECHNICIAN) == 0


def test_an_empty_store_remembers_nothing(tmp_path: Path, clock: FakeClock) -> None:
    store = Store.open(tmp_path / "other", PLACE, clock)
    assert recall(store, day="2026-03-02", day_of=day_of, boot_ms=7) == Remembered()
    store.close()


def test_the_order_in_which_kinds_are_read_does_not_matter(window: Window) -> None:
    window.desk.log_out()
    window.desk.log_in(LI)
    window.call("A001")
    records = window.store.records()
    forwards = remembered(records, day="2026-03-02", day_of=day_of, boot_ms=0)
    backwards = remembered(list(reversed(records)), day="2026-03-02", day_of=day_of, boot_ms=0)
    assert replace(forwards) == replace(backwards)


def test_an_open_call_for_the_manager_survives_and_is_shown_while_its_citizen_may_still_stand_there(
    window: Window,
) -> None:
    window.call("A042")
    window.desk.want_help()
    call = window.desk.call_help()
    assert call

    window.restart()

    assert window.desk.help.state == Calling(open=False)
    window.desk.help.answered(call, "S009")
    assert window.desk.help.state == Coming(open=False)
    assert window.bodies("help_acknowledged") == [kinds.HelpAcknowledged(call=call, by="S009")]
    window.restart()
    window.desk.help.answered(call, "S009")
    assert len(window.bodies("help_acknowledged")) == 1, "an answered call is not open any more"


def test_a_call_of_somebody_who_has_left_is_open_but_not_shown(window: Window) -> None:
    window.call("A042")
    window.desk.want_help()
    first = window.desk.call_help()
    window.call("A043")
    window.restart()
    assert window.desk.help.state == Quiet(), "another number was served since"
    window.desk.want_help()
    second = window.desk.call_help()
    window.clock.advance(SETTINGS.limits.help_s)
    window.restart()
    assert window.desk.help.state == Quiet(), "too long ago"
    for call in (first, second):
        assert call
        window.desk.help.answered(call)
    assert {one.call for one in window.bodies("help_acknowledged") if isinstance(one, kinds.HelpAcknowledged)} == {
        first,
        second,
    }


def test_a_call_of_another_day_is_over(window: Window) -> None:
    window.desk.want_help()
    call = window.desk.call_help()
    assert call
    window.restart(days=1)
    window.desk.help.answered(call)
    assert window.bodies("help_acknowledged") == []


def test_whoever_came_before_the_store_could_be_opened_stays_and_the_one_it_remembers_is_gone(window: Window) -> None:
    window.desk.log_in(WANG)
    memory = window.memory()
    late = window._desk(None)  # as where the store is opened long after the window
    late.log_in(LI)
    late.ticket(Called(Ticket(number="A042", origin=Origin.QUEUE)))

    late.remember(memory)
    late.settle_in({"S001": WANG, "S002": LI}.get)

    assert late.shift is not None
    assert late.shift.person == LI
    closed = [one for one in window.bodies("shift_closed") if isinstance(one, kinds.ShiftClosed)]
    assert [(one.staff, one.why) for one in closed] == [("S001", WhyClosed.HANDED_OVER)]
    assert late.phase.visit is not None, "the number at hand stays"
    assert late.phase.visit.person == LI
