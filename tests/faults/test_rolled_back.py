"""The whole data folder is set back to yesterday's copy, witness and all: the tablet cannot know it, the centre does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.support.hall import Hall, hall
from tests.support.touch import wait_until


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The kiosk needs no widgets."""
    return QGuiApplication


@pytest.fixture
def place(tmp_path: Path, qapp: QGuiApplication) -> Iterator[Hall]:  # noqa: ARG001 - windows need it
    with hall(tmp_path) as made:
        made.enrol()
        yield made


def a_day(place: Hall, *levels: int) -> None:
    """Start the kiosk, let so many be rated, deliver, end."""
    place.open()
    if place.app.desk.shift is None:
        place.log_in()
    for level in levels:
        place.rate_next(level)
    place.settled()
    place.close()


def alarms(place: Hall) -> set[str]:
    return {str(row[0]) for row in place.rows("SELECT kind FROM alarms")}


def levels(place: Hall) -> list[int]:
    return sorted(int(row[0]) for row in place.rows("SELECT level FROM ratings"))


def test_a_bad_rating_is_not_undone_by_an_older_copy_and_the_centre_raises_the_alarm(
    place: Hall, tmp_path: Path
) -> None:
    a_day(place, 5)
    shutil.copytree(place.data, tmp_path / "yesterday")
    a_day(place, 1)
    assert (levels(place), alarms(place)) == ([1, 5], set())

    shutil.rmtree(place.data)
    shutil.copytree(tmp_path / "yesterday", place.data)
    a_day(place, 4)
    wait_until(lambda: alarms(place), "an alarm")

    assert alarms(place) <= {"fork", "regress"}
    assert set(levels(place)) >= {1, 5}, "what the centre holds stays"
    a_day(place, 3)
    assert 3 in levels(place), "the tablet goes on in a ledger of its own"


def test_control_the_same_days_without_the_copy_raise_no_alarm(place: Hall) -> None:
    a_day(place, 5)
    a_day(place, 1)
    a_day(place, 4)
    a_day(place, 3)
    assert (levels(place), alarms(place)) == ([1, 3, 4, 5], set())
