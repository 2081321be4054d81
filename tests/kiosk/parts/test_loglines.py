"""The last lines of the log stay in memory for the bundle, so many and no more."""

from __future__ import annotations

import logging

import pytest

from kiosk.loglines import KEPT, LogLines, last_lines


@pytest.fixture
def root() -> logging.Logger:
    return logging.getLogger()


def test_the_last_lines_are_remembered_in_their_order(root: logging.Logger) -> None:
    lines = LogLines(kept=3)
    root.addHandler(lines)
    try:
        for number in range(5):
            logging.getLogger("kiosk.test").warning("line %d", number)
        said = last_lines().splitlines()
    finally:
        root.removeHandler(lines)
    assert [line.rpartition(": ")[2] for line in said] == ["line 2", "line 3", "line 4"]
    assert "WARNING kiosk.test" in said[0]


def test_a_program_without_the_handler_has_none() -> None:
    assert last_lines() == ""


def test_a_year_of_noise_takes_no_more_than_an_hour_of_it() -> None:
    lines = LogLines()
    for number in range(KEPT * 3):
        lines.handle(logging.LogRecord("n", logging.INFO, "", 0, "%d", (number,), None))
    assert len(lines.text.splitlines()) == KEPT
