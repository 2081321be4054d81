"""The QML itself: the linter has nothing to say, files are small, and nothing is used that a weak tablet cannot draw."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

QML = Path(__file__).resolve().parents[2] / "kiosk" / "qml"
FILES = sorted(QML.rglob("*.qml"))


def test_qmllint_has_nothing_to_say() -> None:
    tool = Path(sys.executable).with_name("pyside6-qmllint")
    done = subprocess.run([tool, "--max-warnings", "0", *FILES], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_nothing_is_used_that_the_software_renderer_drops() -> None:
    dropped = re.compile(r"\b(MultiEffect|ShaderEffect|DropShadow|FastBlur|LinearGradient|Gradient|Canvas)\b")
    assert [path.name for path in FILES if dropped.search(path.read_text("utf-8"))] == []


def test_no_file_has_outgrown_its_limit() -> None:
    assert {path.name: n for path in FILES if (n := len(path.read_text("utf-8").splitlines())) > 160} == {}
