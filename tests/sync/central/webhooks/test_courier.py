"""From what happens in a hall to a program that hears of it: once told, tried again, given up, by one process at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update

from sync.central.accounts.reader import Reader
from sync.central.alarms.silence import Watch
from sync.central.central import Central
from sync.central.database import table_of
from sync.central.figures.scope import Scope
from sync.central.followup.live import Hub
from sync.central.intake.alarms import AlarmKind, Seen, raise_alarms
from sync.central.intake.rows import put_sealed
from sync.central.kiosks.models import Presence
from sync.central.turns import Turns
from sync.central.verify.verify import verify
from sync.central.webhooks.courier import CLAIM_MS, GIVE_UP_MS, LASTS_MS, MOST_WAITING, OVERLAP_MS, Courier
from sync.central.webhooks.hooks import MOST, TooMany, add, delivery_row, log_of, probe, turn
from sync.central.webhooks.models import WebhookDelivery
from sync.central.webhooks.news import ASKABLE, Happened, Kind
from sync.central.webhooks.sending import NotAllowed, Sent, networks_of, send
from sync.kinds import HelpCalled, Level
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.receiver import Receiver, receiving

SCOPE = Scope("H001", Reader(who="account:li", shown="li", halls=frozenset({"H001"})))
LOOPBACK = networks_of("127.0.0.0/8")


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def courier(central: Central, holder: str = "a") -> Courier:
    return Courier(
        central,
        Turns(central.keys.secret, holder),
        lambda url, headers, body: send(url, headers, body, LOOPBACK),
        seed=1,
    )


def hooked(central: Central, url: str, *kinds: Kind, hall: str = "H001") -> str:
    with central.database.write() as db:
        return add(central, db, hall, url, kinds or ASKABLE).id


def rounds(one: Courier, count: int = 1) -> None:
    for _ in range(count):
        one.round()
        one.wait()


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in receiver.got]


def states(central: Central) -> list[tuple[str, int]]:
    return sorted((row.state, row.tries) for row in rows(central, WebhookDelivery))


def test_a_bad_rating_a_call_a_silent_kiosk_its_return_and_an_alarm_are_told_once_each(
    central: Central, tablet: FakeKiosk, receiver: Receiver, clock: FakeClock
) -> None:
    hooked(central, receiver.url)
    one = courier(central)
    watch = Watch(central, Hub(), Turns(central.keys.secret, "a"))
    watch.look()
    ledger = tablet.ledger
    ledger.rated_visit("A001", Level.VERY_SATISFIED)
    visit = ledger.rated_visit("A042", Level.VERY_DISSATISFIED, reasons=("108",))
    call = ledger.add(HelpCalled(page="Asking"), visit=visit if isinstance(visit, str) else None)
    tablet.deliver()
    rounds(one, 4)
    for _ in range(11):
        clock.advance(minutes=1)
        watch.look()
    rounds(one, 2)
    with central.database.write() as db:
        db.execute(update(Presence).values(seen_ms=central.now_ms()))
        raise_alarms(db, "H001", tablet.id, [Seen(kind=AlarmKind.GAP, ledger="x", seq=1, detail="d")], central.now_ms())
    rounds(one, 3)

    by_kind = {one["type"]: one["data"] for one in told(receiver)}
    assert sorted(one["type"] for one in told(receiver)) == sorted(by_kind), "each of them once"
    assert by_kind["case.opened"]["ticket"] == "A042"
    assert by_kind["case.opened"]["level"] == 1
    assert (by_kind["help.called"]["call"], by_kind["help.called"]["window"]) == (call, "3")
    assert by_kind["kiosk.silent"]["kiosk"] == tablet.id
    assert by_kind["alarm.raised"]["kind"] == "gap"
    assert {state for state, _ in states(central)} == {"delivered"}
    assert verify(central).holds


def test_what_a_webhook_did_not_ask_for_and_what_came_before_it_is_not_told(
    central: Central, tablet: FakeKiosk, receiver: Receiver, clock: FakeClock
) -> None:
    tablet.ledger.rated_visit("A001", Level.DISSATISFIED)
    tablet.deliver()
    clock.advance(1)
    hooked(central, receiver.url, Kind.CASE_OPENED)
    hooked(central, receiver.url, Kind.HELP_CALLED)
    one = courier(central)
    tablet.ledger.rated_visit("A002", Level.DISSATISFIED)
    tablet.deliver()
    rounds(one, 3)

    assert [said["data"]["ticket"] for said in told(receiver)] == ["A002"]


def test_a_receiver_that_fails_is_tried_again_with_the_same_id_less_and_less_often_and_given_up_after_three_days(
    central: Central, receiver: Receiver, clock: FakeClock
) -> None:
    receiver.answers = lambda _: (503, {})
    hook = hooked(central, receiver.url)
    with central.database.write() as db:
        probe(central, db, SCOPE, hook)
    one = courier(central)
    at_s: list[float] = []
    began = clock.now()
    while states(central)[0][0] == "waiting":
        before = len(receiver.got)
        rounds(one)
        if len(receiver.got) > before:
            at_s.append((clock.now() - began).total_seconds())
        (row,) = rows(central, WebhookDelivery)
        clock.advance(max(1, (row.next_ms - central.now_ms()) / 1000))

    pauses = [later - earlier for earlier, later in pairwise(at_s)]
    assert 10 < len(pauses) < 30
    assert 4 <= pauses[0] <= 7
    assert all(later > earlier for earlier, later in pairwise(pauses[:7]))
    assert max(pauses) <= 6 * 3600 * 1.2 + 1
    assert abs(at_s[-1] - GIVE_UP_MS / 1000) < 60
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({headers["webhook-signature"] for headers, _ in receiver.got}) == len(receiver.got), "the time is signed"
    with central.database.read() as db:
        page = log_of(db, SCOPE, hook, after="", limit=5)
    assert page is not None
    assert [(line.state, line.status, line.trouble) for line in page.items] == [
        ("given_up", 503, "the receiver answered 503")
    ]


def test_a_receiver_that_comes_back_gets_everything_that_waited(
    central: Central, tablet: FakeKiosk, receiver: Receiver, clock: FakeClock
) -> None:
    receiver.answers = lambda at: (500 if at <= 2 else 200, {})
    hooked(central, receiver.url, Kind.CASE_OPENED)
    one = courier(central)
    for number in range(3):
        tablet.ledger.rated_visit(f"A00{number}", Level.VERY_DISSATISFIED)
    tablet.deliver()
    for _ in range(8):
        rounds(one)
        clock.advance(30)

    assert {said["data"]["ticket"] for said in told(receiver)} == {"A000", "A001", "A002"}
    assert {state for state, _ in states(central)} == {"delivered"}


def test_two_processes_send_nothing_twice_and_one_goes_on_where_the_other_died(
    central: Central, tablet: FakeKiosk, receiver: Receiver, clock: FakeClock
) -> None:
    hooked(central, receiver.url, Kind.CASE_OPENED)
    first, second = courier(central, "a"), courier(central, "b")
    rounds(first)
    tablet.ledger.rated_visit("A001", Level.VERY_DISSATISFIED)
    tablet.deliver()
    for _ in range(3):
        second.round()
        first.round()
    first.wait()
    second.wait()
    assert len(receiver.got) == 1

    lost = Courier(central, Turns(central.keys.secret, "a"), lambda *_: _died())
    tablet.ledger.rated_visit("A002", Level.VERY_DISSATISFIED)
    tablet.deliver()
    rounds(lost)
    assert len(receiver.got) == 1
    clock.advance(max(CLAIM_MS, LASTS_MS) / 1000 + 1)
    rounds(second, 2)

    assert [said["data"]["ticket"] for said in told(receiver)] == ["A001", "A002"]


def _died() -> Sent:
    raise RuntimeError("ended as a killed process ends: nothing is settled")


def test_what_was_committed_late_is_still_found(
    central: Central, tablet: FakeKiosk, receiver: Receiver, clock: FakeClock
) -> None:
    """Its time was taken before the courier looked, and it was on disk only afterwards."""
    hooked(central, receiver.url, Kind.ALARM_RAISED)
    one = courier(central)
    clock.advance(60)
    begun_ms = central.now_ms()
    clock.advance(OVERLAP_MS / 1000 - 60)
    rounds(one)
    with central.database.write() as db:
        raise_alarms(db, "H001", tablet.id, [Seen(kind=AlarmKind.FORK, ledger="x", seq=1, detail="d")], begun_ms)
    rounds(one, 2)

    assert [said["type"] for said in told(receiver)] == ["alarm.raised"]


def test_one_silent_receiver_does_not_hold_up_another_and_one_that_is_turned_off_gets_nothing(
    central: Central, receiver: Receiver
) -> None:
    dead = hooked(central, "http://127.0.0.1:9/")
    off, good = hooked(central, receiver.url), hooked(central, receiver.url)
    with central.database.write() as db:
        for hook in (dead, dead, off, good):
            assert probe(central, db, SCOPE, hook)
        assert turn(db, SCOPE, off, on=False)
    one = courier(central)
    rounds(one, 2)

    assert [said["data"]["webhook"] for said in told(receiver)] == [good]
    with central.database.write() as db:
        assert turn(db, SCOPE, off, on=True)
    rounds(one)
    assert [said["data"]["webhook"] for said in told(receiver)] == [good, off]


@pytest.mark.parametrize("kind", ["sqlite"])  # no matter of the database
def test_a_hall_has_so_many_webhooks_and_a_webhook_so_much_that_waits(central: Central, clock: FakeClock) -> None:
    hook = hooked(central, "https://wall.example/", Kind.ALARM_RAISED)
    with central.database.write() as db:
        for _ in range(MOST - 1):
            add(central, db, "H001", "https://wall.example/", [Kind.HELP_CALLED])
        with pytest.raises(TooMany):
            add(central, db, "H001", "https://wall.example/", [Kind.HELP_CALLED])
        with pytest.raises(NotAllowed):
            add(central, db, "H002", "file:///etc/passwd", [Kind.HELP_CALLED])
        one = Happened(hall="H001", kind=Kind.TEST, source="", at_ms=central.now_ms(), facts={})
        many = [replace(one, source=f"test:{number}") for number in range(MOST_WAITING)]
        waiting = [delivery_row(said, hook, central.now_ms()) for said in many]
        put_sealed(db, central.keys.secret, table_of(WebhookDelivery), waiting)
        clock.advance(1)
        raise_alarms(db, "H001", "k", [Seen(kind=AlarmKind.FORK, ledger="x", seq=1, detail="d")], central.now_ms())
    rounds(Courier(central, Turns(central.keys.secret, "a"), lambda *_: Sent(200)))

    (over,) = [row for row in rows(central, WebhookDelivery) if row.kind == "alarm.raised"]
    assert (over.state, over.trouble) == ("given_up", "1000 wait for this receiver already")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_log_forgets_after_so_many_days(central: Central, clock: FakeClock) -> None:
    hook = hooked(central, "https://wall.example/")
    one = Courier(central, Turns(central.keys.secret, "a"), lambda *_: Sent(200))
    for _ in range(40):
        with central.database.write() as db:
            probe(central, db, SCOPE, hook)
        rounds(one)
        clock.advance(days=1)

    assert 30 <= len(rows(central, WebhookDelivery)) <= 32
    assert verify(central).holds
