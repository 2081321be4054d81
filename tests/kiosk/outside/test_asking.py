"""The local socket of the running kiosk: who may ask, what is answered, and that nonsense harms nobody."""

from __future__ import annotations

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from kiosk.asking import LONGEST_QUESTION, NAME, NotAnswered, ask, ask_day
from sync.kinds import Level
from tests.kiosk.outside.conftest import DAY, Machine


def raw(folder: Path, data: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        line.connect(str(folder / NAME))
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_only_the_kiosks_own_account_can_ask(machine: Machine) -> None:
    with machine.running():
        assert stat.S_IMODE((machine.folder / NAME).stat().st_mode) == 0o600


def test_where_none_runs_there_is_no_answer_and_no_error(machine: Machine) -> None:
    assert ask(machine.folder, {"ask": "check"}) is None
    with machine.running():
        pass
    assert not (machine.folder / NAME).exists()
    assert ask(machine.folder, {"ask": "check"}) is None


def test_a_socket_left_behind_by_a_killed_kiosk_is_nobody(machine: Machine) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(machine.folder / NAME))

    assert ask(machine.folder, {"ask": "check"}) is None
    with machine.running():
        assert ask(machine.folder, {"ask": "check"}) is not None


def test_a_days_records_come_as_they_were_written(machine: Machine) -> None:
    machine.morning((Level.SATISFIED, None))
    with machine.running() as storage:
        read = ask_day(machine.folder, DAY)
        texts = storage.texts_of_day(DAY).result(20)

    assert read is not None
    assert list(read.texts) == texts
    assert read.completeness.last_seq >= len(texts)


def test_a_deep_folder_is_no_obstacle(machine: Machine, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6)
    deep.mkdir(parents=True)
    machine.folder = deep
    with machine.running():
        assert len(str(deep / NAME)) > 108
        assert ask(deep, {"ask": "check"}) is not None


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"ask": "shutdown"},
        {"ask": "day"},
        {"ask": "exported"},
        {"ask": "exported", "body": {"day": 5}},
        {"ask": ["x"]},
    ],
)
def test_a_question_it_does_not_know_is_answered_with_a_sentence(machine: Machine, question: dict[str, object]) -> None:
    with machine.running(), pytest.raises(NotAnswered, match=r"does not know|not complete"):
        ask(machine.folder, question)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"hello\n", b"[1]\n", b'"x"\n', b"{", b"x" * (LONGEST_QUESTION + 1), os.urandom(512)]
)
def test_nonsense_ends_the_connection_and_nothing_else(machine: Machine, data: bytes) -> None:
    with machine.running():
        said = raw(machine.folder, data)
        assert said == b"" or "trouble" in json.loads(said)
        assert ask(machine.folder, {"ask": "check"}) is not None


def test_an_asker_that_hangs_up_early_is_forgotten(machine: Machine) -> None:
    with machine.running():
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(machine.folder / NAME))
            line.sendall(b'{"ask": "check"}\n')
        assert ask(machine.folder, {"ask": "check"}) is not None
