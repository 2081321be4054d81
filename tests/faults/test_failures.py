"""The Nth write, sync or open fails; the disk is full at 50 offsets: never thanks without a durable record, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kiosk.entry import Entry
from kiosk.store.store import Store
from kiosk.store.trouble import NotSaved
from sync.contract import uuid7
from sync.kinds import Paused, Start
from tests.faults.disk import NoDisk, in_memory, small_disk
from tests.faults.filling import PLACE, visit_entries
from tests.faults.preload import NoCompiler, library, run_under
from tests.support.clock import FakeClock

Case = dict[str, Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with in_memory(tmp_path_factory.mktemp("failures")) as folder:
        yield folder


@pytest.fixture(scope="module")
def cases(home: Path) -> dict[str, Case]:
    """What the program under the library said, by case."""
    try:
        said = run_under(library(home), "tests.faults.failing", home / "cases")
    except NoCompiler as missing:
        pytest.skip(str(missing))
    return {case["case"]: case for case in map(json.loads, said.splitlines())}


def named(cases: dict[str, Case], start: str) -> Iterator[Case]:
    found = [case for name, case in cases.items() if name.startswith(start)]
    assert found
    yield from found


def check_whole(folder: Path, acknowledged: list[str]) -> None:
    """Everything acknowledged is there, in one ledger that was never in doubt."""
    store = Store.open(folder, PLACE, FakeClock())
    stored = {record.stamp.id for record in store.records()}
    said = [record.body.witness for record in store.records(kind="start") if isinstance(record.body, Start)]
    ledgers = store.completeness().ledgers
    store.close()
    assert set(acknowledged) <= stored, folder.name
    assert all(one in ("new", "same") or one.startswith("repaired") for one in said), folder.name
    assert ledgers == 1, folder.name


def test_one_failure_is_survived_and_a_lasting_one_is_never_thanked(cases: dict[str, Case]) -> None:
    for case in named(cases, "commit-"):
        assert case["thanked"] == (not (case["for_good"] and case["reached"])), case["case"]
        assert case["after"], case["case"]


def test_every_operation_of_a_commit_was_made_to_fail(cases: dict[str, Case]) -> None:
    for fault, least in (("write-EIO", 10), ("write-ENOSPC", 10), ("sync-EIO", 2)):
        assert sum(case["reached"] for case in named(cases, f"commit-{fault}-0-")) >= least


def test_whatever_failed_in_a_commit_a_crash_right_after_loses_nothing(home: Path, cases: dict[str, Case]) -> None:
    for case in named(cases, "commit-"):
        check_whole(home / "cases" / f"{case['case']}-left", case["acknowledged"][: case["before"]])
        check_whole(home / "cases" / f"{case['case']}-later", case["acknowledged"])


def test_whatever_fails_at_a_start_the_next_start_finds_everything(home: Path, cases: dict[str, Case]) -> None:
    for case in named(cases, "opening-"):
        check_whole(home / "cases" / f"{case['case']}-left", case["acknowledged"])


def test_a_full_disk_is_said_and_costs_nothing_that_was_thanked(home: Path, cases: dict[str, Case]) -> None:
    full = list(named(cases, "full-"))

    assert len(full) == 50
    for case in full:
        assert case["refused"] > 0, case["case"]
        assert case["after"], case["case"]
        check_whole(home / "cases" / f"{case['case']}-left", case["acknowledged"][: case["before"]])
        check_whole(home / "cases" / f"{case['case']}-later", case["acknowledged"])


def test_with_a_ballast_a_full_disk_still_hears_the_citizen(cases: dict[str, Case]) -> None:
    case = cases["ballast"]

    assert case["laid_in"]
    assert case["given_up"]
    assert case["saved"]


def test_control_a_program_that_does_not_sync_thanks_for_nothing(cases: dict[str, Case]) -> None:
    assert cases["careless"]["thanked"]


def test_a_truly_full_file_system_says_not_saved_and_recovers(tmp_path: Path) -> None:
    try:
        with small_disk(tmp_path / "small", 1024) as disk:
            full_and_free_again(disk)
    except NoDisk as missing:
        pytest.skip(str(missing))


def full_and_free_again(disk: Path) -> None:
    store = Store.open(disk / "data", PLACE, FakeClock())
    filler = disk / "filler"
    acknowledged = [kept.id for step in visit_entries(1) for kept in store.keep(step)]
    filler.write_bytes(bytes(8192))
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    refused = NotSaved("")
    try:
        for step in (step for number in range(100) for step in visit_entries(number)):
            acknowledged += [kept.id for kept in store.keep(step)]
    except NotSaved as trouble:
        refused = trouble
    assert "full" in str(refused) or "No space" in str(refused)
    filler.unlink()
    acknowledged += [kept.id for kept in store.keep([Entry(id=uuid7(), body=Paused())])]
    store.close()
    check_whole(disk / "data", acknowledged)
