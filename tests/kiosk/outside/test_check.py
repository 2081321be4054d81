"""`check`: each part is named with a sentence on what to do; one that is broken does not hide the others."""

from __future__ import annotations

import json
import shutil
import socket
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.check import Finding, check
from kiosk.keyboard.lexicon import FILE
from kiosk.outside import check_command
from kiosk.prompts import Prompt
from kiosk.readers import keyboards
from kiosk.store.storage import Storage
from kiosk.tickets.push import Push
from sync.contract import State
from sync.kinds import Level
from sync.resources import assets
from tests.kiosk.outside.conftest import WAIT_S, Machine
from tests.support.desk import with_settings
from tests.support.events import Events
from tests.support.queue_replay import Office, ReplayServer, html

HAS_LEXICON = (assets() / "lexicon" / FILE).exists()


def looked(machine: Machine, toml: str = "") -> dict[str, Finding]:
    file = machine.folder.parent / "kiosk.toml"
    file.write_text(toml, encoding="utf-8")
    env = {"YIPING_DATA": str(machine.folder), "QT_QPA_PLATFORM": "offscreen"}
    return {one.what: one for one in check(file, env, machine.clock)}


def bad(found: dict[str, Finding]) -> list[str]:
    return [one.what for one in found.values() if not one.ok]


def test_a_kiosk_that_is_well_is_well_in_every_part(machine: Machine) -> None:
    machine.morning()

    found = looked(machine)

    assert bad(found) == ([] if HAS_LEXICON else ["keyboard"]), "`make test` builds the lexicon"
    assert found.keys() >= {"settings", "files", "enrolment", "database", "pages", "chain", "witness", "disk"}
    assert found.keys() >= {"queue", "centre", "clock", "drawing", "display", "sound"}
    assert "this kiosk is active" in found["centre"].said
    assert "0.0 s" in found["clock"].said


def test_a_keyboard_that_is_not_wanted_needs_no_lexicon(machine: Machine) -> None:
    found = looked(machine, "[screen]\nkeyboard = false\n")

    assert (found["keyboard"].ok, found["keyboard"].said) == (True, "not ours: screen.keyboard is false")


def test_looking_changes_nothing_in_the_ledger(machine: Machine) -> None:
    machine.morning()
    before = looked(machine)["chain"].said

    assert looked(machine)["chain"].said == before


@pytest.mark.parametrize("emptied", [False, True])
def test_looking_changes_no_byte_of_what_a_power_cut_left(machine: Machine, emptied: bool) -> None:
    store = machine.store()
    store.keep(machine.visit("A001", Level.SATISFIED))
    left = machine.folder.with_name("left")
    shutil.copytree(machine.folder, left)  # as the plug leaves it: the newest records only in the write-ahead log
    store.close()
    machine.folder = left
    if emptied:
        (left / "kiosk.sqlite").write_bytes(b"")
    before = bytes_of(left)

    found = looked(machine)

    assert (left / "kiosk.sqlite-wal").stat().st_size > 0
    assert bytes_of(left) == before
    assert bad(found) == (["database"] if emptied else [])


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_running_kiosk_is_asked_and_not_disturbed(machine: Machine) -> None:
    machine.morning()
    with machine.running():
        found = looked(machine)

    assert bad(found) == []
    assert "the kiosk runs" in found["running"].said
    assert "records wait for the centre" in found["delivery"].said


def test_a_kiosk_that_was_never_enrolled_is_told_how(machine: Machine) -> None:
    (machine.folder / "identity.json").unlink()

    assert "yiping-kiosk enrol URL CODE" in looked(machine)["enrolment"].said


def test_every_mistake_in_the_settings_is_named_at_once(machine: Machine) -> None:
    file = machine.folder.parent / "kiosk.toml"
    file.write_text('[limits]\nasking_s = "soon"\n[quue]\nkind = "poll"\n')

    found = check(file, {"QT_QPA_PLATFORM": "offscreen"}, machine.clock)

    mistakes = [one.said for one in found if one.what == "settings"]
    assert any("limits.asking_s" in one for one in mistakes)
    assert any("[quue] is not a section" in one for one in mistakes)
    assert {"files", "display"} <= {one.what for one in found}


