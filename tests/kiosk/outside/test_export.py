"""`export`: one day of this window as files, from a running and from a stopped kiosk, and what that leaves in the ledger."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.asking import NotAnswered
from kiosk.outside import NotExported, export, export_command
from kiosk.settings import Data, KioskSettings
from kiosk.store.roster import write_roster
from kiosk.store.storage import Storage
from kiosk.store.trouble import InUse
from sync.kinds import Exported, HandedOver, Level
from sync.summary.readback import differences, lines_of
from tests.kiosk.outside.conftest import DAY, WAIT_S, Machine
from tests.support.given import given


def exports(machine: Machine) -> list[Exported]:
    store = machine.store()
    try:
        return [one.body for one in store.records(kind="exported") if isinstance(one.body, Exported)]
    finally:
        store.close()


def test_a_stopped_kiosks_day_comes_out_the_same_in_all_three_files(machine: Machine, tmp_path: Path) -> None:
    machine.morning()

    paths, summary = export(machine.settings, DAY, tmp_path / "out", clock=machine.clock)

    assert [path.name for path in paths] == ["summary.csv", "summary.xlsx", "summary.pdf"]
    assert (summary.total.served, summary.total.rated, summary.total.unrated) == (6, 5, 1)
    for path in paths:
        assert differences(summary.plain(), lines_of(path)) == []


def test_a_running_kiosk_gives_the_same_day_without_being_stopped(machine: Machine, tmp_path: Path) -> None:
    machine.morning()
    with machine.running():
        _, running = export(machine.settings, DAY, tmp_path / "out", ["csv"], clock=machine.clock)
    _, stopped = export(machine.settings, DAY, tmp_path / "out", ["csv"], clock=machine.clock)

    assert running.total == stopped.total
    assert running.by_staff == stopped.by_staff
    assert running.origins.kiosks[0].kiosk == stopped.origins.kiosks[0].kiosk


def test_every_export_is_written_into_the_ledger(machine: Machine, tmp_path: Path) -> None:
    machine.morning()
    with machine.running():
        export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)
    export(machine.settings, DAY, tmp_path, ["xlsx", "csv"], clock=machine.clock)

    assert [(one.day, one.formats, one.revision) for one in exports(machine)] == [
        (DAY, ("csv",), 1),
        (DAY, ("xlsx", "csv"), 1),
    ]


def test_a_change_after_an_export_raises_the_revision_and_the_next_export_lists_it(
    machine: Machine, tmp_path: Path
) -> None:
    machine.morning()
    export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)
    store = machine.store()
    store.keep(machine.visit("A099", Level.DISSATISFIED))
    store.close()

    _, second = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)
    _, third = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)

    assert (second.origins.revision, second.origins.changed_since_export) == (2, ("新增叫号 1 个",))
    assert (third.origins.revision, third.origins.changed_since_export) == (2, ())


def test_what_is_no_part_of_the_day_changes_no_revision(machine: Machine, tmp_path: Path) -> None:
    machine.morning()
    export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)
    machine.store().close()  # a start record

    _, second = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)

    assert second.origins.revision == 1


def test_names_are_those_the_centre_gave_last(machine: Machine, tmp_path: Path) -> None:
    machine.morning()
    write_roster(machine.folder, given())

    _, summary = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)

    assert summary.origins.hall_name == "市民中心"
    assert summary.by_staff[0].name == "王芳"
    assert summary.by_window[0].name == "综合 3 号"
    assert summary.by_department[0].key == "人社局"
    assert summary.reason_texts["510"] == "一窗受理一次办结"


def test_people_with_few_ratings_have_no_levels_until_the_hall_says_so(machine: Machine, tmp_path: Path) -> None:
    machine.morning((Level.SATISFIED,) * 3)
    _, few = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)
    write_roster(machine.folder, given(settings={"summary": {"staff_minimum": 3}}))
    _, allowed = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)

    assert few.by_staff[0].tally.levels is None
    assert allowed.by_staff[0].tally.levels == {"5": 0, "4": 3, "3": 0, "2": 0, "1": 0}


def test_the_as_of_time_is_the_halls_own(machine: Machine, tmp_path: Path) -> None:
    machine.morning()

    _, summary = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)

    assert summary.origins.as_of.startswith("2026-03-02T09:18")
    assert summary.origins.as_of.endswith("+08:00")
    assert [group.key for group in summary.by_hour] == ["09"]


def test_a_day_nobody_came_is_an_empty_day_not_an_error(machine: Machine, tmp_path: Path) -> None:
    machine.morning()

    _, summary = export(machine.settings, "2026-03-03", tmp_path, ["csv"], clock=machine.clock)

    assert summary.total.served == 0


def test_a_full_stick_leaves_no_file_and_no_record(machine: Machine, tmp_path: Path) -> None:
    machine.morning()
    (tmp_path / "stick").write_text("not a folder")

    with pytest.raises(FileExistsError):
        export(machine.settings, DAY, tmp_path / "stick", ["csv"], clock=machine.clock)

    assert exports(machine) == []


def test_a_folder_that_another_program_holds_without_answering_is_said_to_be_in_use(
    machine: Machine, tmp_path: Path
) -> None:
    machine.morning()
    storage = Storage(machine.store)
    storage.start().result(WAIT_S)
    try:
        with pytest.raises(InUse, match="in use by another yiping-kiosk"):
            export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)
    finally:
        storage.stop()


def test_without_enrolment_or_records_the_message_says_what_to_do(machine: Machine, tmp_path: Path) -> None:
    with pytest.raises(NotExported, match="this kiosk has never run"):
        export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)
    with pytest.raises(NotExported, match="no kiosk is enrolled in"):
        export(KioskSettings(data=Data(folder=str(tmp_path / "empty"))), DAY, tmp_path, ["csv"], clock=machine.clock)


def test_the_command_prints_the_paths_or_says_on_stderr_what_is_wrong(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.morning()
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[data]\nfolder = "{machine.folder}"\n')

    assert export_command(file, DAY, tmp_path, ["csv"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "summary.csv")
    assert export_command(file, DAY, tmp_path, ["docx"]) == 1
    assert "unknown format docx" in capsys.readouterr().err
    assert export_command(file, "yesterday", tmp_path, ["csv"]) == 1
    assert "'yesterday' is not a day: write it as in 2026-03-02" in capsys.readouterr().err


def test_taps_go_on_being_kept_while_a_day_is_read_out(machine: Machine, tmp_path: Path) -> None:
    machine.morning((Level.SATISFIED,) * 200)
    with machine.running() as storage:
        done = threading.Event()
        worker = threading.Thread(
            target=lambda: (export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock), done.set())
        )
        worker.start()
        kept = [storage.keep(machine.visit(f"B{at}", Level.SATISFIED)[:1]).result(WAIT_S) for at in range(20)]
        worker.join(WAIT_S)

    assert done.is_set()
    assert all(kept)


def test_a_kiosk_that_answers_nonsense_is_not_believed(machine: Machine, tmp_path: Path) -> None:
    import socket

    machine.morning()
    path = machine.folder / "ask.sock"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        threading.Thread(target=lambda: _answer(other, b"<html>\n"), daemon=True).start()
        with pytest.raises(NotAnswered, match="did not answer"):
            export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)


def _answer(listening: object, data: bytes) -> None:
    asker, _ = listening.accept()  # type: ignore[attr-defined]  # a socket
    with asker:
        asker.recv(65536)
        asker.sendall(data)


def test_a_hand_over_before_the_question_is_the_new_persons_visit(machine: Machine, tmp_path: Path) -> None:
    store = machine.store()
    entries = machine.visit("A001", Level.SATISFIED)
    visit = entries[0].visit
    from kiosk.entry import Entry
    from sync.contract import uuid7

    over = Entry(id=uuid7(), body=HandedOver(from_staff="S001", to_staff="S009", shift=uuid7()), visit=visit)
    store.keep([entries[0], over, *entries[1:]])
    store.close()

    _, summary = export(machine.settings, DAY, tmp_path, ["csv"], clock=machine.clock)

    assert [group.key for group in summary.by_staff] == ["S009"]
