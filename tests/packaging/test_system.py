"""`.ci/system` on machines that lack something: it installs as root or with sudo, else prints the one line to run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = [
    "libglib-2.0.so.0",
    "libGL.so.1",
    "libEGL.so.1",
    "libxkbcommon.so.0",
    "libfontconfig.so.1",
    "libdbus-1.so.3",
    "libpulse.so.0",
    "libXrandr.so.2",
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
    "libxcb-xkb.so.1",
    "libxkbcommon-x11.so.0",
]


class Machine:
    """A machine made of small programs put before the real ones on the path; `ran` is what apt-get was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.has(libraries=LIBRARIES)
        self.user(root=False, sudo=False)
        self._program("apt-get", f'echo "apt-get $*" >> {self.log}')

    def has(self, *, libraries: list[str]) -> None:
        """Say which libraries the loader knows."""
        lines = "".join(f"\\t{name} (libc6,x86-64) => /lib/{name}\\n" for name in libraries)
        self._program("ldconfig", f"printf '{lines}'")

    def user(self, *, root: bool, sudo: bool) -> None:
        """Say who runs it and whether sudo works without a question."""
        self._program("id", f"echo {0 if root else 1000}")
        self._program("sudo", f'echo sudo >> {self.log}; [ "$1" = -n ] && shift; exec "$@"' if sudo else "exit 1")

    def pythons(self, answer: str) -> None:
        """Say what every Python on the path does when asked for its version."""
        for name in ("python3", "python3.11", "python3.12", "python3.13"):
            self._program(name, answer)

    def run(self, what: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script there, without a terminal."""
        base = {
            name: value for name, value in os.environ.items() if name not in ("DISPLAY", "YIPING_TEST_DATABASE_URL")
        }
        path = f"{self.folder}:{os.environ['PATH']}"
        return subprocess.run(
            [ROOT / ".ci" / "system", what],
            env={**base, **environment, "PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def ran(self) -> list[str]:
        """What apt-get and sudo were asked, in order."""
        return self.log.read_text().splitlines() if self.log.exists() else []

    def _program(self, name: str, text: str) -> None:
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_where_nothing_is_missing_nothing_is_said_or_done(machine: Machine) -> None:
    done = machine.run("demo", DISPLAY=":0")

    assert (done.returncode, done.stdout, done.stderr, machine.ran) == (0, "", "", [])


def test_a_user_without_sudo_is_given_the_one_line_to_run(machine: Machine) -> None:
    machine.has(libraries=[name for name in LIBRARIES if name not in ("libGL.so.1", "libpulse.so.0")])

    done = machine.run("demo")

    lines = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
    assert done.returncode == 1
    assert lines == ["sudo apt-get install --yes --no-install-recommends libgl1 libpulse0"]
    assert machine.ran == []


def test_root_installs_what_is_missing_and_says_so(machine: Machine) -> None:
    machine.has(libraries=LIBRARIES[1:])
    machine.user(root=True, sudo=False)

    done = machine.run("demo")

    assert done.returncode == 0, done.stderr
    assert "apt-get install --yes --no-install-recommends libglib2.0-0" in done.stdout
    assert machine.ran[0].startswith("apt-get update")
    assert machine.ran[1].startswith("apt-get install --yes --no-install-recommends libglib2.0-0")


def test_a_user_with_sudo_installs_through_it(machine: Machine) -> None:
    machine.has(libraries=LIBRARIES[1:])
    machine.user(root=False, sudo=True)

    done = machine.run("demo")

    assert done.returncode == 0, done.stderr
    assert [line.split()[1] for line in machine.ran if line.startswith("apt-get")] == ["update", "install"]
    assert machine.ran.count("sudo") == 3  # asked whether it may, then once for each


def test_libraries_of_a_window_are_asked_for_only_where_there_is_a_display(machine: Machine) -> None:
    machine.has(libraries=[name for name in LIBRARIES if "xcb" not in name])

    assert machine.run("demo").returncode == 0
    assert "libxcb-cursor0" in machine.run("demo", DISPLAY=":0").stderr


def test_an_old_python_is_none(machine: Machine) -> None:
    machine.pythons("exit 1")

    assert machine.run("python").stdout == ""
    assert "python3 python3-venv" in machine.run("venv").stderr


def test_a_python_without_ensurepip_needs_its_venv_package(machine: Machine) -> None:
    machine.pythons('case "$2" in *version_info\\ *) exit 0;; *ensurepip*) exit 1;; *) echo python3.12;; esac')

    assert "apt-get install --yes --no-install-recommends python3.12-venv" in machine.run("venv").stderr


def test_a_wrong_word_is_exit_2(machine: Machine) -> None:
    assert machine.run("everything").returncode == 2


def test_make_says_what_it_can_do() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    for target in ("make demo", "make test", "make bench"):
        assert target in done.stdout
