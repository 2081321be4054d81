"""The tablet as an appliance: the unit is closed as far as it is said, its files agree, and `install` puts them in their places."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.settings import read_settings
from sync.resources import config

DEPLOY = config() / "deploy"
LINUX = DEPLOY / "linux"
UNIT = LINUX / "yiping-kiosk.service"
MOST_EXPOSED = 2.0


def service() -> dict[str, list[str]]:
    """Return the unit's settings; a key may stand more than once."""
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def exposure(unit: Path) -> float:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    said = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert said, done.stdout + done.stderr
    return float(said[1])


@pytest.fixture
def analyze() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")


@pytest.mark.may_skip
def test_the_unit_is_closed_as_far_as_systemd_can_tell(analyze: None) -> None:  # noqa: ARG001 - needed to look
    assert exposure(UNIT) <= MOST_EXPOSED


@pytest.mark.may_skip
def test_a_unit_that_is_opened_is_noticed(analyze: None, tmp_path: Path) -> None:  # noqa: ARG001 - the same
    opened = tmp_path / UNIT.name
    text = UNIT.read_text("utf-8").replace("ProtectSystem=strict", "").replace("NoNewPrivileges=yes", "")
    opened.write_text(text.replace("CapabilityBoundingSet=\n", ""), "utf-8")
    assert exposure(opened) > MOST_EXPOSED


def test_systemd_waits_for_the_kiosk_itself_and_starts_it_again_when_it_is_silent() -> None:
    unit = service()
    assert (unit["Type"], unit["NotifyAccess"], unit["Restart"]) == (["notify"], ["all"], ["always"])
    assert int(unit["WatchdogSec"][0]) > 0
    assert int(unit["TimeoutStartSec"][0]) > int(unit["WatchdogSec"][0]), "looking through a database takes its time"
    assert unit["StartLimitIntervalSec"] == ["0"], "it never gives up"


def test_the_compositor_lets_nobody_to_another_console() -> None:
    (start,) = service()["ExecStart"]
    compositor, kiosk = start.split(" -- ")
    assert compositor.split() == ["/usr/bin/cage", "-d"], "with -s a key would lead to other consoles"
    assert kiosk == "/opt/yiping/yiping-kiosk run --config /etc/yiping/kiosk.toml"


def test_the_kiosk_is_told_to_end_before_its_compositor() -> None:
    (stop,) = service()["ExecStop"]
    assert "pkill -TERM -u yiping -x yiping-kiosk" in stop
    assert len("yiping-kiosk") <= 15, "the kernel keeps no more of a program's name, and pkill -x compares that"


def test_nothing_is_closed_that_the_kiosk_reads_its_time_from() -> None:
    """The boot's id is in /proc/sys: without it no record could be made."""
    assert "ProcSubset" not in service()
    assert Path("/proc/sys/kernel/random/boot_id").exists()


def test_the_settings_that_are_installed_are_settings() -> None:
    settings = read_settings(LINUX / "kiosk.toml", {})
    assert settings.queue.kind == "keypad"


@pytest.mark.may_skip
def test_usbguard_reads_its_rules() -> None:
    if shutil.which("usbguard-rule-parser") is None:
        pytest.skip("no usbguard here")
    done = subprocess.run(
        ["usbguard-rule-parser", "-f", LINUX / "usbguard-rules.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OUTPUT: block" in done.stdout


def test_what_usbguard_does_not_name_is_blocked_and_no_stick_is_let_in_by_itself() -> None:
    lines = (LINUX / "usbguard-rules.conf").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[-1] == "block"
    allowed = [re.findall(r"\b(\w\w):\*:\*", rule) for rule in rules[:-1]]
    assert allowed == [["09"], ["03"]]
    assert [rule for rule in rules[:-1] if "all-of" not in rule] == [], "one-of would let in a keyboard that is a disk"


def test_a_stick_is_mounted_where_the_kiosk_may_write_and_looks() -> None:
    rule = (LINUX / "70-yiping.rules").read_text("utf-8")
    mounted = set(re.findall(r"(/media/yiping-)%k", rule))
    assert mounted == {"/media/yiping-"}
    assert service()["ReadWritePaths"] == ["-/media"]
    assert "nosuid,nodev,noexec" in rule


@pytest.mark.parametrize("name", ["yiping-watchdog.conf", "yiping-logind.conf"])
def test_the_small_files_are_what_systemd_reads(name: str) -> None:
    read = configparser.ConfigParser()
    read.read(LINUX / name)
    assert len(read.sections()) == 1
    assert dict(read[read.sections()[0]])


# --- install ------------------------------------------------------------------------------------------------------------


def bundle(folder: Path, version: str = "one") -> Path:
    """Return a folder that looks like a bundle."""
    folder.mkdir(parents=True)
    program = folder / "yiping-kiosk"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return folder


def install(made: Path, root: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DESTDIR": str(root)}
    return subprocess.run([LINUX / "install", made], capture_output=True, text=True, check=False, env=env)


def test_install_puts_every_file_of_this_folder_in_its_place(tmp_path: Path) -> None:
    root = tmp_path / "root"
    done = install(bundle(tmp_path / "b"), root)

    assert done.returncode == 0, done.stderr
    files = {path for path in root.rglob("*") if path.is_file()}
    contents = {path.read_bytes() for path in files}
    assert [path.name for path in LINUX.iterdir() if path.name != "install" and path.read_bytes() not in contents] == []
    assert (root / "etc/systemd/system/yiping-kiosk.service").read_bytes() == UNIT.read_bytes()
    assert os.access(root / "opt/yiping/yiping-kiosk", os.X_OK)


def test_a_second_install_brings_the_new_program_and_leaves_what_the_hall_changed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    install(bundle(tmp_path / "b1"), root)
    for changed in ("etc/yiping/kiosk.toml", "etc/usbguard/rules.conf"):
        (root / changed).write_text("# the hall's own\n")

    done = install(bundle(tmp_path / "b2", "two"), root)

    assert done.returncode == 0, done.stderr
    assert (root / "etc/yiping/kiosk.toml").read_text() == "# the hall's own\n"
    assert (root / "etc/usbguard/rules.conf").read_text() == "# the hall's own\n"
    assert "two" in (root / "opt/yiping/yiping-kiosk").read_text()
    assert "one" in (root / "opt/yiping.old/yiping-kiosk").read_text()


def test_install_without_a_bundle_says_how_and_changes_nothing(tmp_path: Path) -> None:
    done = install(tmp_path / "nothing", tmp_path / "root")
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert not (tmp_path / "root").exists()


# --- the pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["README.md", "windows/README.md"])
def test_every_link_of_the_pages_leads_to_a_file(page: str) -> None:
    text = (DEPLOY / page).read_text("utf-8")
    linked = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("https://")]
    assert linked
    assert [link for link in linked if not ((DEPLOY / page).parent / link).exists()] == []


def test_the_page_names_commands_that_exist() -> None:
    from sync.central.commands import COMMANDS

    text = (DEPLOY / "README.md").read_text("utf-8")
    named = set(re.findall(r"yiping-central ([a-z-]+)", text))
    assert named == {"enrol-code", "kiosks"}
    assert named <= set(COMMANDS)
