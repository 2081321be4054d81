"""Starting: what is found, what it leads to, and what it leaves in the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.entry import Entry
from kiosk.store.place import Place
from kiosk.store.store import Store
from kiosk.store.trouble import InUse, Newer, NotSaved
from sync.contract import uuid7
from sync.kinds import ClockJump, LedgerOpened, Paused, Start, WhyLedger, WindowBound
from tests.faults.filling import fill, snatch, visit_entries
from tests.kiosk.store.conftest import PLACE
from tests.support.clock import FakeClock

OTHER = "01890a5d-0000-7000-8000-000000000002"


def last_start(store: Store) -> Start:
    body = store.records(kind="start")[-1].body
    assert isinstance(body, Start)
    return body


def last_opened(store: Store) -> LedgerOpened:
    body = store.records(kind="ledger_opened")[-1].body
    assert isinstance(body, LedgerOpened)
    return body


def test_a_new_folder_begins_the_first_ledger(store: Store) -> None:
    assert last_opened(store) == LedgerOpened(why=WhyLedger.ENROLLED, kiosk=PLACE.kiosk)
    assert last_start(store).witness == "new"


def test_a_start_says_whether_the_end_before_it_was_clean(
    reopen: Callable[..., Store], folder: Path, tmp_path: Path
) -> None:
    reopen()
    assert last_start(reopen()).clean

    crashed = Store.open(snatch(folder, tmp_path / "crashed"), PLACE, FakeClock())
    assert not last_start(crashed).clean
    crashed.close()


def test_a_second_program_is_kept_out_and_told_what_to_do(store: Store, folder: Path, clock: FakeClock) -> None:
    with pytest.raises(InUse, match="stop that one first"):
        Store.open(folder, PLACE, clock)
    assert store.keep([Entry(id=uuid7(), body=Paused())])


def test_a_database_held_by_another_tool_is_told_apart_from_damage(reopen: Callable[..., Store], folder: Path) -> None:
    reopen().close()
    tool = sqlite3.connect(folder / "kiosk.sqlite", isolation_level=None)
    tool.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InUse, match="another program has opened"):
        reopen()
    tool.close()

    assert reopen().completeness().ledgers == 1


def test_a_newer_version_s_database_is_not_touched(reopen: Callable[..., Store], folder: Path) -> None:
    store = reopen()
    store._opened.db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    with pytest.raises(Newer, match="install the newer version"):
        reopen()
    assert not (folder / "quarantine").exists()


def test_a_kiosk_moved_to_another_window_begins_a_new_ledger(reopen: Callable[..., Store]) -> None:
    old = reopen().facts()
    store = reopen(Place(PLACE.kiosk, PLACE.hall, "4"))

    opened = last_opened(store)
    assert (opened.why, opened.old_ledger, opened.old_seq) == (WhyLedger.MOVED, old.ledger, old.seq)
    assert store.records(kind="window_bound")[-1].body == WindowBound(old_window="3")
    assert store.records(kind="start")[-1].stamp.window == "4"


def test_a_folder_copied_from_another_kiosk_is_left_alone_in_quarantine(reopen: Callable[..., Store]) -> None:
    fill(reopen(), 2)
    store = reopen(Place(OTHER, PLACE.hall, "3"))
    while store.tidy():
        pass

    assert last_opened(store).why is WhyLedger.COPIED
    assert store.completeness().ledgers == 1
    assert store.records(kind="salvaged") == []


def test_a_missing_last_line_of_the_witness_is_written_again(reopen: Callable[..., Store], folder: Path) -> None:
    reopen().close()
    witness = folder / "witness.log"
    whole = witness.read_bytes()
    witness.write_bytes(whole[:-50])

    assert last_start(reopen()).witness == "repaired 1"
    assert whole.splitlines()[-1] in witness.read_bytes().splitlines()


def test_a_folder_in_the_witness_s_place_is_moved_out_of_the_way(reopen: Callable[..., Store], folder: Path) -> None:
    reopen().close()
    (folder / "witness.log").unlink()
    (folder / "witness.log").mkdir()

    assert reopen().keep([Entry(id=uuid7(), body=Paused())])


def test_an_interrupted_visit_is_known_after_a_restart(reopen: Callable[..., Store]) -> None:
    served, asked, *_ = visit_entries(1)
    store = reopen()
    store.keep(served)
    store.keep(asked)

    again = reopen()
    last = again.last_visit()
    assert last is not None
    assert (last.visit, last.asked, last.rated, last.closed) == (served[0].visit, True, False, False)
    assert last_start(again).page == "asking"


def test_a_rated_visit_is_closed_whatever_came_after_the_tap(store: Store) -> None:
    for step in visit_entries(1)[:3]:
        store.keep(step)

    last = store.last_visit()
    assert last is not None
    assert last.closed
    assert store.rated(last.served.ticket_key)
    assert not store.rated("d:2026-03-02/1/A999")


def test_a_jump_of_the_wall_clock_is_recorded_before_what_follows(store: Store, clock: FakeClock) -> None:
    clock.jump(hours=-3)
    (kept,) = store.keep([Entry(id=uuid7(), body=Paused())])

    jump = store.records()[-2]
    assert jump.body == ClockJump(by_ms=-3 * 3600 * 1000)
    assert kept.seq == jump.stamp.seq + 1


def test_small_corrections_and_reboots_are_no_jump(reopen: Callable[..., Store], clock: FakeClock) -> None:
    store = reopen()
    clock.jump(seconds=119)
    store.keep([Entry(id=uuid7(), body=Paused())])
    clock.reboot()

    assert reopen().records(kind="clock_jump") == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "data").write_text("not a folder")

    with pytest.raises((OSError, NotSaved)):
        Store.open(tmp_path / "data", PLACE, clock)


def test_a_file_torn_while_in_use_is_moved_aside_and_the_citizen_is_heard(store: Store, folder: Path) -> None:
    fill(store, 30)
    store._opened.db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store._opened.db.exec_driver_sql("PRAGMA cache_size=0")
    store._opened.db.exec_driver_sql("PRAGMA shrink_memory")
    with (folder / "kiosk.sqlite").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 60)

    (kept,) = store.keep([Entry(id=uuid7(), body=Paused())])

    assert kept.id in {record.stamp.id for record in store.records(kind="paused")}
    assert last_opened(store).why is WhyLedger.DAMAGED
