"""Behind the window: one call opens everything, answers come to the desk's thread, and the end loses nothing."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from kiosk.backroom import Backroom
from kiosk.codes import Code
from kiosk.entry import Entry, Kept
from kiosk.flow import Visit
from kiosk.identity import NAME
from kiosk.opened import Broken, Opened
from kiosk.questions import asked_here
from kiosk.store.database import FILE
from sync.contract import HeartbeatAnswer, KioskSettings, uuid7
from sync.delivery.presence import News, Observed
from sync.kinds import Origin, Paused, TimeQuality
from sync.token import read_token
from tests.kiosk.outside.conftest import WAIT_S, Machine

VISIT = Visit(id=uuid7(), ticket="A042", ticket_key="q:17", origin=Origin.QUEUE, day="2026-03-02")


class Room:
    """A backroom, and the thread of the desk as a hand turns it."""

    def __init__(self, machine: Machine) -> None:
        self.calls: queue.Queue[Callable[[], object]] = queue.Queue()
        self.news: list[News] = []
        self.threads: set[int] = set()
        self.backroom = Backroom(
            machine.settings,
            machine.folder,
            asked_here(machine.settings, None),
            machine.clock,
            version="test",
            post=self.calls.put,
            observe=lambda: Observed(page="Idle"),
            heard=self._heard,
        )

    def _heard(self, news: News) -> None:
        self.threads.add(threading.get_ident())
        self.news.append(news)

    def until(self, done: Callable[[], Any]) -> None:
        while not done():
            self.calls.get(timeout=WAIT_S)()

    def open(self) -> Opened | Broken:
        told: list[Opened | Broken] = []
        self.backroom.open(told.append)
        self.until(lambda: told)
        return told[0]

    def opened(self) -> Opened:
        outcome = self.open()
        assert isinstance(outcome, Opened), outcome
        return outcome

    def keep(self, *entries: Entry) -> object:
        told: list[object] = []
        self.backroom.keep(entries, told.append)
        assert told == [], "the disk never answers in the same breath"
        self.until(lambda: told)
        return told[0]

    def quality(self, opened: Opened) -> TimeQuality:
        return read_token(opened.mint(VISIT).token)[0].quality


@pytest.fixture
def room(machine: Machine) -> Iterator[Room]:
    made = Room(machine)
    yield made
    made.backroom.stop()


def paused() -> Entry:
    return Entry(id=uuid7(), body=Paused())


def test_what_is_kept_is_on_disk_when_the_desk_hears_of_it(machine: Machine, room: Room) -> None:
    room.opened()
    entry = paused()

    (kept,) = room.keep(entry)  # type: ignore[misc] # a list of Kept, checked below

    assert isinstance(kept, Kept)
    room.backroom.stop()
    store = machine.store()
    assert [one.stamp.id for one in store.records(kind="paused")] == [entry.id]
    store.close()


def test_it_says_who_we_are_and_remembers_what_was_rated(machine: Machine, room: Room) -> None:
    machine.morning()
    opened = room.opened()
    assert (opened.identity.hall, opened.identity.window) == ("H001", "3")
    assert {f"d:2026-03-02/1/A00{n}" for n in range(5)} <= set(opened.remembered.rated)


def test_a_tablet_that_is_not_enrolled_says_what_to_do(machine: Machine, room: Room) -> None:
    (machine.folder / NAME).unlink()
    outcome = room.open()
    assert isinstance(outcome, Broken)
    assert outcome.code is Code.NOT_ENROLLED
    assert "run `yiping-kiosk enrol URL CODE` first" in outcome.why


def test_a_broken_key_file_is_told_as_one(machine: Machine, room: Room) -> None:
    (machine.folder / NAME).write_text("{}")
    outcome = room.open()
    assert isinstance(outcome, Broken)
    assert outcome.code is Code.BAD_KEY
    assert NAME in outcome.why
    assert outcome.mint is None


def test_a_folder_another_program_holds_is_left_alone(machine: Machine, room: Room) -> None:
    store = machine.store()
    outcome = room.open()
    store.close()
    assert isinstance(outcome, Broken)
    assert outcome.code is Code.IN_USE


def test_a_database_of_a_newer_program_is_told_as_one(machine: Machine, room: Room) -> None:
    machine.morning()
    with closing(sqlite3.connect(machine.folder / FILE)) as db:
        db.execute("UPDATE alembic_version SET version_num = 'v9999_of_next_year'")
        db.commit()
    outcome = room.open()
    assert isinstance(outcome, Broken)
    assert outcome.code is Code.NEWER_STORE


def test_a_disk_that_takes_nothing_is_told_as_one(machine: Machine, room: Room) -> None:
    (machine.folder / FILE).mkdir()  # whoever runs this, nothing can be written there
    outcome = room.open()
    assert isinstance(outcome, Broken)
    assert outcome.code is Code.NO_ROOM


def test_without_a_store_but_with_the_key_a_number_can_still_be_rated_by_phone(machine: Machine, room: Room) -> None:
    store = machine.store()
    outcome = room.open()
    store.close()
    assert isinstance(outcome, Broken)
    assert outcome.mint is not None
    assert read_token(outcome.mint(VISIT).token)[0].visit == VISIT.id


def test_what_was_kept_reaches_the_centre_without_being_asked_again(machine: Machine, room: Room) -> None:
    room.opened()
    room.backroom.connect("")
    room.keep(paused())

    room.until(lambda: any(isinstance(one, HeartbeatAnswer) for one in room.news))
    while room.backroom.storage.call(lambda store: store.facts()).result(WAIT_S).pending:
        threading.Event().wait(0.01)  # delivery is a thread of its own and tells nobody

    (held,) = machine.centre.ledgers.values()
    assert any('"kind":"paused"' in text for text in held)


def test_the_centres_settings_come_to_the_desks_own_thread(room: Room) -> None:
    room.opened()
    room.backroom.connect("another")
    room.until(lambda: any(isinstance(one, KioskSettings) for one in room.news))
    assert room.threads == {threading.get_ident()}


def test_with_the_settings_at_hand_they_are_not_sent_again(machine: Machine, room: Room) -> None:
    room.opened()
    room.backroom.connect(machine.centre.etag)
    room.until(lambda: any(isinstance(one, HeartbeatAnswer) for one in room.news))
    assert not any(isinstance(one, KioskSettings) for one in room.news)


def test_a_time_is_exact_only_once_the_centre_has_confirmed_the_clock(room: Room) -> None:
    opened = room.opened()
    assert room.quality(opened) is TimeQuality.CLAIMED

    room.backroom.connect("")
    room.until(lambda: room.news)

    assert room.quality(opened) is TimeQuality.EXACT


def test_a_clock_that_is_wrong_stays_claimed(machine: Machine, room: Room) -> None:
    opened = room.opened()
    machine.clock.jump(minutes=5)
    machine.centre.clock = type(machine.clock)()
    room.backroom.connect("")
    room.until(lambda: room.news)
    assert room.quality(opened) is TimeQuality.CLAIMED


def test_it_ends_at_once_whatever_was_begun(machine: Machine) -> None:
    for begun in range(3):
        room = Room(machine)
        if begun:
            room.opened()
        if begun == 2:
            room.backroom.connect("")
        room.backroom.beat()
        room.backroom.stop()
    machine.store().close()
