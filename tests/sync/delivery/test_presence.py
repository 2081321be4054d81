"""Heartbeats: what they say, what their answers change."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from sync.contract import MAX_EARLIER, HeartbeatAnswer, KioskSettings, RosterEntry, uuid7
from sync.delivery.client import Client
from sync.delivery.loop import Idle
from sync.delivery.outbox import LedgerFacts, Mark
from sync.delivery.outcomes import Delivered, Unproved, Unreachable
from sync.delivery.pace import Limits
from sync.delivery.presence import News, Observed, Presence
from sync.delivery.rounds import one_round
from sync.kinds import Level
from tests.support.small_centre import Direct
from tests.sync.delivery.conftest import Pair
from tests.sync.delivery.test_client import Bent, without


@dataclass
class Setting:
    pair: Pair
    presence: Presence
    heard: list[News] = field(default_factory=list)
    reached: list[None] = field(default_factory=list)


def a_setting(pair: Pair, client: Client | None = None, etag: str = "") -> Setting:
    heard: list[News] = []
    reached: list[None] = []
    presence = Presence(
        pair.outbox,
        client or pair.client,
        pair.clock,
        version="0.1.0",
        observe=lambda: Observed(page="idle", staff="S001", disk_free_mib=900),
        heard=heard.append,
        etag=etag,
        reached=lambda: reached.append(None),
    )
    return Setting(pair, presence, heard, reached)


@pytest.fixture
def setting(pair: Pair) -> Setting:
    return a_setting(pair)


def test_a_heartbeat_says_what_waits_and_what_the_screen_shows(setting: Setting) -> None:
    setting.pair.outbox.maker.rated_visit("A001", Level.SATISFIED)

    assert setting.presence.step() == Idle(30)

    beat = setting.pair.centre.beats[0]
    assert (beat.page, beat.staff, beat.version, beat.disk_free_mib) == ("idle", "S001", "0.1.0", 900)
    assert beat.pending == beat.seq == len(setting.pair.outbox.maker.texts)
    assert beat.head == setting.pair.outbox.maker.head.hex()


def test_the_clocks_offset_is_told_from_the_second_heartbeat_on(setting: Setting) -> None:
    setting.presence.step()
    setting.presence.step()

    assert [one.clock_offset_ms for one in setting.pair.centre.beats] == [None, 0]


def test_an_answer_is_handed_on_leaves_an_anchor_and_says_that_the_centre_is_there(setting: Setting) -> None:
    setting.presence.step()

    assert isinstance(setting.heard[0], HeartbeatAnswer)
    assert len(setting.pair.outbox.anchors) == 1
    assert len(setting.reached) == 1


def test_settings_are_fetched_when_their_name_changed_and_only_then(setting: Setting) -> None:
    setting.pair.centre.roster = (RosterEntry(staff="S001", name="王芳", department="公安"),)
    setting.presence.step()
    setting.presence.step()
    setting.pair.centre.etag = "e2"
    setting.presence.step()

    settings = [one for one in setting.heard if isinstance(one, KioskSettings)]
    assert [one.etag for one in settings] == ["e1", "e2"]
    assert settings[0].roster[0].name == "王芳"


def test_settings_that_could_not_be_taken_are_fetched_again(pair: Pair) -> None:
    heard: list[News] = []

    def refuse_once(news: News) -> None:
        heard.append(news)
        if sum(isinstance(one, KioskSettings) for one in heard) == 1 and isinstance(news, KioskSettings):
            raise OSError("disk full")

    presence = Presence(
        pair.outbox, pair.client, pair.clock, version="0", observe=lambda: Observed(page="idle"), heard=refuse_once
    )
    with pytest.raises(OSError, match="disk full"):
        presence.step()
    presence.step()

    assert sum(isinstance(one, KioskSettings) for one in heard) == 2


def test_a_kiosk_that_holds_these_settings_already_asks_for_nothing(pair: Pair) -> None:
    setting = a_setting(pair, etag="e1")
    setting.presence.step()

    assert not any(isinstance(one, KioskSettings) for one in setting.heard)
    assert setting.pair.centre.requests == 1


def test_a_stranger_who_answers_a_heartbeat_changes_nothing(pair: Pair) -> None:
    client = Client(pair.identity, Bent(pair, without("signature")), pair.clock)
    setting = a_setting(pair, client)
    setting.presence.step()

    assert [type(one) for one in setting.heard] == [Unproved]
    assert setting.pair.outbox.anchors == []
    assert setting.reached == []


def test_nobody_answering_is_news_too_and_the_next_heartbeat_comes_as_always(pair: Pair) -> None:
    class Dead(Direct):
        def ask(self, *_: object) -> Unreachable:  # type: ignore[override] - never answers
            return Unreachable("cut")

    setting = a_setting(pair, Client(pair.identity, Dead(pair.centre), pair.clock))

    assert setting.presence.step() == Idle(30)
    assert setting.heard == [Unreachable("cut")]


def test_it_beats_on_its_own_thread_can_be_hurried_and_stops(setting: Setting) -> None:
    setting.presence.start()
    try:
        while len(setting.pair.centre.beats) < 3:
            setting.presence.wake()
    finally:
        assert setting.presence.stop()


def test_facts_are_never_older_than_the_challenge_they_are_sworn_with(pair: Pair) -> None:
    """Else a batch delivered in between makes the heartbeat look like a ledger set back: a false alarm."""
    setting = a_setting(pair)
    setting.presence.step()
    real = pair.outbox.facts

    def overtaken() -> LedgerFacts:
        facts = real()
        pair.client.latest.heard("newer", 0)  # what the delivery thread does meanwhile
        return facts

    pair.outbox.facts = overtaken  # type: ignore[method-assign] - two threads, told one after the other
    setting.presence.step()

    assert pair.centre.challenges[-1] != "newer"


def test_a_centre_that_was_restored_is_noticed_without_a_new_record_and_gets_everything_again(pair: Pair) -> None:
    setting = a_setting(pair)
    pair.outbox.maker.rated_visit("A001", Level.SATISFIED)
    assert isinstance(one_round(pair.outbox, pair.client, Limits()), Delivered)
    del pair.held[2:]

    setting.presence.step()

    assert pair.outbox.settled_through == 2
    one_round(pair.outbox, pair.client, Limits())
    assert pair.held == pair.outbox.maker.texts


def test_records_that_wait_are_not_mistaken_for_a_restored_centre(pair: Pair) -> None:
    setting = a_setting(pair)
    pair.outbox.maker.rated_visit("A001", Level.SATISFIED)

    setting.presence.step()

    assert pair.outbox.settlements == []


def test_what_a_restored_centre_lost_of_an_earlier_ledger_goes_again_too(pair: Pair) -> None:
    setting, lost = a_setting(pair), uuid7()
    pair.outbox.earlier = (Mark(ledger=lost, settled=40),)

    setting.presence.step()

    assert pair.centre.beats[-1].earlier == (lost,)
    assert [(one.ledger, one.settled_through, one.last) for one in pair.outbox.settlements] == [(lost, 0, 0)]


def test_many_earlier_ledgers_are_asked_about_in_turn(pair: Pair) -> None:
    setting = a_setting(pair)
    names = [uuid7() for _ in range(MAX_EARLIER + 4)]
    pair.outbox.earlier = tuple(Mark(ledger=one, settled=1) for one in names)
    pair.centre.ledgers |= {one: ["held"] for one in names}

    for _ in range(2):
        setting.presence.step()

    first, second = (one.earlier for one in pair.centre.beats)
    assert first == tuple(names[:MAX_EARLIER])
    assert set(first) | set(second) == set(names)
    assert pair.outbox.settlements == []


def test_a_centre_that_says_nothing_of_earlier_ledgers_loses_none(pair: Pair) -> None:
    setting = a_setting(pair)
    pair.outbox.earlier = (Mark(ledger=uuid7(), settled=40),)
    pair.centre.silent_of_earlier = True

    setting.presence.step()

    assert pair.outbox.settlements == []
