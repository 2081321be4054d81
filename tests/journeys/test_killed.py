"""The plug is pulled between the tap and the reason: the level is there, unexplained, and nobody is thanked for nothing.

A kill cannot see what the disk forgets; that is proved with cut images in tests/faults. Here the whole program dies.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from sync.central.figures.export import exported
from sync.kinds import Rated, Start, Unrated
from tests.support.hall import HALL, Hall
from tests.support.touch import wait_until


def killed_after_the_tap(place: Hall, star: int) -> None:
    """Run the kiosk apart, let a star be tapped there, kill it."""
    ticket = place.queue.call()
    command = [sys.executable, "-m", "tests.journeys.killed_kiosk", str(place.data), place.queue.url, str(star)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        wait_until(
            lambda: place.queue.asked_after_last_change() > 2 or child.poll() is not None, "the kiosk polling", 60
        )
        place.queue.act(ticket.id, "finish")
        assert child.stdout is not None
        assert child.stdout.readline() == "kept\n", child.stderr.read() if child.stderr else ""
        child.kill()


@pytest.mark.parametrize("star", [1, 4])
def test_a_level_tapped_before_the_power_went_stands(small_place: Hall, star: int) -> None:
    place = small_place
    place.enrol()
    killed_after_the_tap(place, star)

    place.open()
    place.settled()
    rated = place.records(Rated)
    assert [int(one.body.level) for one in rated if isinstance(one.body, Rated)] == [star]
    assert place.records(Unrated) == [], "a visit with a rating is not also unrated"
    assert [one.body.clean for one in place.records(Start) if isinstance(one.body, Start)] == [True, False]

    plain = exported(place.central, HALL, place.app.today()).plain()
    assert plain["total"]["levels"][str(star)] == 1
    assert plain["unexplained"] == (1 if star == 1 else 0)


def test_the_next_citizen_after_a_power_cut_sees_their_own_question(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    killed_after_the_tap(place, 2)
    place.open()
    assert place.app.scene.property("page") == "Idle"
    place.log_in()
    place.rate_next(5)
    place.settled()
    levels = exported(place.central, HALL, place.app.today()).plain()["total"]["levels"]
    assert (levels["2"], levels["5"]) == (1, 1)
