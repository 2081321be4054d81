"""A log is read line by line, by people and programs: nothing anybody sends begins a line of its own."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest

from sync.loglines import OneLine, visible
from tests.sync.summary.corpus import corpus, markup

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (WARNING|ERROR) test: ")
FORGED = "x\n2026-03-02 09:00:00,000 ERROR test: everybody was let in"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(OneLine())
    log = logging.getLogger("test")
    log.addHandler(handler)
    log.propagate = False
    yield handler.stream
    log.removeHandler(handler)
    log.propagate = True


def test_a_thousand_strings_are_a_thousand_lines(written: io.StringIO) -> None:
    strings = [*corpus(), *markup(), FORGED]
    for text in strings:
        logging.getLogger("test").warning("%s could not be answered", text)

    lines = written.getvalue().split("\n")[:-1]
    assert len(lines) == len(strings)
    assert all(LINE.match(line) and line.endswith("could not be answered") for line in lines)
    assert all(line.isprintable() or " " in line for line in lines)
    assert not re.search("[\x00-\x09\x0b-\x1f\u2028\u2029\u202e\u2066]", written.getvalue())


def test_control_an_ordinary_formatter_writes_a_forged_line() -> None:
    record = logging.LogRecord("test", logging.WARNING, "", 0, "%s", (FORGED,), None)

    assert len(logging.Formatter().format(record).splitlines()) == 2
    assert len(OneLine().format(record).splitlines()) == 1


def test_the_text_of_an_error_begins_no_line_either(written: io.StringIO) -> None:
    try:
        raise ValueError(FORGED)
    except ValueError:
        logging.getLogger("test").exception("it failed", stack_info=True)

    first, *others = written.getvalue().splitlines()
    assert LINE.match(first)
    assert others
    assert all(line.startswith("\t") for line in others)


def test_chinese_and_every_letter_stay_as_they_are() -> None:
    text = "窗口 3：办理完成　“好”𠮷 é → 1"

    assert visible(text) == text
    assert visible("a\nb\u202ec\ud800") == "a\\nb\\u202ec\\ud800"
