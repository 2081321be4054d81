"""By hand, `make bundle-check` as root: the bundle in a bare Debian 12, set up against a real centre, timed against the source."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hall import HALL, WINDOW, Hall, hall

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    "libgl1",
    "libegl1",
)  # what a window off every screen needs of the machine; `install` names what one on a screen needs
STARTS = 5
PATHS = "/usr/sbin:/usr/bin:/sbin:/bin"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "YIPING_DATA": "/data", "LANG": "C.UTF-8"}
QUIETLY = {"DEBIAN_FRONTEND": "noninteractive"}
pytestmark = [pytest.mark.long, pytest.mark.may_skip]


@pytest.fixture(scope="module")
def bundle() -> Path:
    made = Path(os.environ.get("YIPING_TEST_BUNDLE", ROOT / "dist" / "yiping-kiosk"))
    if not (made / "yiping-kiosk").exists():
        pytest.skip("no bundle: make bundle")
    return made


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> Path:
    """A Debian 12 with nothing but what Debian itself cannot do without, and the bundle in /opt."""
    if os.geteuid() or shutil.which("debootstrap") is None:
        pytest.skip("a bare Debian is made by root with debootstrap")
    root = tmp_path_factory.mktemp("bare")
    subprocess.run(["debootstrap", "--variant=minbase", "bookworm", root], check=True, capture_output=True)
    shutil.copytree(bundle, root / "opt" / "yiping", symlinks=True)
    return root


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A centre on loopback, which a changed root shares."""
    with hall(tmp_path_factory.mktemp("hall")) as made:
        yield made


def inside(root: Path, *command: str, **env: str) -> list[str | Path]:
    told = [f"{name}={value}" for name, value in {"PATH": PATHS, "HOME": "/root", **env}.items()]
    return ["chroot", root, "/usr/bin/env", "-i", *told, *command]


def run(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def findings(root: Path) -> tuple[int, dict[str, tuple[bool, str]]]:
    done = run(inside(root, "/opt/yiping/yiping-kiosk", "check", "--json", **OFFSCREEN))
    return done.returncode, {one["what"]: (one["ok"], one["said"]) for one in json.loads(done.stdout)["lines"]}


def test_a_bare_debian_is_told_what_it_lacks_and_with_that_everything_is_well(place: Hall, bare: Path) -> None:
    code, found = findings(bare)
    assert code == 1
    assert found["drawing"][0] is False
    assert re.search(r"lib(GL|EGL)\.so", found["drawing"][1])

    fetched = run(inside(bare, "apt-get", "install", "--yes", "--no-install-recommends", *NEEDED, **QUIETLY))
    assert fetched.returncode == 0, fetched.stderr
    one_time = place.run_central("enrol-code", "--hall", HALL, "--window", WINDOW).split()[-1]
    enrolled = run(inside(bare, "/opt/yiping/yiping-kiosk", "enrol", place.url, one_time, **OFFSCREEN))
    assert enrolled.returncode == 0, enrolled.stderr
    ready_ms(inside(bare, "/opt/yiping/yiping-kiosk", "run", **OFFSCREEN, NOTIFY_SOCKET="/ready"), bare / "ready")

    code, found = findings(bare)

    assert {what: said for what, (well, said) in found.items() if not well} == {}
    assert code == 0
    assert int(found["chain"][1].split()[0]) > 0, "it has run there, and its ledger holds"


def test_how_long_it_takes_and_what_it_weighs_beside_the_source(place: Hall, bundle: Path, tmp_path: Path) -> None:
    place.enrol()
    env = {
        **OFFSCREEN,
        "YIPING_DATA": str(place.data),
        "PATH": os.environ["PATH"],
        "NOTIFY_SOCKET": str(tmp_path / "n"),
    }
    programs: dict[str, list[str | Path]] = {
        "source": [sys.executable, "-m", "kiosk", "run", "--windowed"],
        "bundle": [bundle / "yiping-kiosk", "run", "--windowed"],
    }
    took: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(
        STARTS + 1
    ):  # the first fills the caches; one after the other, so that both meet the same machine
        for name, command in programs.items():
            ms = ready_ms(command, tmp_path / "n", env)
            took[name] += [ms] if turn else []

    weight = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    ms = {name: statistics.median(each) for name, each in took.items()}
    print(f"\nbundle {weight / 1e6:.0f} MB, ready after {ms['bundle']:.0f} ms; from source {ms['source']:.0f} ms")
    assert ms["bundle"] < 1.5 * ms["source"]


def ready_ms(command: list[str | Path], line: Path, env: dict[str, str] | None = None) -> float:
    """Return how long a kiosk takes until it can keep ratings, as it tells systemd; then end it."""
    line.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(line))
        heard.settimeout(60)
        began = time.monotonic()
        with subprocess.Popen(command, env=env, cwd=ROOT) as child:
            try:
                assert heard.recv(4096) == b"READY=1"
                took = (time.monotonic() - began) * 1000
            finally:
                child.terminate()
    assert child.returncode == 0
    return took
