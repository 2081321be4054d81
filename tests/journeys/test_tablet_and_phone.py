"""One visit, rated at the tablet and by phone, in every order of rating and of arrival: one standing, the rest kept."""

from __future__ import annotations

import urllib.request
from itertools import permutations
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.demo.phone import rate_by_phone
from sync.central.figures.export import exported
from sync.kinds import QrShown
from tests.support.clock import FakeClock
from tests.support.hall import HALL, hall
from tests.support.wire import Fault, bad_wire

STEPS = ("tablet", "phone", "wire")  # rate at the tablet; rate by phone; let the kiosk's records through


def phoned(url: str) -> bool:
    """Rate by phone; return whether the page said instead that it is rated already."""
    with urllib.request.urlopen(url) as page:
        rated = "已评价" in page.read().decode()
    if not rated:
        rate_by_phone(url, 2)
    return rated


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids="-".join)
def test_the_earlier_of_two_ratings_stands_whatever_arrives_first(
    tmp_path: Path,
    qapp: QGuiApplication,  # noqa: ARG001 - windows need it
    order: tuple[str, ...],
) -> None:
    clock = FakeClock()
    with hall(tmp_path, clock=clock) as place, bad_wire(place.url) as wire:
        place.enrol(wire.url)
        place.open()
        place.log_in()
        place.settled()
        wire.set(Fault.REFUSED)
        place.ask_next()
        minted = place.app.desk.qr()
        assert minted is not None
        url = minted.url.replace(wire.url, place.url)  # a phone has its own way to the centre
        told = False
        for step in order:
            clock.advance(10)
            if step == "tablet":
                knows = order[2] == "tablet"  # by the heartbeat where the phone came first, else by the event at once
                if not knows:
                    place.tap("star-5")
                place.on("RatedAlready" if knows else "Explaining")
                if order[0] == "wire":
                    place.settled()
            elif step == "phone":
                told = phoned(url)
            else:
                wire.set(Fault.NONE)
                place.app.backroom.beat()
                place.settled()
        place.settled()
        assert place.records(QrShown)
        assert told is (order[1:] == ("wire", "phone") or order[1:] == ("tablet", "phone")), (
            "whoever comes second, where it is known, is told so"
        )
        plain = exported(place.central, HALL, place.app.today()).plain()
        first = "5" if order.index("tablet") < order.index("phone") else "2"
        assert {level: count for level, count in plain["total"]["levels"].items() if count} == {first: 1}
        assert plain["total"]["rated"] == 1
        pools = place.rows("SELECT pool FROM cases")
        assert pools == [("verification",)] or (first == "5" and not place.rows(TWO)), (
            "a bad and a good one are looked at"
        )
        place.close()


TWO = "SELECT visit_id FROM ratings GROUP BY visit_id HAVING count(*) > 1"
