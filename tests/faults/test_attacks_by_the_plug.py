"""Staff pull the plug so that nobody is asked, or nothing is kept: at every page the centre sees that it was pulled."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from sync.kinds import Cause, Rated, Start, Unrated
from tests.support.hall import Hall, hall

# What the centre is told of the page, the levels on the disk by then, and how the visits ended that have none.
PAGES: dict[str, tuple[str, list[int], list[Cause]]] = {
    "Serving": ("serving", [], [Cause.RESTART]),
    "Away": ("serving", [], [Cause.RESTART]),
    "Asking": ("asking", [], [Cause.RESTART]),
    "Later": ("idle", [], [Cause.TIMED_OUT]),
    "Explaining": ("explaining", [1], []),
    "Contacting": ("explaining", [1], []),
    "Thanking": ("explaining", [1], []),
}


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The kiosk needs no widgets."""
    return QGuiApplication


@pytest.fixture
def place(tmp_path: Path, qapp: QGuiApplication) -> Iterator[Hall]:  # noqa: ARG001 - windows need it
    with hall(tmp_path) as made:
        made.enrol()
        yield made


def unplugged(place: Hall, page: str) -> None:
    """Call a number, run the kiosk apart until it shows a page, pull the plug."""
    command = [sys.executable, "-m", "tests.faults.unplugged_kiosk", str(place.data), place.queue.url, page]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        ticket = place.queue.call()
        assert child.stdout.readline() == ("" if page == "Keeping" else "there\n")
        child.kill()
        said = child.communicate()
    assert child.returncode == -9, said
    place.queue.act(ticket.id, "finish")


def seen_at_the_centre(place: Hall) -> tuple[list[tuple[bool, str | None]], list[int], list[Cause]]:
    """Return the starts, the levels and the unrated causes the centre holds once the kiosk is up again."""
    place.open()
    place.settled()
    held = [one.body for one in place.held()]
    starts = [(one.clean, one.page) for one in held if isinstance(one, Start)]
    levels = [int(one.level) for one in held if isinstance(one, Rated)]
    return starts, levels, [one.cause for one in held if isinstance(one, Unrated)]


@pytest.mark.parametrize("page", list(PAGES))
def test_the_plug_pulled_at_a_page_is_seen_at_the_centre(place: Hall, page: str) -> None:
    unplugged(place, page)
    starts, levels, causes = seen_at_the_centre(place)
    assert starts[0] == (True, None)
    assert (*starts[1:], levels, causes) == ((False, PAGES[page][0]), *PAGES[page][1:])


def test_the_plug_pulled_while_the_level_is_on_its_way_leaves_a_rating_or_says_that_there_is_none(place: Hall) -> None:
    unplugged(place, "Keeping")
    starts, levels, causes = seen_at_the_centre(place)
    assert [clean for clean, _ in starts] == [True, False]
    assert (levels, causes) in (([1], []), ([], [Cause.RESTART]))


def test_the_control_a_kiosk_that_was_stopped_says_that_it_was(place: Hall) -> None:
    place.open()
    place.close()
    starts, levels, causes = seen_at_the_centre(place)
    assert [clean for clean, _ in starts] == [True, True]
    assert (levels, causes) == ([], [])
