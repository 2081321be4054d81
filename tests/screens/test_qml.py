"""The QML itself: the linter has nothing to say, files are small, and nothing is used that a weak tablet cannot draw."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.qml_text import outliving

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


def test_no_delegate_reads_the_theme_together_with_what_it_stands_in() -> None:
    found = [f"{path.name}:{one.line} {one.text}" for path in FILES for one in outliving(path.read_text("utf-8"))]
    assert found == [], "give what stands around a property of its own, and let the delegate read that"


def test_such_a_delegate_is_found() -> None:
    """The positive control."""
    text = """
Grid {
    id: grid
    property bool all
    width: grid.all ? Theme.u(8) : 0
    Repeater {
        model: 3
        Chip {
            id: chip
            required property int index
            size: grid.all && Theme.large ? 19 : 22
            onToggled: grid.say(Words.t.yes)
            Label { text: chip.index + Words.t.no }
            Label {
                width: grid.width
                text: chip.index + Words.t.no
            }
        }
    }
    ListView {
        delegate: Label {
            text: grid.all + Words.t.yes
        }
    }
}
"""
    assert [one.line for one in outliving(text)] == [11, 22]
