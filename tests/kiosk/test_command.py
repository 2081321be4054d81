"""`yiping-kiosk`: what it offers, what it says, how it exits, and that a command loads only what it needs."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.identity import NAME, identity_in
from sync.clock import SystemClock
from tests.support.small_centre import SmallCentre, serving

CODE = "ABCD-EFGH-JKLM-NPQR"
COMMANDS = ("run", "check", "enrol", "export", "simulate", "demo")


@pytest.fixture
def centre() -> SmallCentre:
    return SmallCentre(SystemClock())


@pytest.fixture
def url(centre: SmallCentre) -> Iterator[str]:
    with serving(centre) as made:
        yield made


@pytest.fixture
def config(tmp_path: Path) -> list[str]:
    """Name a settings file whose data folder is this test's."""
    file = tmp_path / "kiosk.toml"
    file.write_text(f'[data]\nfolder = "{tmp_path / "data"}"\n', "utf-8")
    return ["--config", str(file)]


def exits(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        main(words)
    return left.value.code


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits("--help") == 0
    said = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n    {name} " not in said] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(name, "--help") == 0
    assert f"usage: yiping-kiosk {name}" in capsys.readouterr().out


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits("--version") == 0
    assert capsys.readouterr().out.strip() == version("yiping")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "the following arguments are required"),
        (("dance",), "invalid choice"),
        (("enrol", "http://centre.example"), "CODE"),
        (("enrol", "http://centre.example", "ABCD-EFGH-JKLM-NPQR", "--wait"), "CODE"),
        (("export", "--day", "2026-02-30", "--to", "x"), "'2026-02-30' is not a day: write it as in 2026-11-22"),
        (("export", "--day", "2026-02-28"), "--to"),
        (("simulate", "--central", "http://centre.example"), "--codes"),
        (("demo", "--port", "many"), "--port"),
    ],
)
def test_wrong_arguments_exit_with_2_and_say_which(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exits(*words) == 2
    assert says in capsys.readouterr().err


def test_asking_for_help_loads_neither_the_screen_nor_the_database_nor_the_network() -> None:
    script = (
        "import sys; from kiosk.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(','.join(sorted({'PySide6', 'sqlalchemy', 'requests', 'cryptography'} & set(sys.modules))) or 0)"
    )
    came = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (came.returncode, came.stderr) == (0, "")


def test_an_ordinary_start_loads_neither_the_first_start_nor_the_watchdog() -> None:
    script = (
        "import sys, kiosk.app\n"
        "late = {'kiosk.firststart', 'kiosk.enrolling', 'kiosk.viewmodels.enrolling', 'kiosk.watchdog'}\n"
        "sys.exit(','.join(sorted(late & set(sys.modules))) or 0)"
    )
    came = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (came.returncode, came.stderr) == (0, "")


def test_enrolling_makes_the_key_here_and_keeps_the_centres_answer(
    centre: SmallCentre, url: str, config: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enrol", *config, url, centre.code(CODE)]) == 0

    identity = identity_in(tmp_path / "data")
    assert identity is not None
    assert centre.kiosks[identity.kiosk] == identity.keys.public
    assert stat.S_IMODE((tmp_path / "data" / NAME).stat().st_mode) == 0o600
    assert f"enrolled as window 3 of hall H001; the centre's key is {centre.keys.public.id}" in capsys.readouterr().out


def test_a_tablet_that_is_enrolled_is_not_enrolled_over(
    centre: SmallCentre, url: str, config: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["enrol", *config, url, centre.code(CODE)])
    before = (tmp_path / "data" / NAME).read_bytes()

    assert main(["enrol", *config, url, centre.code("ABCD-EFGH-JKLM-NPQS")]) == 1

    assert (tmp_path / "data" / NAME).read_bytes() == before
    assert "enrolled already, as window 3 of hall H001: choose another data folder" in capsys.readouterr().err


def test_a_centre_that_is_not_there_is_said_and_leaves_nothing_behind(
    config: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enrol", *config, "http://127.0.0.1:9", CODE]) == 1
    assert "127.0.0.1" in capsys.readouterr().err
    assert not (tmp_path / "data" / NAME).exists()


@pytest.mark.parametrize("command", [["run"], ["check"], ["enrol", "http://127.0.0.1:9", CODE]])
def test_settings_that_cannot_be_used_are_said_by_every_command(
    command: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("[queue]\nkind = 'telepathy'\n", "utf-8")
    name, *rest = command

    assert main([name, "--config", str(file), *rest]) == 1

    assert (
        "queue.kind in kiosk.toml is 'telepathy', not one of poll, push, scanner, keypad, simulated"
        in capfd.readouterr().err
    )


def test_a_check_says_each_part_and_exits_with_1_where_something_is_missing(
    config: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *config, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert {"settings", "enrolment", "database"} <= {line["what"] for line in said["lines"]}


def test_an_export_without_a_tablet_says_what_to_do_first(
    config: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *config, "--day", "2026-03-02", "--to", str(tmp_path / "out")]) == 1
    assert "enrol" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
