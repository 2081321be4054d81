"""What a wheel brings along: pages, templates, migrations, and the folders `assets` and `config` that are read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lexicon import lexicon_file

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of what is committed (a build leaves folders beside the source)."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if not name.startswith("tests/") and (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    for font in (ROOT / "assets" / "fonts").glob("*.ttf"):
        shutil.copy2(font, source / "assets" / "fonts")
    shutil.copy2(lexicon_file(), source / "assets" / "lexicon")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        ".",
    ]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(wheel_file: Path) -> Iterator[zipfile.ZipFile]:
    """The wheel, opened."""
    with zipfile.ZipFile(wheel_file) as opened:
        yield opened


def test_a_wheel_brings_every_file_that_is_read(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    shared = {name.split("/data/share/yiping/", 1)[1] for name in names if "/data/share/yiping/" in name}

    missing = [file for file in _read("kiosk", "sync") if file not in names]
    missing += [file for file in _read("assets", "config") if file not in shared]

    assert missing == []


def test_a_wheel_brings_the_lexicon_but_not_what_it_was_made_of(wheel: zipfile.ZipFile) -> None:
    inside = {name.rsplit("/", 1)[1] for name in wheel.namelist() if "/assets/lexicon/" in name}

    assert inside == {"pinyin.sqlite"}


def test_a_wheel_brings_no_tests_no_locks_and_no_tools(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()

    assert [name for name in names if name.startswith("tests/") or "/lock/" in name or name.endswith("cut.py")] == []


def test_a_wheel_says_its_licence_and_its_programs(wheel: zipfile.ZipFile) -> None:
    info = next(name.rsplit("/", 1)[0] for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))

    assert "License-Expression: Apache-2.0" in wheel.read(f"{info}/METADATA").decode()
    assert "yiping-kiosk = kiosk.__main__:main" in wheel.read(f"{info}/entry_points.txt").decode()
    assert "yiping-central = sync.central.__main__:main" in wheel.read(f"{info}/entry_points.txt").decode()
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())


def test_an_installed_wheel_finds_its_assets_and_config(wheel_file: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, str(wheel_file)], check=True, capture_output=True)
    program = (
        "import json; from sync.resources import assets, config; print(json.dumps([str(assets()), str(config())]))"
    )

    done = subprocess.run([python, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assets, config = (Path(folder) for folder in json.loads(done.stdout))

    assert (assets / "licences" / "README.md").exists()
    assert (config / "questionnaire.toml").read_bytes() == (ROOT / "config" / "questionnaire.toml").read_bytes()


def _read(*folders: str) -> list[str]:
    """Return committed files that are read at run time: everything but Python, the README's pictures and what tools need."""
    listed = subprocess.run(["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [
        name
        for name in listed.split("\n")
        if name
        and not name.endswith((".py", ".ts"))
        and "/lock/" not in name
        and "/pictures/" not in name
        and not name.startswith("assets/lexicon/")
        and (ROOT / name).exists()
    ]