def test_a_first_language_without_its_file_is_named(machine: Machine) -> None:
    found = looked(machine, '[screen]\nlanguage = "bo"\n')

    assert bad(found) == ["files"]
    assert "no bo.toml, which screen.language asks for" in found["files"].said


@pytest.mark.parametrize("where", [0.3, 0.6, 0.9])
def test_a_changed_byte_in_the_database_is_found(machine: Machine, where: float) -> None:
    machine.morning((Level.SATISFIED,) * 40)
    path = machine.folder / "kiosk.sqlite"
    data = bytearray(path.read_bytes())
    at = data.index(b'"level":4', int(len(data) * where * 0.6))
    data[at + 8 : at + 9] = b"5"
    path.write_bytes(data)

    assert "chain" in bad(looked(machine))


def test_a_file_that_is_no_database_is_said_to_be_none_and_the_rest_is_looked_at(machine: Machine) -> None:
    machine.morning()
    (machine.folder / "kiosk.sqlite").write_bytes(b"what is this" * 1000)

    found = looked(machine)

    assert "database" in bad(found)
    assert "quarantine" in found["database"].said
    assert found["centre"].ok


def test_a_folder_in_use_by_somebody_who_does_not_answer_is_named(machine: Machine) -> None:
    machine.morning()
    storage = Storage(machine.store)
    storage.start().result(WAIT_S)
    try:
        assert "is in use, but nobody answers" in looked(machine)["database"].said
    finally:
        storage.stop()


def test_a_revoked_kiosk_a_strange_kiosk_and_a_strange_centre_are_told_apart(machine: Machine) -> None:
    machine.centre.state = State.REVOKED
    assert "this kiosk is revoked" in looked(machine)["centre"].said
    machine.centre.state = State.ACTIVE
    machine.centre.keys = replace(machine.centre.keys, sign=bytes(32))
    assert "is not our centre" in looked(machine)["centre"].said
    machine.centre.kiosks.clear()
    assert bad(looked(machine)) == ["centre"]


def test_a_centre_that_cannot_be_reached_costs_no_rating_and_says_so(machine: Machine) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (machine.folder / "identity.json").read_text().replace(machine.url, f"http://127.0.0.1:{port}")
    (machine.folder / "identity.json").write_text(text)

    found = looked(machine)["centre"]

    assert not found.ok
    assert "ratings are kept and sent later" in found.said


@pytest.mark.parametrize("days", [-365, 365])
def test_a_clock_a_year_wrong_is_said_to_be(machine: Machine, days: int) -> None:
    from tests.support.clock import FakeClock

    true = machine.clock
    machine.clock = FakeClock(true.now())
    machine.clock.jump(days=days)
    machine.centre.clock = true

    found = looked(machine)["clock"]

    assert not found.ok
    assert "set the time" in found.said


@pytest.fixture
def queue() -> Iterator[ReplayServer]:
    citizens = Office()
    citizens.arrive("A001", "passport")
    server = ReplayServer("/citizens", citizens.body)
    yield server
    server.close()


def test_the_queue_is_asked_as_the_kiosk_asks_it(machine: Machine, queue: ReplayServer) -> None:
    toml = f'[queue]\nkind = "poll"\nurl = "{queue.url}"\nlist = "citizens"\nnumber = "ticket_number"\n'

    well, wrong = looked(machine, toml)["queue"], looked(machine, toml.replace('"citizens"', '"people"'))["queue"]
    queue.fault = html
    portal = looked(machine, toml)["queue"]

    assert (well.ok, well.said.endswith("lists 1 numbers")) == (True, True)
    assert not wrong.ok
    assert "queue.list finds no list" in wrong.said
    assert "a web page" in portal.said


