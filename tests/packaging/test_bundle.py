"""The bundle leaves out nothing that a page or a module of the kiosk asks for; by hand (`-m long`) it is made and started."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "build.spec"


def _lists() -> dict[str, Any]:
    """Return the literal lists of build.spec by name."""
    return {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(SPEC.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _imported() -> set[str]:
    """Return the names of everything the kiosk's programs import."""
    files = [*(ROOT / "kiosk").rglob("*.py"), *(ROOT / "sync").rglob("*.py")]
    names: set[str] = set()
    for file in files:
        if "central" in file.parts or "demo" in file.parts:  # neither is in the bundle
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return names


def test_no_module_that_is_left_out_is_imported_by_the_kiosk() -> None:
    imported = _imported()

    left_out = _lists()["LEFT_OUT_MODULES"]

    assert "PySide6.QtQml" in imported
    asked_for = [name for name in left_out if any(one == name or one.startswith(f"{name}.") for one in imported)]
    assert set(asked_for) <= {"kiosk.demo"}


def test_no_qml_module_that_is_left_out_is_imported_by_a_page() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "kiosk" / "qml").rglob("*.qml")]
    modules = {name for text in texts for name in re.findall(r"^import (Qt[\w.]+)", text, re.MULTILINE)}
    folders = [f"PySide6/Qt/qml/{name.replace('.', '/')}/qmldir" for name in modules]

    rules = _lists()["LEFT_OUT_FILES"]

    assert "QtQuick" in modules
    assert [folder for folder in folders if any(re.search(rule, folder) for rule in rules)] == []


def test_a_bundle_carries_the_licence_of_every_package_the_kiosk_needs() -> None:
    lock = (ROOT / "config" / "lock" / "kiosk.txt").read_text()
    needed = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))
    in_our_folder = {"pyside6-essentials", "pyside6-addons", "shiboken6"}  # their wheels carry no texts
    elsewhere = {"colorama"}  # Windows only

    assert needed - set(_lists()["LICENSED"]) - in_our_folder - elsewhere == set()


@pytest.mark.long
def test_the_bundle_is_made_and_starts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(tmp_path / "dist"), "--workpath", str(tmp_path / "build"), str(SPEC)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    bundle = tmp_path / "dist" / "yiping-kiosk"
    assert not [path for path in bundle.rglob("*") if re.search(r"virtualkeyboard|fastapi|psycopg", path.name.lower())]

    bare = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "YIPING_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [bundle / "yiping-kiosk", "check", "--json"], env=bare, capture_output=True, text=True, check=False, cwd="/"
    )

    assert done.returncode in (0, 1), done.stderr  # a kiosk that is not enrolled has something to complain of
    assert done.stdout.startswith(("{", "[")), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert os.access(bundle / "_internal" / "LICENSE", os.R_OK)
