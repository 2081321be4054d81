"""`poll` against two real HTTP servers of different shapes, by settings alone, with their traps and their failures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.desk import Desk
from kiosk.flow import Asking, Idle, RatedAlready, Serving
from kiosk.settings import KioskSettings
from kiosk.tickets.look import look
from kiosk.tickets.poll import Poll
from kiosk.tickets.source import (
    Called,
    Finished,
    Forwarded,
    NumbersStartOver,
    PutBack,
    SourceDown,
    SourceUp,
    TicketEvent,
)
from sync import kinds
from sync.kinds import Cause, Level
from tests.support import queue_replay
from tests.support.clock import FakeClock
from tests.support.desk import WANG, Room, with_settings
from tests.support.events import Events
from tests.support.queue_replay import Fqm, Office, ReplayServer

FQM = {
    "kind": "poll",
    "tells_end": False,
    "number": "number",
    "id": "join('/', [to_string(id), timestamp])",
    "window": "to_string(office_id)",
    "service": "to_string(task_id)",
    "called_at": "pdt",
    "zone": "UTC",
}
OFFICE = {
    "kind": "poll",
    "list": "citizens",
    "number": "ticket_number",
    "id": "to_string(citizen_id)",
    "window": "to_string(counter)",
    "service": "requests[?open] | [0].service.name",
    "serving": "state == 'Invited' || state == 'Being Served'",
    "finished": "state == 'Served'",
    "put_back": "state == 'On hold'",
    "series": "office.epoch",
}
QUICK = {"interval_s": 0.05, "timeout_s": 3.0}


class Hall:
    """A replay server, a kiosk at window 1 that polls it, and what the kiosk heard."""

    def __init__(self, server: ReplayServer, settings: dict[str, Any], **more: Any) -> None:
        self.server = server
        self.clock = FakeClock()
        self.settings: KioskSettings = with_settings(
            queue={**settings, **QUICK, "url": server.url, **more.pop("queue", {})}, **more
        )
        self.heard = Events()
        self.poll = Poll(self.settings, "1", self.clock)
        self.room = Room(self.settings, self.clock)
        self.desk: Desk = self.room.desk
        self.desk.log_in(WANG)
        self._given = 0

    def events(self, count: int) -> list[TicketEvent]:
        """Return the next events, handed to the desk on this thread as the signal to the GUI does."""
        got = self.heard.wait(self._given + count)[self._given :]
        self._given += len(got)
        for event in got:
            self.desk.ticket(event)
        return got

    def quiet(self) -> None:
        """Nothing more happens, whatever the queue repeats."""
        self.server.heard(2)
        assert self.heard.all[self._given :] == []


@contextmanager
def hall(body: Any, path: str, settings: dict[str, Any], **more: Any) -> Iterator[Hall]:
    server = ReplayServer(path, body)
    made = Hall(server, settings, **more)
    made.poll.start(made.heard)
    server.heard(1)
    yield made
    made.poll.stop()
    server.close()


@pytest.fixture
def fqm() -> Fqm:
    return Fqm()


@pytest.fixture
def at_fqm(fqm: Fqm) -> Iterator[Hall]:
    with hall(fqm.body, "/api/v1/tickets/?processed=true", FQM) as made:
        yield made


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def at_office(office: Office) -> Iterator[Hall]:
    with hall(office.body, "/citizens", OFFICE) as made:
        yield made


def called(event: TicketEvent) -> str:
    assert isinstance(event, Called)
    return event.ticket.number


def rate(desk: Desk, level: Level = Level.SATISFIED) -> None:
    desk.finish() if isinstance(desk.phase, Serving) else None
    desk.tap(level)
    desk.done()


# --- FQM ----------------------------------------------------------------------------------------------------------------


def test_the_recorded_answer_is_read_as_it_is(at_fqm: Hall, fqm: Fqm) -> None:
    with fqm.lock:
        fqm.tickets.append(fqm.pattern)
    [event] = at_fqm.events(1)
    assert isinstance(event, Called)
    assert event.ticket.number == "101"
    assert event.ticket.queue_id == "2/2026-11-22T08:34:41.765157"


def test_a_clock_in_utc_without_a_zone_is_read_as_utc(at_fqm: Hall, fqm: Fqm) -> None:
    fqm.call("101", datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC))
    [event] = at_fqm.events(1)
    assert isinstance(event, Called)
    assert event.ticket.called_at == datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC)
    assert at_fqm.room.of(kinds.Served)[0].called_at == "2026-03-02T01:00:05.000Z"


def test_a_zone_of_its_own_is_read_as_that_zone(fqm: Fqm) -> None:
    with hall(fqm.body, "/t", FQM, queue={"zone": "Asia/Shanghai"}) as made:
        fqm.call("101", datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC))
        [event] = made.events(1)
    assert isinstance(event, Called)
    assert event.ticket.called_at == datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC)


def test_a_ticket_listed_again_and_again_is_called_once(at_fqm: Hall, fqm: Fqm) -> None:
    fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    at_fqm.quiet()


def test_called_twice_is_one_visit_and_one_rating(at_fqm: Hall, fqm: Fqm) -> None:
    ticket = fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    ticket["pdt"] = "2026-03-02T01:01:00.000000"
    assert [called(event) for event in at_fqm.events(1)] == ["101"]
    rate(at_fqm.desk)
    assert at_fqm.room.kinds().count("served") == 1
    assert at_fqm.room.kinds().count("rated") == 1


def test_the_next_call_ends_a_service_that_has_no_end(at_fqm: Hall, fqm: Fqm) -> None:
    fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    fqm.call("102", at_fqm.clock.now() + timedelta(minutes=3))
    at_fqm.events(1)
    assert [one.cause for one in at_fqm.room.of(kinds.Unrated)] == [Cause.NOT_ASKED]
    assert at_fqm.desk.phase.visit
    assert at_fqm.desk.phase.visit.ticket == "102"


def test_processed_means_called_and_not_finished(at_fqm: Hall, fqm: Fqm) -> None:
    assert fqm.call("101", at_fqm.clock.now())["status"] == "Processed"
    at_fqm.events(1)
    at_fqm.quiet()
    assert isinstance(at_fqm.desk.phase, Serving)


def test_the_same_number_tomorrow_is_another_ticket_and_can_be_rated(at_fqm: Hall, fqm: Fqm) -> None:
    fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    rate(at_fqm.desk)
    at_fqm.room.pass_by(24 * 3600)
    fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    rate(at_fqm.desk)
    first, second = at_fqm.room.of(kinds.Served)
    assert first.ticket == second.ticket
    assert first.ticket_key != second.ticket_key
    assert first.day != second.day
    assert at_fqm.room.kinds().count("rated") == 2


def test_a_number_reissued_after_a_reset_the_same_day_is_another_ticket_even_if_its_id_is_given_out_again(
    at_fqm: Hall, fqm: Fqm
) -> None:
    fqm.call("101", at_fqm.clock.now(), id=2)
    at_fqm.events(1)
    rate(at_fqm.desk)
    fqm.reset()
    at_fqm.quiet()
    fqm.call("101", at_fqm.clock.now() + timedelta(minutes=9), id=2)
    at_fqm.events(1)
    rate(at_fqm.desk)
    assert at_fqm.room.kinds().count("rated") == 2


def test_without_an_id_the_manager_declares_that_numbers_start_over(fqm: Fqm) -> None:
    with hall(fqm.body, "/t", FQM, queue={"id": ""}) as made:
        fqm.call("101", made.clock.now())
        made.events(1)
        rate(made.desk)
        fqm.reset()
        made.desk.numbers_start_over()
        made.room.pass_by(60)
        fqm.call("101", made.clock.now())
        made.events(1)
        rate(made.desk)
        keys = [one.ticket_key for one in made.room.of(kinds.Served)]
        assert keys == ["d:2026-03-02/1/101", "d:2026-03-02/2/101"]
        assert made.room.kinds().count("rated") == 2


def test_without_an_id_and_without_a_reset_a_number_is_rated_once_a_day(fqm: Fqm) -> None:
    with hall(fqm.body, "/t", FQM, queue={"id": ""}) as made:
        fqm.call("101", made.clock.now())
        made.events(1)
        rate(made.desk)
        made.room.pass_by(60)
        fqm.call("101", made.clock.now())
        made.events(1)
        made.desk.finish()
        assert isinstance(made.desk.phase, RatedAlready)


def test_moved_to_another_window_is_forwarded_and_not_asked(at_fqm: Hall, fqm: Fqm) -> None:
    ticket = fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    ticket["office_id"] = 2
    assert at_fqm.events(1) == [Forwarded("101", "2")]
    assert isinstance(at_fqm.desk.phase, Idle)
    assert at_fqm.room.kinds()[-1] == "forwarded"
    assert "unrated" not in at_fqm.room.kinds()


def test_moved_away_and_back_is_a_new_visit_that_names_the_first(at_fqm: Hall, fqm: Fqm) -> None:
    ticket = fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    ticket["office_id"] = 2
    at_fqm.events(1)
    ticket.update(office_id=1, pdt="2026-03-02T01:20:00.000000")
    at_fqm.events(1)
    first, second = [one for one in at_fqm.room.disk.kept if isinstance(one.body, kinds.Served)]
    assert isinstance(second.body, kinds.Served)
    assert second.body.previous_visit == first.visit
    rate(at_fqm.desk)
    assert at_fqm.room.kinds().count("rated") == 1


def test_other_windows_calls_are_not_ours(at_fqm: Hall, fqm: Fqm) -> None:
    fqm.call("101", at_fqm.clock.now(), office=2)
    at_fqm.quiet()
    assert isinstance(at_fqm.desk.phase, Idle)


def test_at_the_start_only_the_newest_call_counts_and_only_while_it_is_fresh(fqm: Fqm) -> None:
    clock = FakeClock()
    fqm.call("101", clock.now() - timedelta(minutes=20))
    fqm.call("102", clock.now() - timedelta(minutes=10))
    with hall(fqm.body, "/t", FQM) as made:
        assert [called(event) for event in made.events(1)] == ["102"]
        made.quiet()


def test_yesterdays_last_ticket_is_not_served_this_morning(fqm: Fqm) -> None:
    fqm.call("399", FakeClock().now() - timedelta(hours=16))
    with hall(fqm.body, "/t", FQM) as made:
        made.quiet()
        fqm.call("101", made.clock.now())
        assert [called(event) for event in made.events(1)] == ["101"]


def test_calls_made_between_two_looks_come_in_their_order(at_fqm: Hall, fqm: Fqm) -> None:
    with fqm.lock:
        fqm.call("102", at_fqm.clock.now() + timedelta(minutes=2))
        fqm.call("101", at_fqm.clock.now() + timedelta(minutes=1))
    assert [called(event) for event in at_fqm.events(2)] == ["101", "102"]


def test_an_old_answer_from_a_cache_calls_nobody_back(at_fqm: Hall, fqm: Fqm) -> None:
    fqm.call("101", at_fqm.clock.now())
    at_fqm.events(1)
    old = list(fqm.tickets)
    new = fqm.call("102", at_fqm.clock.now() + timedelta(minutes=3))
    at_fqm.events(1)
    with fqm.lock:
        fqm.tickets[:] = old
    at_fqm.quiet()
    with fqm.lock:
        fqm.tickets.append(new)
    at_fqm.quiet()
    assert at_fqm.desk.phase.visit
    assert at_fqm.desk.phase.visit.ticket == "102"


# --- an office's list -----------------------------------------------------------------------------------------------------


def test_invited_and_being_served_is_one_call_and_served_is_its_end(at_office: Hall, office: Office) -> None:
    citizen = office.arrive("A001", "passport")
    office.serve(citizen, 1, state="Invited")
    at_office.events(1)
    office.serve(citizen, 1)
    at_office.quiet()
    office.end(citizen)
    assert at_office.events(1) == [Finished("A001")]
    assert isinstance(at_office.desk.phase, Asking)


def test_waiting_citizens_and_other_counters_are_not_ours(at_office: Hall, office: Office) -> None:
    office.arrive("A001", "passport")
    office.serve(office.arrive("A002", "passport"), 2)
    at_office.quiet()


def test_one_number_with_two_matters_is_rated_once(at_office: Hall, office: Office) -> None:
    citizen = office.arrive("A001", "passport", "licence")
    office.serve(citizen, 1, matter=0)
    at_office.events(1)
    office.serve(citizen, 1, matter=1)
    at_office.quiet()
    office.end(citizen)
    at_office.events(1)
    rate(at_office.desk)
    assert at_office.room.kinds().count("served") == 1
    assert at_office.room.kinds().count("rated") == 1


def test_one_number_with_two_matters_is_rated_twice_where_the_hall_sets_one_rating_a_matter(office: Office) -> None:
    settings = {**OFFICE, "matter": "requests[?open] | [0].sr_id"}
    with hall(office.body, "/citizens", settings, rating={"one_per": "matter"}) as made:
        citizen = office.arrive("A001", "passport", "licence")
        office.serve(citizen, 1, matter=0)
        made.events(1)
        made.desk.open_question()
        rate(made.desk)
        office.serve(citizen, 1, matter=1)
        made.events(1)
        rate(made.desk)
        first, second = made.room.of(kinds.Served)
        assert (first.ticket_key, second.ticket_key) == ("q:1/m:A001-passport", "q:1/m:A001-licence")
        assert made.room.kinds().count("rated") == 2


def test_the_second_matter_at_another_window_is_not_asked_twice(at_office: Hall, office: Office) -> None:
    citizen = office.arrive("A001", "passport", "licence")
    office.serve(citizen, 1, matter=0)
    at_office.events(1)
    office.serve(citizen, 2, matter=1)
    assert at_office.events(1) == [Forwarded("A001", "2")]


def test_on_hold_is_put_back_and_may_be_called_again(at_office: Hall, office: Office) -> None:
    citizen = office.arrive("A001", "passport")
    office.serve(citizen, 1)
    at_office.events(1)
    office.end(citizen, state="On hold")
    assert at_office.events(1) == [PutBack("A001")]
    assert isinstance(at_office.desk.phase, Idle)
    office.serve(citizen, 1)
    assert [called(event) for event in at_office.events(1)] == ["A001"]
    rate(at_office.desk)
    assert at_office.room.kinds().count("rated") == 1


def test_leaving_the_list_is_the_end_where_the_settings_say_so(office: Office) -> None:
    filtered = {
        **OFFICE,
        "list": "citizens[?state=='Invited' || state=='Being Served']",
        "finished": "",
        "gone": "finished",
    }
    with hall(office.body, "/citizens", filtered) as made:
        citizen = office.arrive("A001", "passport")
        office.serve(citizen, 1)
        made.events(1)
        office.end(citizen)
        assert made.events(1) == [Finished("A001")]


def test_the_queue_says_that_numbers_start_over_and_the_same_number_may_be_rated_again(office: Office) -> None:
    with hall(office.body, "/citizens", {**OFFICE, "id": ""}) as made:
        office.serve(office.arrive("A001", "passport"), 1)
        made.events(1)
        rate(made.desk)
        office.reset()
        assert made.events(1) == [NumbersStartOver()]
        office.serve(office.arrive("A001", "licence"), 1)
        assert [called(event) for event in made.events(1)] == ["A001"]
        rate(made.desk)
        assert [one.series for one in made.room.of(kinds.Served)] == [1, 2]
        assert made.room.kinds().count("rated") == 2


# --- failures -------------------------------------------------------------------------------------------------------------


def down(event: TicketEvent) -> str:
    assert isinstance(event, SourceDown)
    return event.why


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (queue_replay.html, "answered with a web page: check queue.url and queue.headers"),
        (queue_replay.failing(503), "answered 503: look at the queue system"),
        (queue_replay.failing(401), "lets us not in (401): check queue.headers"),
        (queue_replay.trickling, "gave no whole answer in 3 s"),
        (queue_replay.endless, "sends more than 4194304 bytes"),
    ],
)
def test_a_queue_in_trouble_is_said_once_with_what_to_do_and_so_is_its_return(
    at_fqm: Hall, fqm: Fqm, fault: queue_replay.Answer, says: str
) -> None:
    at_fqm.server.fault = fault
    [event] = at_fqm.events(1)
    assert says in down(event)
    assert at_fqm.desk.queue_trouble == down(event)
    at_fqm.server.fault = None
    fqm.call("101", at_fqm.clock.now())
    got = at_fqm.events(2)
    assert [type(one) for one in got] == [Called, SourceUp]
    assert at_fqm.desk.queue_trouble is None


def test_a_queue_that_is_down_stops_no_rating(fqm: Fqm) -> None:
    server = ReplayServer("/t", fqm.body)
    made = Hall(server, FQM)
    fqm.call("101", made.clock.now())
    made.poll.start(made.heard)
    made.events(1)
    server.close()
    [event] = made.events(1)
    assert "cannot be reached" in down(event)
    rate(made.desk)
    assert made.room.kinds().count("rated") == 1
    made.poll.stop()


def test_a_number_of_300_characters_is_served_shortened_and_said(at_fqm: Hall, fqm: Fqm) -> None:
    fqm.call("7" * 300, at_fqm.clock.now())
    call, trouble = at_fqm.events(2)
    assert len(called(call)) == 20
    assert "a number of 300 characters" in down(trouble)
    assert "check queue.number in kiosk.toml" in down(trouble)
    rate(at_fqm.desk)
    assert at_fqm.room.kinds().count("rated") == 1
    fqm.call("102", at_fqm.clock.now() + timedelta(minutes=1))
    assert called(at_fqm.events(1)[0]) == "102"


def test_two_long_numbers_that_begin_alike_are_two_numbers(at_fqm: Hall, fqm: Fqm) -> None:
    with fqm.lock:
        fqm.call("7" * 300, at_fqm.clock.now())
        fqm.call("7" * 301, at_fqm.clock.now() + timedelta(minutes=1))
    first, second, _ = at_fqm.events(3)
    assert called(first) != called(second)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"tickets": []}, "queue.list finds no list"),
        ([{"number": {"a": 1}, "office_id": 1, "pdt": None, "id": 1, "timestamp": "x"}], "check queue.number"),
        ([{"number": "1", "office_id": 1, "pdt": "yesterday", "id": 1, "timestamp": "x"}], "check queue.called_at"),
        ([{"number": "1", "office_id": 1, "pdt": None, "id": 1, "timestamp": None}], "queue.id cannot be applied"),
        ([7], "queue.id cannot be applied"),
    ],
)
def test_an_answer_of_another_shape_names_the_setting_to_check(body: Any, says: str) -> None:
    with hall(lambda: body, "/t", FQM) as made:
        [event] = made.events(1)
        assert says in down(event)


def test_headers_of_the_settings_are_sent(fqm: Fqm) -> None:
    with hall(fqm.body, "/t", FQM, queue={"headers": {"Authorization": "Bearer abc"}}) as made:
        assert made.server.headers[-1]["Authorization"] == "Bearer abc"


def test_no_message_shows_a_password_or_a_query() -> None:
    from kiosk.tickets.poll import shown_url

    assert shown_url("http://joe:secret@queue.local:81/api?token=secret") == "http://queue.local:81/api"


@pytest.mark.parametrize("fault", [None, queue_replay.trickling])
def test_it_stops_within_two_seconds_whatever_the_queue_does(fqm: Fqm, fault: queue_replay.Answer | None) -> None:
    server = ReplayServer("/t", fqm.body)
    server.fault = fault
    made = Hall(server, FQM, queue={"timeout_s": 30})
    made.poll.start(made.heard)
    if fault is None:
        server.heard(1)
    began = time.monotonic()
    made.poll.stop()
    assert time.monotonic() - began < 2
    server.close()


# --- for the technician ----------------------------------------------------------------------------------------------------


def test_a_look_says_what_the_queue_lists_and_at_which_windows(fqm: Fqm) -> None:
    server = ReplayServer("/t", fqm.body)
    fqm.call("101", FakeClock().now())
    made = Hall(server, FQM)
    assert look(made.settings, "1") == (True, f"{server.url} lists 1 numbers")
    good, said = look(made.settings, "3")
    assert good
    assert said.endswith("none is at window 3 now; the queue names 1: if it counts otherwise, set window.id")
    server.close()


def test_a_look_names_the_expression_that_finds_nothing(fqm: Fqm) -> None:
    server = ReplayServer("/t", fqm.body)
    made = Hall(server, FQM, queue={"service": "task.name"})
    assert look(made.settings, "1")[0]
    fqm.call("101", FakeClock().now())
    good, said = look(made.settings, "1")
    assert not good
    assert "queue.service finds nothing in any row, compare it with the answer" in said
    server.close()
    assert "cannot be reached" in look(made.settings, "1")[1]
