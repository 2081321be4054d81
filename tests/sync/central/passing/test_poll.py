"""What a window is told reaches its kiosk at once, in order, once; and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import pytest
import requests
from fastapi import FastAPI
from sqlalchemy import update

from sync.central.app import create_app
from sync.central.central import Central
from sync.central.followup.live import Hub, window_place
from sync.central.kiosks.models import Kiosk
from sync.central.passing.models import WindowEvent
from sync.central.passing.poll import MOST_POLLS
from sync.central.passing.told import FRESH_MS, KEPT_MS, Teller, queue_item
from sync.central.verify.verify import verify
from sync.contract import canonical, parsed
from sync.live import KioskEvents, QueueEvent, QueueKind
from sync.shape import shaped
from sync.suite import Keys
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.serving import served
from tests.support.waiting import until

PATIENCE = 10.0
PLACE = window_place("H001", "3")


@pytest.fixture
def app(central: Central) -> FastAPI:
    return create_app(central)


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


@pytest.fixture
def hasty(central: Central) -> Iterator[FakeKiosk]:
    """A kiosk whose centre lets nobody wait."""
    with served(create_app(central, poll_s=0.01)) as address:
        yield kiosk(central, address)


def push(central: Central, *names: str, window: str = "3", hub: Hub | None = None) -> int:
    """Tell a window of calls with these ids."""
    items = [queue_item(QueueEvent(id=one, window=window, kind=QueueKind.CALLED, number=one)) for one in names]
    teller = Teller(central.keys.secret, hub or Hub(), sqlite=central.database.sqlite)
    with central.database.write() as db:
        return teller.tell(db, "H001", window, items, central.now_ms())


def events(one: FakeKiosk, after: int = 0) -> KioskEvents:
    answer = one.ask("GET", f"/api/v1/kiosk/events?after={after}")
    assert answer.status == 200, answer
    return shaped(KioskEvents, parsed(canonical(answer.body)))


def numbers(came: KioskEvents) -> list[str]:
    return [one.queue.number for one in came.events if one.queue]


def test_a_window_is_told_in_order_and_goes_on_where_it_stood(central: Central, tablet: FakeKiosk) -> None:
    push(central, "A001", "A002")
    first = events(tablet)
    push(central, "A003")
    second = events(tablet, first.through)

    assert numbers(first) == ["A001", "A002"]
    assert numbers(second) == ["A003"]
    assert first.after == 0
    assert second.after == first.through
    assert second.through == second.events[-1].seq > first.through


def test_looking_consumes_nothing(central: Central, tablet: FakeKiosk) -> None:
    push(central, "A001")

    assert [numbers(events(tablet)) for _ in range(3)] == [["A001"]] * 3
    assert verify(central).holds


def test_the_same_event_told_again_is_told_once(central: Central, tablet: FakeKiosk) -> None:
    assert push(central, "A001", "A001") == 1
    assert push(central, "A001", "A002") == 1

    assert numbers(events(tablet)) == ["A001", "A002"]


def test_each_window_hears_its_own(central: Central, url: str, tablet: FakeKiosk) -> None:
    push(central, "A001", window="4")
    push(central, "A002", window="3")
    other = kiosk(central, url, "4")

    assert numbers(events(tablet)) == ["A002"]
    assert numbers(events(other)) == ["A001"]


def test_a_window_that_is_not_there_is_told_nothing(central: Central) -> None:
    assert push(central, "A001", window="99") == 0
    assert rows(central, WindowEvent) == []


def test_who_waits_is_woken_by_the_event_itself(central: Central, app: FastAPI, tablet: FakeKiosk) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(events, tablet)
        until(lambda: app.state.face.hub.watched(PLACE) == 1)
        push(central, "A007", hub=app.state.face.hub)

        assert numbers(waiting.result(PATIENCE)) == ["A007"]
    until(lambda: app.state.face.hub.watched(PLACE) == 0)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_what_another_process_was_told_wakes_who_waits_here(central: Central, app: FastAPI, tablet: FakeKiosk) -> None:
    until(app.state.face.listener.listening.is_set)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(events, tablet)
        until(lambda: app.state.face.hub.watched(PLACE) == 1)
        push(central, "A007", hub=Hub())  # nobody in this process hears that hub

        assert numbers(waiting.result(PATIENCE)) == ["A007"]


def test_a_poll_that_nothing_ends_is_answered_empty_at_last(hasty: FakeKiosk) -> None:
    came = events(hasty, 7)

    assert (came.after, came.through, came.events) == (7, 7, ())


def test_a_centre_that_is_told_to_stop_lets_go_of_whoever_waits(central: Central, app: FastAPI) -> None:
    with ThreadPoolExecutor(1) as pool:
        with served(app) as address:
            waiting = pool.submit(events, kiosk(central, address))
            until(lambda: app.state.face.hub.watched(PLACE) == 1)

        assert waiting.result(PATIENCE).events == (), "answered and signed, not cut off"


def test_a_kiosk_that_does_not_know_where_it_stood_hears_the_last_minutes_and_one_that_knows_hears_all(
    central: Central, tablet: FakeKiosk, clock: FakeClock
) -> None:
    push(central, "A001")
    first = events(tablet).through
    push(central, "A002")
    clock.advance(FRESH_MS / 1000 + 1)
    push(central, "A003")

    assert numbers(events(tablet)) == ["A003"]
    assert numbers(events(tablet, first)) == ["A002", "A003"]
    assert numbers(events(tablet, 2**53 - 1)) == ["A003"], "a place no centre gave is as good as none"


def test_what_is_half_a_day_old_is_forgotten(central: Central, tablet: FakeKiosk, clock: FakeClock) -> None:
    push(central, "A001")
    first = events(tablet).through
    push(central, "A002")
    clock.advance(KEPT_MS / 1000 + 1)
    push(central, "A003")

    assert numbers(events(tablet, first)) == ["A003"]
    assert len(rows(central, WindowEvent)) == 1
    assert verify(central).holds


def test_places_never_go_back_even_when_the_clock_does(central: Central, tablet: FakeKiosk, clock: FakeClock) -> None:
    push(central, "A001")
    first = events(tablet)
    clock.jump(-3600)
    push(central, "A002")

    assert numbers(events(tablet, first.through)) == ["A002"]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30, "٣", ""])
def test_a_place_that_is_none_is_refused_in_a_signed_answer(tablet: FakeKiosk, after: str) -> None:
    assert tablet.ask("GET", f"/api/v1/kiosk/events?after={after}").status == 400


def test_nobody_else_may_wait(central: Central, url: str, tablet: FakeKiosk) -> None:
    assert requests.get(f"{url}/api/v1/kiosk/events", timeout=PATIENCE).status_code == 401
    stranger = FakeKiosk(central, url, tablet.id, "3", Keys.made(), tablet.ledger)

    assert stranger.ask("GET", "/api/v1/kiosk/events?after=0").status == 401


def test_a_revoked_kiosk_hears_nothing(central: Central, hasty: FakeKiosk) -> None:
    push(central, "A001")
    assert numbers(events(hasty)) == ["A001"]
    with central.database.write() as db:
        db.execute(update(Kiosk).where(Kiosk.id == hasty.id).values(state="revoked"))

    assert events(hasty).events == ()


def test_too_many_polls_of_one_window_send_an_earlier_one_away(
    central: Central, app: FastAPI, tablet: FakeKiosk
) -> None:
    with ThreadPoolExecutor(MOST_POLLS + 1) as pool:
        waiting = [pool.submit(events, tablet) for _ in range(MOST_POLLS + 1)]
        gone = _first_done(waiting)
        until(lambda: app.state.face.hub.watched(PLACE) == MOST_POLLS)
        push(central, "A001", hub=app.state.face.hub)
        later = [one.result(PATIENCE) for one in waiting]

    assert gone.events == ()
    assert sorted(len(one.events) for one in later) == [0, *[1] * MOST_POLLS]


def _first_done(waiting: list[Future[KioskEvents]]) -> KioskEvents:
    return next(iter(wait(waiting, PATIENCE, FIRST_COMPLETED).done)).result()