def test_the_port_of_a_queue_that_tells_is_knocked_at(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    toml = f'[queue]\nkind = "push"\nport = {port}\ntoken = "a"\n'
    free = looked(machine, toml)["queue"]
    source = Push(with_settings(queue={"kind": "push", "port": port, "token": "a"}), "3", machine.clock)
    source.start(Events())
    while (listening := looked(machine, toml)["queue"]).said == free.said:
        pass  # until the source's own thread listens
    strange = looked(machine, toml.replace('"a"', '"b"'))["queue"]
    source.stop()

    assert (free.ok, "is free" in free.said) == (True, True)
    assert (listening.ok, "the kiosk listens" in listening.said) == (True, True)
    assert (strange.ok, "another token" in strange.said) == (False, True)
    assert "through the centre" in looked(machine, '[queue]\nkind = "push"\n')["queue"].said


def test_something_else_at_the_queues_port_is_said_to_be_no_kiosk(machine: Machine, queue: ReplayServer) -> None:
    port = queue.url.rpartition(":")[2].partition("/")[0]
    said = looked(machine, f'[queue]\nkind = "push"\nport = {port}\ntoken = "a"\n')["queue"]
    assert (said.ok, "no kiosk" in said.said) == (False, True)


def test_a_scanner_is_told_apart_from_a_card_reader_or_said_not_to_be(machine: Machine) -> None:
    scan = '[queue]\nkind = "scanner"\n'
    both = '[staff]\ncard = "pin"\ncard_least = 4\n'
    assert "codes of 2 to 7 signs" in looked(machine, scan)["queue"].said
    mixed = looked(machine, scan + both)["queue"]
    assert (mixed.ok, "its own prefix" in mixed.said) == (False, True)
    apart = looked(machine, f'{scan}scan_prefix = "~T"\n{both}card_prefix = "~C"\n')["queue"]
    assert "its own prefix" not in apart.said


def test_what_types_here_is_read_from_the_systems_own_list(tmp_path: Path) -> None:
    listing = tmp_path / "devices"
    listing.write_text(
        'I: Bus=0003\nN: Name="Honeywell Barcode"\nH: Handlers=sysrq kbd event3\n\n'
        'I: Bus=0003\nN: Name="Touch Panel"\nH: Handlers=mouse0 event4\n'
    )
    assert keyboards(listing) == ("Honeywell Barcode",)
    assert keyboards(tmp_path / "none") is None


def test_the_prompts_that_have_a_recording_are_counted_and_a_folder_that_is_not_there_is_a_fault(
    machine: Machine, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    for prompt in Prompt:
        with wave.open(str(tmp_path / "own" / f"zh-CN.{prompt}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(800))
    toml = f'[voice]\nfolder = "{tmp_path / "own"}"\n'

    assert f"zh-CN {len(Prompt)}/{len(Prompt)}" in looked(machine, toml)["voice"].said
    (tmp_path / "own" / "en.asking.wav").write_bytes(b"ID3 an mp3 with another name")
    assert looked(machine, toml)["voice"].said.startswith("no WAV of PCM, 16 bit: en.asking.wav")
    assert looked(machine, "[voice]\nvolume = 0\n")["voice"].said == "silent: voice.volume is 0"
    missing = looked(machine, toml.replace("own", "gone"))["voice"]
    assert (missing.ok, "mend voice.folder" in missing.said) == (False, True)


def test_the_command_ends_with_1_and_can_be_read_by_a_machine(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[data]\nfolder = "{tmp_path / "nothing"}"\n')

    assert check_command(file, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert {"what", "ok", "said"} == set(told["lines"][0])
    assert check_command(file) == 1
    assert "BAD  enrolment" in capsys.readouterr().err


def test_the_folder_of_notices_is_looked_at_and_what_is_left_out_is_said(machine: Machine, tmp_path: Path) -> None:
    assert "only the centre's" in looked(machine, "")["notices"].said
    folder = tmp_path / "notices"
    toml = f'[idle]\nfolder = "{folder}"\n'
    missing = looked(machine, toml)["notices"]
    assert (missing.ok, str(folder) in missing.said) == (False, True)
    folder.mkdir()
    (folder / "a.txt").write_text("周六照常办理", "utf-8")
    assert looked(machine, toml)["notices"] == Finding("notices", True, f"1 in {folder}")
    (folder / "b.txt").write_bytes(b"\xff")
    wrong = looked(machine, toml)["notices"]
    assert (wrong.ok, wrong.said.partition(" is left out")[0]) == (False, "b.txt")
