"""Kiosks gone silent: raised once a silence, in opening hours, closed when they speak."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from sync.central.accounts.reader import Reader
from sync.central.alarms.closing import close_by_hand
from sync.central.alarms.models import AlarmClosing
from sync.central.alarms.silence import LASTS_MS, Watch
from sync.central.central import Central
from sync.central.followup.live import Hub
from sync.central.intake.models import Alarm
from sync.central.kiosks.models import Kiosk
from sync.central.places.models import Hall
from sync.central.turns import Turns
from sync.central.verify.verify import verify
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.sync.central.kiosks.test_presence import beat

OFFICE = {"opens": "09:00", "closes": "17:00", "weekdays": [1, 2, 3, 4, 5]}


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


@pytest.fixture
def watch(central: Central) -> Watch:
    return watching(central)


def watching(central: Central, holder: str = "a") -> Watch:
    return Watch(central, Hub(), Turns(central.keys.secret, holder))


def pass_by(watch: Watch, clock: FakeClock, minutes: float) -> None:
    """Let time pass as a running centre does: it looks again and again (twice a minute here)."""
    for _ in range(int(minutes * 2)):
        clock.advance(30)
        watch.look()


def silent(central: Central) -> list[tuple[str, bool]]:
    return [(row.kiosk_id, row.closed_ms is None) for row in rows(central, Alarm) if row.kind == "silent"]


def opening(central: Central, calendar: dict[str, Any]) -> None:
    with central.database.write() as db:
        db.execute(update(Hall).values(calendar=json.dumps(calendar), time_zone="Asia/Shanghai"))


def test_ten_silent_minutes_raise_one_alarm_and_a_word_closes_it(
    central: Central, tablet: FakeKiosk, watch: Watch, clock: FakeClock
) -> None:
    watch.look()
    beat(tablet)
    pass_by(watch, clock, 9.5)
    assert silent(central) == []

    pass_by(watch, clock, 3)
    assert silent(central) == [(tablet.id, True)]
    assert "window 3: its kiosk has said nothing for 10 minutes" in rows(central, Alarm)[0].detail

    beat(tablet)
    watch.look()
    assert silent(central) == [(tablet.id, False)]

    pass_by(watch, clock, 11)
    assert sorted(silent(central), key=str) == [(tablet.id, False), (tablet.id, True)], (
        "another silence is another alarm"
    )
    assert verify(central).holds


def test_two_processes_raise_one_alarm_between_them(
    central: Central, tablet: FakeKiosk, watch: Watch, clock: FakeClock
) -> None:
    other = watching(central, "b")
    watch.look()
    beat(tablet)
    for _ in range(22):
        clock.advance(30)
        watch.look()
        other.look()
    clock.advance(LASTS_MS / 1000 + 1)  # the first one died
    other.look()

    assert silent(central) == [(tablet.id, True)]


def test_every_silent_kiosk_of_every_hall_has_its_own_alarm_and_a_revoked_one_none(
    central: Central, url: str, tablet: FakeKiosk, watch: Watch, clock: FakeClock
) -> None:
    second, gone = kiosk(central, url, "1"), kiosk(central, url, "2")
    watch.look()
    pass_by(watch, clock, 11)
    assert len(silent(central)) == 3, "a kiosk that never spoke at all is silent too"

    with central.database.write() as db:
        db.execute(update(Kiosk).where(Kiosk.id == gone.id).values(state="revoked"))
    watch.look()

    assert dict(silent(central)) == {tablet.id: True, second.id: True, gone.id: False}


@pytest.mark.parametrize("kind", ["sqlite"])  # the calendar is no matter of the database
@pytest.mark.parametrize(
    ("now", "calendar", "alarm"),
    [
        ("2026-03-01T18:00", OFFICE, False),  # Monday 02:00 in Shanghai
        ("2026-03-02T00:50", OFFICE, False),  # 08:50 to 09:05: five minutes of them open
        ("2026-03-02T00:58", OFFICE, True),
        ("2026-03-01T03:00", OFFICE, False),  # Sunday
        ("2026-03-01T03:00", {**OFFICE, "days": {"2026-03-01": {"open": True}}}, True),
        ("2026-03-02T03:00", {**OFFICE, "days": {"2026-03-02": {"open": False}}}, False),
        ("2026-03-01T15:55", {}, True),  # five minutes before midnight, in a hall that never closes
    ],
)
def test_only_minutes_in_which_the_hall_is_open_count(
    central: Central, watch: Watch, clock: FakeClock, now: str, calendar: dict[str, Any], alarm: bool
) -> None:
    opening(central, calendar)
    clock.jump((datetime.fromisoformat(now).replace(tzinfo=UTC) - clock.now()).total_seconds())
    kiosk(central, "http://nobody.asks.it")
    watch.look()

    pass_by(watch, clock, 15)

    assert bool(silent(central)) is alarm


def test_a_centre_that_was_away_itself_lets_kiosks_speak_first(
    central: Central, tablet: FakeKiosk, watch: Watch, clock: FakeClock
) -> None:
    watch.look()
    beat(tablet)
    clock.advance(hours=2)

    watching(central, "after the restart").look()
    assert silent(central) == []

    pass_by(watching(central, "after the restart"), clock, 11)
    assert silent(central) == [(tablet.id, True)], "but not for ever"


def test_an_alarm_a_person_closed_is_not_raised_again_in_the_same_silence(
    central: Central, tablet: FakeKiosk, watch: Watch, clock: FakeClock
) -> None:
    watch.look()
    pass_by(watch, clock, 11)
    (alarm,) = rows(central, Alarm)
    li = Reader(who="account:li", shown="李主任", halls=frozenset({"H001"}))
    elsewhere = Reader(who="account:wu", shown="", halls=frozenset({"H002"}))
    with central.database.write() as db:
        secret, now = central.keys.secret, central.now_ms()
        assert not close_by_hand(db, secret, elsewhere, "H001", alarm.id, "not mine", now)
        assert close_by_hand(db, secret, li, "H001", alarm.id, "在维修", now)
        assert close_by_hand(db, secret, li, "H001", alarm.id, "again", now + 1)

    pass_by(watch, clock, 12)

    assert silent(central) == [(tablet.id, False)]
    assert [(row.by, row.reason) for row in rows(central, AlarmClosing)] == [("李主任", "在维修")]
    assert verify(central).holds


def test_whoever_watches_the_hall_is_told(central: Central, tablet: FakeKiosk, clock: FakeClock) -> None:
    heard: list[str] = []
    hub = Hub()
    hub.publish = lambda news: heard.append(news.hall)  # type: ignore[method-assign] - what is published is what counts
    watch = Watch(central, hub, Turns(central.keys.secret, "a"))
    watch.look()
    assert heard == []

    if central.database.sqlite:  # on PostgreSQL news go through NOTIFY, which has its own test
        pass_by(watch, clock, 11)
        assert heard == ["H001"]
        beat(tablet)
        watch.look()
        assert heard == ["H001", "H001"]
