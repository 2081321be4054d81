"""The manager's day at the tablet: counted and written on a thread of its own, while ratings go on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from kiosk.daybook import DayFiles
from kiosk.export import about
from kiosk.store.storage import Storage
from sync.kinds import Exported
from sync.summary.figures import Summary
from sync.summary.readback import differences, lines_of
from tests.kiosk.outside.conftest import DAY, WAIT_S, Machine


@pytest.fixture
def storage(machine: Machine) -> Iterator[Storage]:
    machine.morning()
    made = Storage(machine.store)
    made.start().result(WAIT_S)
    yield made
    made.stop()


@pytest.fixture
def book(machine: Machine, storage: Storage) -> Iterator[DayFiles]:
    made = DayFiles(storage, lambda: about("H001", "3", "Asia/Shanghai"), machine.clock)
    yield made
    made.stop()


def answer(ask: Callable[[Callable[[Any], None]], None]) -> Any:
    came: Future[Any] = Future()
    ask(came.set_result)
    return came.result(WAIT_S)


def test_a_day_is_counted_with_what_the_centre_has_set_aside(book: DayFiles) -> None:
    summary, aside = answer(lambda told: book.read(DAY, told))
    assert isinstance(summary, Summary)
    assert (summary.total.served, summary.total.rated, aside) == (6, 5, ())


def test_the_files_lie_in_a_folder_of_the_day_and_tell_what_the_page_tells(book: DayFiles, tmp_path: Path) -> None:
    written = answer(lambda told: book.write(DAY, tmp_path / "stick", told))
    folder = written[0].parent
    summary, _ = answer(lambda told: book.read(DAY, told))

    assert folder == tmp_path / "stick" / DAY
    assert sorted(one.name for one in folder.iterdir()) == ["summary.csv", "summary.pdf", "summary.xlsx"]
    for file in folder.iterdir():
        told = [one for one in differences(summary.plain(), lines_of(file)) if "revision" not in one.lower()]
        assert told == [], file.name


def test_taking_a_day_away_is_itself_on_record(book: DayFiles, storage: Storage, tmp_path: Path) -> None:
    answer(lambda told: book.write(DAY, tmp_path, told, by="S009"))
    (one,) = storage.call(lambda store: store.records(kind="exported")).result(WAIT_S)
    assert isinstance(one.body, Exported)
    assert (one.body.day, one.body.by) == (DAY, "S009")


def test_a_folder_that_cannot_be_written_is_told_to_whoever_asked_and_recorded_nowhere(
    book: DayFiles, storage: Storage, tmp_path: Path
) -> None:
    (tmp_path / "stick").write_text("a file where the folder should be")

    assert isinstance(answer(lambda told: book.write(DAY, tmp_path / "stick", told)), OSError)

    assert storage.call(lambda store: store.records(kind="exported")).result(WAIT_S) == []
    assert answer(lambda told: book.read(DAY, told))[0].total.served == 6, "it goes on after that"


def test_days_on_which_somebody_was_served_are_known(book: DayFiles) -> None:
    year, month = DAY[:4], DAY[:7]
    assert answer(lambda told: book.served(f"{month}-01", f"{month}-31", told)) == {DAY}
    assert answer(lambda told: book.served(f"{year}-01-01", f"{year}-01-31", told)) == frozenset()


def test_folders_are_told_by_name_but_none_that_is_hidden_or_leads_elsewhere(book: DayFiles, tmp_path: Path) -> None:
    for name in ("报表", "2026", ".Trash"):
        (tmp_path / "stick" / name).mkdir(parents=True)
    (tmp_path / "stick" / "etc").symlink_to("/etc")
    (tmp_path / "stick" / "photo.jpg").write_bytes(b"")
    assert answer(lambda told: book.folders(tmp_path / "stick", told)) == ("2026", "报表")
    assert isinstance(answer(lambda told: book.folders(tmp_path / "pulled out", told)), OSError)


def test_it_answers_on_its_own_thread_never_on_the_one_that_asked(book: DayFiles) -> None:
    threads = [answer(lambda told: book.read(DAY, lambda _: told(threading.current_thread()))) for _ in range(2)]
    assert threads[0] is threads[1]
    assert threads[0] is not threading.current_thread()


def test_files_that_are_being_written_are_finished_before_it_ends(
    machine: Machine, storage: Storage, tmp_path: Path
) -> None:
    book = DayFiles(storage, lambda: about("H001", "3", "Asia/Shanghai"), machine.clock)
    began, came = threading.Event(), list[Any]()
    book.read(DAY, lambda _: began.set())
    book.write(DAY, tmp_path, came.append)
    began.wait(WAIT_S)
    while not (tmp_path / DAY).exists():
        threading.Event().wait(0.001)
    book.stop()
    assert [path.parent for path in came[0]] == [tmp_path / DAY] * 3


def test_a_store_that_ended_is_said(machine: Machine, storage: Storage) -> None:
    book = DayFiles(storage, lambda: about("H001", "3", "Asia/Shanghai"), machine.clock)
    storage.stop()
    assert isinstance(answer(lambda told: book.read(DAY, told)), Exception)
    book.stop()
