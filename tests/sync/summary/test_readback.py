"""Reading figures back: nothing is made up, and every kind of difference is told."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import pytest

from sync.summary.figures import summarise
from sync.summary.files import write
from sync.summary.readback import NoReader, differences, expected, figures, lines_of
from sync.summary.words import LANGUAGES
from tests.sync.summary.days import morning, origins
from tests.sync.summary.test_files import FONTS, REASONS


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    return summarise(origins(), morning(21), reason_texts=REASONS).plain()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    summary = summarise(origins(), morning(21), reason_texts=REASONS)
    for language in LANGUAGES:
        write(summary, folder, fonts=FONTS, language=language, stem=language)
    return folder


def test_every_figure_of_the_api_has_its_name(plain: dict[str, Any]) -> None:
    names = expected(plain).keys()

    for table in (
        "figures",
        "levels",
        "second",
        "causes",
        "outcomes",
        "channels",
        "reasons",
        "windows",
        "staff",
        "hours",
    ):
        assert any(name.startswith(f"{table}.") for name in names), table
    assert expected(plain)["figures.served"] == str(plain["total"]["served"])
    assert expected(plain)["windows.10.rated"] == str(plain["by_window"][-1]["tally"]["rated"])


CHANGES = {
    "figures.served": ("total", "served"),
    "figures.unexplained": ("unexplained",),
    "figures.typed_rated": ("typed", "rated"),
    "levels.1": ("total", "levels", "1"),
    "causes.restart": ("causes", "restart"),
    "outcomes.passed": ("outcomes", "passed"),
    "channels.phone": ("channels", "phone"),
    "second.5": ("second", "5"),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
@pytest.mark.parametrize("name", CHANGES)
def test_one_figure_that_is_one_more_is_the_one_difference(
    plain: dict[str, Any], folder: Path, name: str, kind: str
) -> None:
    other = copy.deepcopy(plain)
    place: Any = other
    for step in CHANGES[name][:-1]:
        place = place[step]
    place[CHANGES[name][-1]] += 1

    told = differences(other, lines_of(folder / f"zh-CN.{kind}"))

    assert len(told) == 1
    assert told[0].startswith(f"{name} is ")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
@pytest.mark.parametrize("group", ["by_window", "by_staff", "by_hour", "by_department"])
def test_a_changed_count_of_one_group_is_found(plain: dict[str, Any], folder: Path, group: str, kind: str) -> None:
    other = copy.deepcopy(plain)
    other[group][0]["tally"]["asked"] += 1

    assert len(differences(other, lines_of(folder / f"zh-CN.{kind}"))) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_a_window_that_is_missing_or_too_many_is_told(plain: dict[str, Any], folder: Path, kind: str) -> None:
    fewer = copy.deepcopy(plain)
    gone = fewer["by_window"].pop()

    told = differences(fewer, lines_of(folder / f"zh-CN.{kind}"))

    assert told
    assert all(f"windows.{gone['key']}." in line and "not expected" in line for line in told)


def test_a_file_in_another_language_is_not_read_by_chance(plain: dict[str, Any], folder: Path) -> None:
    assert differences(plain, lines_of(folder / "en.csv"), "zh-CN")
    assert differences(plain, lines_of(folder / "en.csv"), "en") == []


def test_lines_that_are_no_report_hold_no_figures() -> None:
    assert figures(["", "服务量 12", "hello 1 2 3", "※ – 5"]) == {}


def test_without_a_pdf_reader_it_is_said_and_not_passed_over(folder: Path) -> None:
    path = os.environ["PATH"]
    os.environ["PATH"] = ""
    try:
        with pytest.raises(NoReader, match="apt-get install poppler-utils"):
            lines_of(folder / "en.pdf")
    finally:
        os.environ["PATH"] = path
