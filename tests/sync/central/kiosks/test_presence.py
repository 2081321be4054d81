"""Heartbeats and settings: what a kiosk says, what it is told, and what is noticed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from sync.central.central import Central
from sync.central.intake.models import Alarm
from sync.central.kiosks.challenge import challenge, echoed
from sync.central.kiosks.models import Presence
from sync.central.places.models import Hall, Staff, Window
from sync.central.verify.verify import verify
from sync.contract import MAX_EARLIER, KioskSettings, canonical, parsed, rfc3339, unb64
from sync.kinds import Level
from sync.shape import shaped
from sync.suite import Forged, Keys, hash_pin, pin_about, pin_matches, unseal
from tests.support.centre import Answer, FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker

HEARTBEATS = "/api/v1/heartbeats"
KIOSK = "/api/v1/kiosk"


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


def beat(one: FakeKiosk, **more: Any) -> Answer:
    """Send a heartbeat about the kiosk's ledger as it is."""
    facts = {
        "v": 1,
        "kiosk": one.id,
        "ledger": one.ledger.ledger,
        "seq": len(one.ledger.texts),
        "head": one.ledger.head.hex(),
        "pending": 0,
        "version": "test",
        "page": "idle",
        "wall": rfc3339(one.ledger.clock.now()),
        "boot_id": one.ledger.clock.boot_id,
        "boot_ms": one.ledger.clock.boot_ms(),
    }
    return one.ask("POST", HEARTBEATS, canonical({**facts, **more}).encode())


def test_a_heartbeat_is_kept_and_answered_with_what_is_settled(central: Central, tablet: FakeKiosk) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()

    answer = beat(tablet, pending=3, page="asking")

    assert answer.status == 200
    assert answer.body["settled_through"] == len(tablet.ledger.texts)
    assert [(one.pending, one.page) for one in rows(central, Presence)] == [(3, "asking")]
    assert verify(central).holds


def test_a_heartbeat_is_told_how_much_is_held_of_every_ledger_it_asks_about(
    central: Central, url: str, tablet: FakeKiosk
) -> None:
    other, unknown, earlier = kiosk(central, url, "4"), tablet.ledger.id(), tablet.ledger
    other.ledger.rated_visit("B001", Level.SATISFIED)
    other.deliver()
    earlier.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    many = len(earlier.texts)
    tablet.deliver(replace(earlier.batch(many, many), first=many + 2, prev="1" * 64))  # a hole: no one counts past it
    tablet.ledger = LedgerMaker(kiosk=tablet.id, window="3", clock=earlier.clock, seed="a new one")

    said = beat(tablet, earlier=[earlier.ledger, unknown, other.ledger.ledger]).body

    assert said["settled_through"] == 0
    assert [(one["ledger"], one["settled_through"], one["last"]) for one in said["held"]] == [
        (tablet.ledger.ledger, 0, 0),
        (earlier.ledger, many, many + 2),
        (unknown, 0, 0),
    ]


def test_a_heartbeat_asks_about_a_few_ledgers_at_a_time(tablet: FakeKiosk) -> None:
    said = beat(tablet, earlier=[tablet.ledger.id() for _ in range(200)]).body

    assert len(said["held"]) == 1 + MAX_EARLIER


def test_a_ledger_that_was_set_back_is_noticed_only_by_a_fresh_heartbeat(
    central: Central, tablet: FakeKiosk, clock: FakeClock
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    clock.advance(1)
    beat(tablet)
    fresh, tablet.challenge = tablet.challenge, ""
    beat(tablet, seq=2, head=tablet.ledger.heads[1].hex())
    assert rows(central, Alarm) == []

    tablet.challenge = fresh
    beat(tablet, seq=2, head=tablet.ledger.heads[1].hex())

    assert [one.kind for one in rows(central, Alarm)] == ["regress"]


def test_a_head_that_is_not_ours_is_a_fork(central: Central, tablet: FakeKiosk, clock: FakeClock) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    clock.advance(1)
    beat(tablet)
    clock.advance(1)

    beat(tablet, head="0" * 64)

    assert [one.kind for one in rows(central, Alarm)] == ["fork"]


def test_an_alarm_is_raised_once(central: Central, tablet: FakeKiosk, clock: FakeClock) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    for _ in range(3):
        clock.advance(1)
        beat(tablet, head="0" * 64)

    assert len(rows(central, Alarm)) == 1


def test_who_logs_in_elsewhere_closes_the_earlier_shift(central: Central, url: str, tablet: FakeKiosk) -> None:
    other = kiosk(central, url, "4")
    first, second = tablet.ledger.id(), "ffffffff-0000-7000-8000-000000000000"
    assert "close_shift" not in beat(tablet, staff="S001", shift=first).body

    beat(other, staff="S001", shift=second)

    assert beat(tablet, staff="S001", shift=first).body["close_shift"] == first
    assert "close_shift" not in beat(other, staff="S001", shift=second).body


def test_a_silent_kiosk_holds_nobodys_shift(central: Central, url: str, tablet: FakeKiosk, clock: FakeClock) -> None:
    other = kiosk(central, url, "4")
    beat(other, staff="S001", shift="ffffffff-0000-7000-8000-000000000000")
    clock.advance(300)

    assert "close_shift" not in beat(tablet, staff="S001", shift=tablet.ledger.id()).body


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"kiosk":1}'])
def test_what_is_no_heartbeat_is_refused(tablet: FakeKiosk, body: bytes) -> None:
    assert tablet.ask("POST", HEARTBEATS, body).status == 400


