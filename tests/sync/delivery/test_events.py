"""The events thread's steps: what is handed on, in which order, how often, and how it waits when nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sync.contract import HelpAnswered, State
from sync.delivery.cable import Response
from sync.delivery.client import Client
from sync.delivery.events import REFUSED_S, Events, Place
from sync.delivery.loop import BackOff, Idle, Now
from sync.delivery.outcomes import Unreachable
from sync.live import KioskEvent, QueueEvent, QueueKind
from tests.support.small_centre import Direct
from tests.sync.delivery.conftest import Pair
from tests.sync.delivery.test_client import Bent, without

COMING = HelpAnswered(call="c1", by="李主任", at="2026-03-02T01:00:00.000Z")


def called(seq: int) -> KioskEvent:
    queue = QueueEvent(id=str(seq), window="3", kind=QueueKind.CALLED, number=f"A{seq:03}")
    return KioskEvent(seq=seq, queue=queue)


@dataclass
class Setting:
    pair: Pair
    place: Place = field(default_factory=Place)
    heard: list[object] = field(default_factory=list)

    def events(self, client: Client | None = None) -> Events:
        return Events(
            client or self.pair.client,
            self.place,
            on_event=lambda event: self.heard.append(event.queue.number if event.queue else event.help or event.rated),
            chance=lambda: 0.5,
        )


@pytest.fixture
def setting(pair: Pair) -> Setting:
    return Setting(pair)


def test_events_are_handed_on_in_order_and_once(setting: Setting) -> None:
    setting.pair.centre.events = [called(1), KioskEvent(seq=2, help=COMING), KioskEvent(seq=3, rated="q:7781")]
    events = setting.events()

    assert events.step() == Now()
    assert setting.heard == ["A001", COMING, "q:7781"]
    setting.pair.centre.events.append(called(4))
    assert events.step() == Now()
    assert setting.heard[3:] == ["A004"]
    assert setting.pair.centre.polls == ["after=0", "after=3"]


def test_an_answer_that_repeats_what_was_had_repeats_nothing(setting: Setting) -> None:
    setting.pair.centre.events = [called(1), called(2)]
    setting.place.move(1)
    setting.pair.centre.whole = True

    setting.events().step()

    assert setting.heard == ["A002"]


def test_an_answer_to_another_question_is_not_believed(setting: Setting) -> None:
    """Positive control of the unsigned query: somebody in between asks for later events than we did."""

    class Skipping(Direct):
        def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
            return super().ask(method, path.replace("after=0", "after=5"), body, headers)

    setting.pair.centre.events = [called(1), called(6)]
    client = Client(setting.pair.identity, Skipping(setting.pair.centre), setting.pair.clock)

    assert isinstance(setting.events(client).step(), BackOff)
    assert setting.heard == []
    assert setting.place.at == 0


def test_the_place_outlives_a_restart(setting: Setting, tmp_path: Path) -> None:
    setting.place = Place(tmp_path / "place")
    setting.pair.centre.events = [called(1), called(2)]
    setting.events().step()
    setting.place = Place(tmp_path / "place")
    setting.pair.centre.events.append(called(3))

    setting.events().step()

    assert setting.heard == ["A001", "A002", "A003"]


@pytest.mark.parametrize("text", ["", "x", "-5", "1e9", "9" * 40, "٣"])
def test_a_place_that_cannot_be_read_is_the_beginning(tmp_path: Path, text: str) -> None:
    (tmp_path / "place").write_text(text, "utf-8")

    assert Place(tmp_path / "place").at == 0


def test_a_disk_that_refuses_the_place_stops_nothing(setting: Setting, tmp_path: Path) -> None:
    setting.place = Place(tmp_path / "no such folder" / "place")
    setting.pair.centre.events = [called(1)]

    assert setting.events().step() == Now()
    assert setting.heard == ["A001"]


def test_an_empty_answer_that_came_at_once_is_no_reason_to_ask_without_end(setting: Setting) -> None:
    assert setting.events().step() == BackOff(1.5)


def test_a_long_wait_says_nothing_about_the_clock(setting: Setting) -> None:
    class Slow(Direct):
        def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
            setting.pair.clock.advance(20)
            came = super().ask(method, path, body, headers)
            setting.pair.clock.advance(5)
            return came

    client = Client(setting.pair.identity, Slow(setting.pair.centre), setting.pair.clock)

    assert setting.events(client).step() == Now(), "it waited: ask again"
    assert client.latest.offset_ms is None
    assert client.latest.challenge


def test_whoever_is_no_longer_a_kiosk_of_this_centre_asks_seldom(setting: Setting) -> None:
    setting.pair.centre.state = State.REVOKED

    assert setting.events().step() == Idle(REFUSED_S)


def test_nobody_there_or_somebody_else_is_waited_for_until_a_heartbeat_gets_through(setting: Setting) -> None:
    nobody = Bent(setting.pair, lambda _: Unreachable("no route"))
    gone = setting.events(Client(setting.pair.identity, nobody, setting.pair.clock))
    waits = [gone.step() for _ in range(3)]
    bent = Bent(setting.pair, without("signature"))
    forged = setting.events(Client(setting.pair.identity, bent, setting.pair.clock))

    assert waits == [BackOff(1, True), BackOff(2, True), BackOff(4, True)]
    assert forged.step() == BackOff(1, True)
    assert setting.heard == []


def test_a_centre_without_events_is_asked_seldom(setting: Setting) -> None:
    setting.pair.centre.knows_events = False

    assert setting.events().step() == BackOff(REFUSED_S)
