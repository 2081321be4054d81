"""The tree as committed: its top level, its locks, and nothing that belongs to one machine or one registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {"kiosk", "sync", "assets", "config", "tests", "build.spec", "pyproject.toml", "README.md"}
BESIDE = {"Makefile", "CHANGELOG.md", "LICENSE", "README.zh-CN.md"}
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".qml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".ts",
    ".spec",
    ".csv",
    ".mako",
    ".ini",
    "",
}
HERE = Path(__file__).relative_to(ROOT).as_posix()  # it has to name what it looks for
FOREIGN = re.compile(
    r"pypi\.org|pythonhosted|/simple/|mirrors?\.[a-z]+\.|registry\.|artifactory|nexus"
    r"|/work/|/root/|/home/[a-z]+/|C:\\Users"
)


def _committed() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"not a checkout: {done.stderr}")
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_the_top_level_is_the_one_that_was_asked_for() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in _committed()}

    assert {name for name in top - TOP - BESIDE if not name.startswith(".")} == set()
    assert TOP | {"Makefile", "LICENSE"} <= top


def test_no_committed_file_names_a_registry_or_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in _committed()
        if path.suffix in TEXT and path.exists() and path.relative_to(ROOT).as_posix() != HERE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FOREIGN.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("name", ["all", "kiosk", "central"])
def test_a_lock_has_hashes_for_everything_and_no_index(name: str) -> None:
    text = (ROOT / "config" / "lock" / f"{name}.txt").read_text()
    pins = re.split(r"\n(?=[a-z0-9])", text.strip())

    assert not re.search(r"^\s*-|index-url|find-links|https?://", text.replace("    --hash=", ""), re.MULTILINE)
    assert len(pins) > 10
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+==[^ ]+( ; .*)? \\\n", pin), pin
        assert "--hash=sha256:" in pin, pin


def test_the_shipped_locks_agree_with_the_one_that_is_tested() -> None:
    everything = _pins("all")

    for name in ("kiosk", "central"):
        assert _pins(name).items() <= everything.items()


def test_every_shipped_package_is_in_the_table_of_licences() -> None:
    table = (ROOT / "assets" / "licences" / "README.md").read_text()

    assert {name for name in {*_pins("kiosk"), *_pins("central")} if f"`{name}`" not in table} == set()


def test_every_code_a_citizen_may_read_out_is_explained() -> None:
    from kiosk.codes import NO_PHONE, Code

    table = (ROOT / "config" / "codes.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| (K-\d\d) \|", table, re.MULTILINE)

    assert explained == [code.value for code in Code]
    by_phone = dict(re.findall(r"^\| (K-\d\d) \|[^|]*\|[^|]*\| (yes|no)", table, re.MULTILINE))
    assert {code for code, said in by_phone.items() if said == "no"} == set(NO_PHONE)
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "kiosk").rglob("*.py")]
    assert [code.name for code in Code if not any(f"Code.{code.name}" in text for text in texts)] == []


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / "config" / "lock" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", text, re.MULTILINE))
