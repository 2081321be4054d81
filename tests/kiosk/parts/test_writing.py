"""On the way to the disk: in order, one write at a time; what met a full disk is owed, what is ours to blame blocks nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.entry import Entry
from kiosk.writing import Outcome, Writing
from sync import kinds
from tests.support.desk import HandDisk
from tests.support.hands import HandTimers


def entry(name: str) -> Entry:
    return Entry(id=name, body=kinds.Passed())


@pytest.fixture
def disk() -> HandDisk:
    made = HandDisk()
    made.quick = False
    return made


@pytest.fixture
def timers() -> HandTimers:
    return HandTimers()


@pytest.fixture
def writing(disk: HandDisk, timers: HandTimers) -> Writing:
    return Writing(disk.keep, timers)


def test_what_comes_while_the_disk_is_busy_goes_together_in_one_write(writing: Writing, disk: HandDisk) -> None:
    for name in "abc":
        writing.write([entry(name)])
    assert len(disk.waiting) == 1
    disk.answer()
    assert [one.id for one in disk.kept] == ["a", "b", "c"]
    assert disk.answers == 2


def test_nothing_is_no_write(writing: Writing, disk: HandDisk) -> None:
    writing.write([])
    assert disk.waiting == []


def test_whoever_waits_is_told(writing: Writing, disk: HandDisk) -> None:
    told: list[bool] = []
    writing.write([entry("a")], told.append)
    assert told == []
    disk.answer()
    assert told == [True]


def test_a_tap_that_met_a_full_disk_is_given_up_and_the_rest_is_owed(
    writing: Writing, disk: HandDisk, timers: HandTimers
) -> None:
    told: list[bool] = []
    disk.full = disk.quick = True
    writing.write([entry("served")])
    writing.write([entry("rated")], told.append)
    assert told == [False]
    assert writing.owed == 1
    disk.full = False
    timers.pass_by(5)
    assert [one.id for one in disk.kept] == ["served"]
    assert writing.owed == 0


def test_a_tap_behind_a_write_that_failed_does_not_wait_for_the_timer(writing: Writing, disk: HandDisk) -> None:
    told: list[bool] = []
    writing.write([entry("served")])
    writing.write([entry("rated")], told.append)
    disk.full = True
    disk.answer()
    assert told == [False]
    assert writing.owed == 1


def test_a_record_that_cannot_be_written_takes_no_other_along(timers: HandTimers) -> None:
    kept: list[str] = []
    waiting: list[tuple[list[Entry], Callable[[Outcome], None]]] = []

    def answer() -> None:
        while waiting:
            entries, done = waiting.pop(0)
            if any(one.id == "poison" for one in entries):
                done(ValueError("our own mistake"))
            else:
                kept.extend(one.id for one in entries)
                done([])

    writing = Writing(lambda entries, done: waiting.append((list(entries), done)), timers)
    told: list[bool] = []
    for name in ("first", "a", "poison"):
        writing.write([entry(name)])
    writing.write([entry("b")], told.append)
    answer()
    assert kept == ["first", "a", "b"]
    assert told == [True]
    assert writing.owed == 0
