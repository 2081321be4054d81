"""Ten thousand senseless touches, drags and keys: one rating a visit, no way out, no complaint of QML, memory flat."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QtMsgType, qInstallMessageHandler

from kiosk.entry import Entry
from sync.contract import uuid7
from sync.kinds import Cause, Channel, Level, Rated, Unrated
from tests.support.monkey import Monkey, amiss, ways_out
from tests.support.screen import OnScreen

ACTS, WARM = 10_000, 4_000
SEED = int(os.environ.get("YIPING_MONKEY_SEED", "20260302"))  # another monkey on every wish, the same one in CI
GROWTH_MIB = 6.0


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What Qt has to say above the level of debugging."""
    said: list[str] = []

    def hear(kind: QtMsgType, _where: object, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            said.append(text)

    before = qInstallMessageHandler(hear)
    yield said
    qInstallMessageHandler(before)


def resident_mib() -> float:
    """Return what the process takes once what is done with is really gone."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # a running event loop does it by itself
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def test_a_monkey_gets_one_rating_a_visit_and_never_out(
    make_screen: Callable[..., OnScreen], complaints: list[str]
) -> None:
    screen = make_screen((1024, 600))
    monkey = Monkey(screen, SEED)
    ratings, visits, warm = 0, set[str](), 0.0
    open_visit: list[Entry] = []
    while monkey.acts < ACTS:
        if monkey.acts % 10 == 0:
            monkey.hall()
        monkey.act()
        if monkey.acts == WARM:
            warm = resident_mib()
        if monkey.acts % 100 == 0:  # look at what was kept, and forget it: it is the disk's, not the screen's memory
            open_visit += screen.disk.kept
            assert amiss(open_visit) == [], f"after {monkey.acts} acts"
            ratings += sum(isinstance(one.body, Rated) for one in screen.disk.kept)
            visits |= {one.visit for one in screen.disk.kept if one.visit}
            standing = screen.desk.phase.visit
            open_visit = [one for one in open_visit if standing and one.visit == standing.id]
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            screen.disk.kept.clear()
            screen.shown.clear()
            screen.frames.clear()
        assert ways_out(screen) == [], f"after {monkey.acts} acts"
    assert complaints == []
    assert ratings > 100, "a monkey that never rates proves nothing"
    assert len(visits) > 300
    assert monkey.pages >= {"Serving", "Asking", "Explaining", "Thanking", "login", "bar"}
    assert resident_mib() - warm < GROWTH_MIB


def rated(visit: str, replaces: str | None = None) -> Entry:
    body = Rated(
        round=1, channel=Channel.TABLET, level=Level.SATISFIED, questionnaire="n", questionnaire_version="1", language="en",
        replaces=replaces,
    )  # fmt: skip
    return Entry(id=uuid7(), body=body, visit=visit)


def test_the_judge_of_the_monkey_knows_a_second_rating_from_a_correction() -> None:
    """The positive control."""
    first = rated("one")
    unrated = Entry(id=uuid7(), body=Unrated(cause=Cause.TIMED_OUT), visit="one")
    assert amiss([first, rated("one", replaces=first.id), rated("two")]) == []
    assert amiss([first, rated("one")]) == ["one: a second rating"]
    assert amiss([first, unrated]) == ["one: rated and unrated"]
    assert amiss([unrated, unrated]) == ["one: twice unrated"]


def test_a_window_that_was_closed_counts_as_a_way_out(screen: OnScreen) -> None:
    """The positive control."""
    assert ways_out(screen) == []
    screen.window.hide()
    assert ways_out(screen) == ["the window is gone"]
