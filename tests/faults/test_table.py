"""The table of threats names tests that there are, each row with its control."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROWS = [
    line.split(" | ")
    for line in (Path(__file__).parent / "README.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| threat", "|---"))
]


def names_in(file: str) -> set[str]:
    """Return the names of a file's tests."""
    path = TESTS / file
    tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip("| ") for row in ROWS])
def test_every_threat_has_a_test_and_a_control_that_are_there(row: list[str]) -> None:
    attacks, controls = NAMED.findall(row[2]), NAMED.findall(row[3])
    assert attacks
    assert controls
    assert [f"{file}::{name}" for file, name in [*attacks, *controls] if name not in names_in(file)] == []


def test_control_a_name_that_is_not_there_would_be_found() -> None:
    assert "test_that_nobody_wrote" not in names_in("faults/test_table.py")
    assert names_in("faults/gone.py") == set()
    assert len(ROWS) >= 15
