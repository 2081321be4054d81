"""The centre on a server: its units are closed, `install` puts every file in its place, and what they name is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sync.central.accounts.roles import Act, acts_of
from sync.central.commands import COMMANDS
from sync.central.settings import central_settings
from sync.resources import config
from tests.packaging.test_deploy import MOST_EXPOSED, exposure

CENTRE = config() / "deploy" / "centre"
UNITS = sorted(CENTRE.glob("*.service"))


@pytest.mark.may_skip
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_closed_as_far_as_systemd_can_tell(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    assert exposure(unit) <= MOST_EXPOSED

    opened = tmp_path / unit.name
    text = unit.read_text("utf-8").replace("ProtectSystem=strict", "").replace("NoNewPrivileges=yes", "")
    opened.write_text(text.replace("CapabilityBoundingSet=\n", ""), "utf-8")
    assert exposure(opened) > MOST_EXPOSED, "the control: a unit that is opened is noticed"


def test_install_puts_every_file_in_its_place_and_leaves_settings_alone(tmp_path: Path) -> None:
    folder, root = tmp_path / "folder", tmp_path / "root"
    shutil.copytree(CENTRE, folder)
    (folder / "yiping-1-py3-none-any.whl").touch()
    command = [folder / "install"]
    environment = {**os.environ, "DESTDIR": str(root)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    (root / "etc/yiping/central.toml").write_text("# mine\n")
    subprocess.run(command, env=environment, check=True, capture_output=True)

    put = {path.name for path in root.rglob("*") if path.is_file()}
    renamed = {
        "sysusers.conf": "yiping-central.conf",
        "nginx.conf": "yiping",
        "command": "yiping-central",
        "install": "",
    }
    missing = {one.name for one in CENTRE.iterdir()} - put
    assert {renamed[name] for name in missing} - put == {""}, "only what installs is not installed"
    assert (root / "etc/yiping/central.toml").read_text() == "# mine\n"
    assert (root / "etc/yiping/central.env").stat().st_mode & 0o077 == 0


def test_install_without_a_wheel_says_how_to_get_one() -> None:
    done = subprocess.run([CENTRE / "install"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "make centre" in done.stderr


def test_what_the_units_start_is_installed_and_what_the_timers_start_is_a_unit() -> None:
    script = (CENTRE / "install").read_text("utf-8")
    started = {
        path for unit in UNITS for path in re.findall(r"^ExecStart=(\S+)", unit.read_text("utf-8"), re.MULTILINE)
    }
    assert started == {
        "/opt/yiping-central/bin/yiping-central",
        "/opt/yiping-central/deploy/back-up",
        "/opt/yiping-central/deploy/verify-all",
    }
    for path in started - {"/opt/yiping-central/bin/yiping-central"}:
        assert Path(path).name in script
        assert os.access(CENTRE / Path(path).name, os.X_OK)
    assert {one.stem for one in CENTRE.glob("*.timer")} <= {one.stem for one in UNITS}
    for unit in [*UNITS, *CENTRE.glob("*.timer")]:
        assert unit.name in script


def test_the_settings_that_are_installed_are_settings() -> None:
    lines = (CENTRE / "central.env").read_text("utf-8").splitlines()
    environment = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    settings = central_settings(CENTRE / "central.toml", environment)
    assert settings.url.startswith("postgresql+psycopg://yiping-central@/")
    assert (settings.server.host, settings.server.public_url) == ("127.0.0.1", "https://centre.example")


def test_every_figure_an_alert_asks_for_is_told_by_somebody() -> None:
    asked = set(re.findall(r"\byiping_\w+", (CENTRE / "alerts.yml").read_text("utf-8")))
    told = "".join(path.read_text("utf-8") for path in (config().parent / "sync" / "central").rglob("*.py"))
    by_timers = {f"yiping_{name}_done_seconds" for name in ("backup", "verify")}
    for name in by_timers:
        script = {"backup": "back-up", "verify": "verify-all"}[name.split("_")[1]]
        assert f'tell" {name.split("_")[1]}' in (CENTRE / script).read_text("utf-8")
    assert {name for name in asked - by_timers if f'"{name}"' not in told} == set()
    assert len(asked) > 5


@pytest.mark.parametrize("page", ["README.md", "../citus.md"])
def test_the_pages_name_only_commands_that_are_there(page: str) -> None:
    text = (CENTRE / page).read_text("utf-8")
    named = set(re.findall(r"`?(?:sudo )?yiping-central ([a-z][a-z-]+)", text)) - {"serve"}
    assert named <= set(COMMANDS), named - set(COMMANDS)
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert ((CENTRE / page).parent / target).exists(), target


@pytest.mark.parametrize(
    "page", [CENTRE / "README.md", CENTRE / "../../../README.md", CENTRE / "../../../README.zh-CN.md"]
)
def test_the_first_account_a_page_makes_may_set_up_everything_else(page: Path) -> None:
    """Another role could neither open a hall nor make the next account."""
    made = re.findall(r"yiping-central create-account [a-z]+(.*)", page.read_text("utf-8"))
    roles = [re.match(r" --role (\w+)", after) for after in made]
    assert roles
    assert all(role and {Act.MANAGE_ACCOUNTS, Act.SET_UP_PLACES} <= acts_of(role[1]) for role in roles), made


@pytest.mark.may_skip
def test_nginx_reads_its_site(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("no nginx here")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=x",
        "-keyout",
        key,
        "-out",
        certificate,
    ]
    subprocess.run(made, check=True, capture_output=True)
    site = (CENTRE / "nginx.conf").read_text("utf-8").replace("/etc/yiping/tls", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\nhttp {{\n{site}\n}}\n", "utf-8")
    done = subprocess.run([nginx, "-t", "-c", whole, "-p", tmp_path], capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr, done.stderr
