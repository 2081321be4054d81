"""`yiping-central` as its user types it: what it prints, and the exit code."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sync.central.__main__ import main
from sync.central.accounts.models import AuditLine
from sync.central.central import open_central
from sync.central.kiosks.enrol import enrol
from sync.central.kiosks.models import Kiosk
from sync.central.settings import central_settings
from sync.resources import config
from sync.suite import Keys, pairing_number, unlock_answer
from tests.support.centre import rows
from tests.sync.central.kiosks.test_enrol import asking

SMALL = """
[hall]
id = "H001"
name = "示例大厅"
[[department]]
id = "D1"
name = "公安局"
[[window]]
id = "3"
department = "D1"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIPING_DATA", str(tmp_path / "data"))
    (tmp_path / "hall.toml").write_text(SMALL, "utf-8")
    return tmp_path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    return capsys


def out(said: pytest.CaptureFixture[str]) -> str:
    return said.readouterr().out


def test_a_day_of_commands(home: Path, said: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["load", str(home / "hall.toml"), "--dry-run"]) == 0
    assert "nothing was written" in out(said)
    assert main(["load", str(home / "hall.toml")]) == 0
    assert "+ window 3" in out(said)
    assert main(["load", str(home / "hall.toml")]) == 0
    assert out(said).strip() == "0 changes"
    assert main(["token", "--hall", "H001"]) == 0
    assert re.fullmatch(r"yr_\S{40,}\n", out(said))
    assert main(["demo-data", "--ratings", "60", "--days", "2", "--seed", "4"]) == 0
    assert "60 ratings" in out(said)
    assert main(["verify"]) == 0
    assert "everything is as the records say" in out(said)
    assert main(["verify", "--json"]) == 0
    assert json.loads(out(said))["holds"] is True
    assert main(["backup", str(home / "b.gz")]) == 0
    assert (home / "b.gz").stat().st_mode & 0o077 == 0
    assert (
        main(["export", "--hall", "D001", "--day", "2026-01-05", "--to", str(home / "files"), "--format", "csv"]) == 0
    )
    assert [path.suffix for path in (home / "files").iterdir()] == [".csv"]