def test_another_kiosks_heartbeat_is_refused(central: Central, url: str, tablet: FakeKiosk) -> None:
    other = kiosk(central, url, "4")

    assert beat(tablet, kiosk=other.id).status == 400


# --- settings -----------------------------------------------------------------------------------------------------------


def asked_for(one: FakeKiosk, etag: str = "") -> Answer:
    return one.ask("GET", KIOSK, headers={"If-None-Match": f'"{etag}"'} if etag else {})


def test_a_kiosk_is_told_its_place_its_settings_and_who_may_log_in(central: Central, tablet: FakeKiosk) -> None:
    with central.database.write() as db:
        db.execute(update(Hall).where(Hall.id == "H001").values(settings='{"queue":{"kind":"poll"},"voice":true}'))
        db.execute(update(Window).where(Window.id == "3").values(settings='{"voice":false}'))
        db.execute(update(Staff).where(Staff.id == "S001").values(pin=hash_pin("123456")))

    answer = asked_for(tablet)

    said = shaped(KioskSettings, parsed(canonical(answer.body)))
    assert (said.hall, said.window, said.department, said.time_zone) == ("H001", "3", "公安局", "Asia/Shanghai")
    assert (said.settings["queue"], said.settings["voice"]) == ({"kind": "poll"}, False)
    assert [one.staff for one in said.roster] == ["S001", "S002"]
    assert said.roster[1].pin is None
    pin = unseal(tablet.keys, unb64(said.roster[0].pin or ""), pin_about("S001")).decode()
    assert pin_matches("123456", pin)


def test_a_pin_is_sealed_for_this_kiosk_and_this_person(central: Central, tablet: FakeKiosk) -> None:
    with central.database.write() as db:
        db.execute(update(Staff).where(Staff.id == "S001").values(pin="$argon2id$x"))
    sealed = unb64(asked_for(tablet).body["roster"][0]["pin"])

    with pytest.raises(Forged):
        unseal(tablet.keys, sealed, pin_about("S002"))
    with pytest.raises(Forged):
        unseal(Keys.made(), sealed, pin_about("S001"))


def test_unchanged_settings_are_not_sent_again_and_the_heartbeat_names_them(tablet: FakeKiosk) -> None:
    etag = beat(tablet).body["settings_etag"]

    first = asked_for(tablet)
    again = asked_for(tablet, etag)

    assert first.headers["etag"] == f'"{etag}"'
    assert (again.status, again.body) == (304, {})


def test_a_change_of_staff_changes_the_name_of_the_settings(central: Central, tablet: FakeKiosk) -> None:
    before = beat(tablet).body["settings_etag"]
    with central.database.write() as db:
        db.execute(update(Staff).where(Staff.id == "S002").values(retired=True))

    assert beat(tablet).body["settings_etag"] != before
    assert [one["staff"] for one in asked_for(tablet, before).body["roster"]] == ["S001"]


# --- challenges ---------------------------------------------------------------------------------------------------------


def test_a_challenge_is_fresh_for_its_own_kiosk_for_a_quarter_of_an_hour() -> None:
    given = challenge(b"secret", "kiosk", 1_000_000)

    assert echoed(b"secret", "kiosk", given, 1_000_500) == 1_000_000
    assert echoed(b"secret", "other", given, 1_000_500) is None
    assert echoed(b"other", "kiosk", given, 1_000_500) is None
    assert echoed(b"secret", "kiosk", given, 1_000_000 + 16 * 60 * 1000) is None
    assert echoed(b"secret", "kiosk", given, 900_000) is None


@pytest.mark.parametrize("text", ["", ".", "1", "x.y", "1.", "1" * 20 + ".a", "１.a", "1000000.é"])
def test_what_is_no_challenge_is_not_fresh(text: str) -> None:
    assert echoed(b"secret", "kiosk", text, 1_000_000) is None
