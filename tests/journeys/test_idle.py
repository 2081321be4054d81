"""Photos and notices from the hall's file to the tablet's screen: over the wire, kept without the centre, replaced whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from kiosk.settings import Idle
from tests.support.clip import picture
from tests.support.hall import TOML, Hall, polling
from tests.support.touch import find, is_there, middle, wait_until

RED, GREEN, BLUE = "#cc3333", "#33aa55", "#3355cc"


def load(place: Hall, photo: str, notices: str = "") -> None:
    """Have the centre take a hall's file in which Wang has a photo of one colour."""
    picture(photo, (400, 400)).save(str(place.folder / "wang.png"))
    text = TOML.replace('role = "officer"', 'role = "officer"\nphoto = "wang.png"')
    (place.folder / "hall.toml").write_text(text + notices, "utf-8")
    place.run_central("load", str(place.folder / "hall.toml"))
    if place.kiosk:
        place.kiosk.backroom.beat()


def colour(place: Hall, name: str) -> str:
    """Return the colour in the middle of an item that is on the screen, and nothing while it is not."""
    window = place.app.screen.window
    if not is_there(window, name):
        return ""
    return QColor(window.grabWindow().pixel(middle(find(window, name)))).name()


def shows(place: Hall, name: str, wanted: str) -> Callable[[], bool]:
    return lambda: colour(place, name) == wanted


def files(place: Hall) -> set[str]:
    return {path.name for path in (place.data / "files").iterdir()}


def test_a_photo_comes_from_the_hall_works_without_the_centre_and_is_replaced(place: Hall) -> None:
    load(place, RED)
    place.enrol()
    place.open()
    place.log_in("S001")
    wait_until(shows(place, "photo", RED), "the photo on the card")

    load(place, GREEN)
    wait_until(shows(place, "photo", GREEN), "the new photo on the same card")

    place.cut()
    place.close()
    place.open()
    wait_until(shows(place, "photo", GREEN), "the photo after a restart without the centre")
    assert not [name for name in files(place) if name.endswith(".part")]


def test_who_has_a_photo_that_cannot_be_had_is_on_the_roster_without_it(
    small_place: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = small_place
    monkeypatch.setattr("sync.delivery.files.AGAIN_S", 0.05)  # three tries, not half a minute apart
    load(place, RED)
    place.say("UPDATE file_parts SET data = zeroblob(length(data))")  # not what its hash says
    place.enrol()
    place.open()
    place.log_in("S001")
    assert find(place.app.screen.window, "initial").property("text") == "王"
    assert not is_there(place.app.screen.window, "photo")

    place.close()
    place.say("UPDATE file_parts SET data = :photo", photo=(place.folder / "wang.png").read_bytes())
    place.open()
    wait_until(shows(place, "photo", RED), "the photo, asked for again after a restart")


def test_a_notice_comes_from_the_hall_to_this_window_and_is_taken_down(small_place: Hall) -> None:
    place = small_place
    picture(BLUE, (800, 450)).save(str(place.folder / "poster.png"))
    notices = """
[[notice]]
id = "poster"
file = "poster.png"
[[notice]]
id = "elsewhere"
text = "只在四号窗口"
windows = ["4"]
"""
    load(place, RED, notices)
    place.enrol()
    place.open()
    wait_until(shows(place, "notice-picture", BLUE), "the poster")

    load(place, RED, '[[notice]]\nid = "text"\ntext = "周六照常办理"\n')
    wait_until(lambda: is_there(place.app.screen.window, "notice-text"), "the text in its place")
    assert find(place.app.screen.window, "notice-text").property("text") == "周六照常办理"

    load(place, RED)
    wait_until(lambda: place.app.idle.notice["kind"] == "", "taken down")


def test_files_beside_the_program_join_those_of_the_centre(small_place: Hall, tmp_path: Path) -> None:
    place = small_place
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "a.txt").write_text("本地告示", "utf-8")
    load(place, RED, '[[notice]]\nid = "text"\ntext = "中心告示"\nseconds = 3\n')
    place.enrol()
    place.open(replace(polling(place.queue.url), idle=Idle(folder=str(tmp_path / "stick"), notice_s=3)))
    seen: set[str] = set()

    def both() -> bool:
        seen.add(place.app.idle.notice["text"])
        return {"本地告示", "中心告示"} <= seen

    wait_until(both, "both notices in turn", 30)