def test_what_commands_do_is_in_the_audit_with_who_gave_them(
    home: Path, said: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
    assert main(["load", str(home / "hall.toml")]) == 0
    assert main(["load", str(home / "hall.toml")]) == 0, "it changes nothing, and there is nothing to tell"
    assert main(["create-account", "li", "--hall", "H001", "--password-stdin"]) == 0
    assert main(["token", "--hall", "H001", "--label", "大屏"]) == 0
    made = out(said).split()[-1]
    assert main(["token", "--hall", "H001", "--revoke", made]) == 0
    assert main(["enrol-code", "--hall", "H001", "--all"]) == 0
    day = ["--hall", "H001", "--day", "2026-01-05", "--format", "csv"]
    assert main(["export", *day, "--to", str(home / "files"), "--reason", "月报"]) == 0
    assert main(["export", *day, "--to", str(home / "files")]) == 0
    assert main(["verify"]) == 0

    central = open_central(central_settings(None))
    lines = rows(central, AuditLine)
    central.close()
    told = sorted((one.hall_id, one.act, one.what, one.reason) for one in lines)
    assert told == [
        ("", "manage_accounts", "account li made, hall_manager", ""),
        ("H001", "enrol_kiosks", "one-time codes for windows 3", ""),
        ("H001", "export", "export 2026-01-05 csv", "no reason given"),
        ("H001", "export", "export 2026-01-05 csv", "月报"),
        ("H001", "manage_tokens", "token ended", ""),
        ("H001", "manage_tokens", "token made, to read: 大屏", ""),
        ("H001", "set_up_places", "hall.toml loaded, 3 changes", ""),
    ]
    assert all(one.who.startswith("command:") for one in lines)
    assert made not in str(lines), "a token is told to nobody a second time"


@pytest.mark.parametrize("cut", ["DELETE FROM audit WHERE seq > 1", "DELETE FROM audit"])
def test_an_audit_cut_back_with_its_head_is_found_by_the_next_verify(
    home: Path, said: pytest.CaptureFixture[str], cut: str
) -> None:
    """Who can write the database puts an earlier sealed head back, or takes all away: each is sound in itself."""
    main(["load", str(home / "hall.toml")])
    database = home / "data" / "central.db"
    with sqlite3.connect(database) as raw:
        before = raw.execute("SELECT * FROM audit_heads").fetchone()
    main(["backup", str(home / "b.gz")])
    main(["token", "--hall", "H001"])
    assert main(["verify"]) == 0
    out(said)

    with sqlite3.connect(database) as raw:
        raw.execute(cut)
        raw.execute("DELETE FROM audit_heads")
        if "seq" in cut:
            raw.execute(f"INSERT INTO audit_heads VALUES ({', '.join('?' * len(before))})", before)
    raw.close()

    assert main(["verify"]) == 1
    assert "audit H001 2: was the last line when verify ran before" in said.readouterr().err
    assert main(["verify"]) == 1, "and it goes on saying so"
    for file in database.parent.glob("central.db*"):
        file.unlink()
    assert main(["restore", str(home / "b.gz")]) == 0
    assert main(["verify"]) == 0, "what a restored backup lacks was not taken away by anybody"


def test_codes_are_printed_for_people_and_for_machines(home: Path, said: pytest.CaptureFixture[str]) -> None:
    main(["load", str(home / "hall.toml")])
    out(said)

    assert main(["enrol-code", "--hall", "H001", "--window", "3"]) == 0
    assert re.search(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", out(said))
    assert main(["enrol-code", "--hall", "H001", "--all", "--json"]) == 0
    assert [one["window"] for one in json.loads(out(said))] == ["3"]


def test_a_kiosk_is_revoked_and_a_technician_unlocks_it(home: Path, said: pytest.CaptureFixture[str]) -> None:
    main(["load", str(home / "hall.toml")])
    out(said)
    main(["enrol-code", "--hall", "H001", "--all", "--json"])
    code = json.loads(out(said))[0]["code"]
    keys = Keys.made()
    central = open_central(central_settings(None))
    kiosk = enrol(central, asking(code, keys)).kiosk

    pairing = pairing_number(keys.public, central.keys.pair.public)
    assert main(["kiosks", "--hall", "H001"]) == 0
    assert out(said) == f"window 3  active   pairing {pairing}  kiosk {kiosk}\n"
    assert main(["kiosks", "--hall", "H002"]) == 0
    assert out(said) == "no tablet is enrolled in hall H002\n"
    assert main(["unlock", kiosk, "12345678"]) == 0
    assert out(said).strip() == unlock_answer(keys, central.keys.pair.public.seal, "12345678")
    assert main(["unlock", "H001/3", "12345678"]) == 0
    assert out(said).strip() == unlock_answer(keys, central.keys.pair.public.seal, "12345678"), "said by its place"
    assert main(["kiosks", "ask", kiosk, "volume", "--volume", "30", "--reason", "试一试"]) == 0
    assert main(["kiosks", "ask", kiosk, "volume", "--reason", "试一试"]) == 1, "no number"
    assert main(["commands", "--hall", "H001"]) == 0
    assert " volume   sent " in out(said)
    assert main(["commands", "--hall", "H001", "--bundle", "x"]) == 1, "nobody asked for one"
    for act in ("disable", "enable", "rescue"):
        assert main(["kiosks", act, kiosk, "--reason", "试一试"]) == 0, act
    assert main(["kiosks", "move", kiosk, "--to", "99", "--reason", "x"]) == 1, "there is no such window"
    assert sum(one.reason == "试一试" for one in rows(central, AuditLine)) == 4
    assert main(["revoke", kiosk]) == 0
    assert main(["unlock", "H001/3", "12345678"]) == 1, "no kiosk stands there any more"
    assert [one.state for one in rows(central, Kiosk)] == ["revoked"]
    out(said)
    assert main(["kiosks", "--hall", "H001", "--json"]) == 0
    assert [(one["state"], one["pairing"], one["seen_ms"]) for one in json.loads(out(said))] == [
        ("revoked", pairing, None)
    ]
    central.close()


def test_a_person_is_made_with_a_password_from_standard_input(
    home: Path, said: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["load", str(home / "hall.toml")])
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\ncorrect horse battery\n"))

    assert main(["create-account", "li", "--hall", "H001", "--password-stdin"]) == 0
    assert main(["create-account", "li", "--hall", "H001", "--password-stdin"]) == 1
    assert "already an account" in said.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said_why"),
    [
        (["enrol-code", "--hall", "H009", "--all"], "load it first"),
        (["enrol-code", "--hall", "H001", "--all", "--sheet", "x.html"], "--address https://centre.example"),
        (["token", "--hall", "H009"], "there is no hall H009"),
        (["revoke", "nobody"], "there is no kiosk nobody"),
        (["unlock", "nobody", "12345678"], "there is no kiosk nobody"),
        (["unlock", "nobody", "12"], "8 digits"),
        (["load", "nowhere.toml"], "cannot be read"),
        (["export", "--hall", "H009", "--day", "2026-01-05", "--to", "x"], "there is no hall H009"),
        (["demo-data", "--ratings", "0"], "at least one"),
        (["restore", "nowhere.gz"], "centre-keys.json"),
        (["migrate", "--config", "nowhere.toml"], "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_on_stderr_with_exit_code_1(
    home: Path,
    said: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said_why: str,
) -> None:
    monkeypatch.chdir(home)

    assert main(arguments) == 1
    captured = said.readouterr()
    assert said_why in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["load"], ["enrol-code", "--hall", "H001"], ["serve", "--port", "x"]]
)
def test_wrong_arguments_give_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2


def test_sqlite_is_served_by_one_process(said: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--workers", "2"]) == 1
    assert "SQLite has one writer" in said.readouterr().err


def test_a_port_that_is_taken_is_said_so(said: pytest.CaptureFixture[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sync.central", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().split()[1]
        assert requests.get(f"{url}/readyz", timeout=20).json() == {"status": "ready"}

        assert main(["serve", "--port", url.rsplit(":", 1)[1]]) == 1

        process.terminate()
        assert process.wait(20) in (0, -15)
    assert "give another --port" in said.readouterr().err


def test_the_example_of_a_hall_loads(said: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(config() / "hall.toml"), "--dry-run"]) == 0
    assert "+ staff S024" in out(said)
