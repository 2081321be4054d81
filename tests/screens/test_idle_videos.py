"""A video among the notices: really played, without sound, and a still where it cannot be."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from kiosk.notices.notice import Notice
from sync.contract import NoticeKind
from tests.support.clip import picture, write_clip
from tests.support.desk import with_settings
from tests.support.screen import OnScreen
from tests.support.touch import middle, turn, wait_until

TEXT = Notice(id="t", kind=NoticeKind.TEXT, text="周六照常办理")


def film(file: Path, still: Path | None = None) -> Notice:
    return Notice(id=file.name, kind=NoticeKind.VIDEO, file=file, still=still, seconds=10)


@pytest.fixture
def hall(make_screen: Callable[..., OnScreen], tmp_path: Path) -> OnScreen:
    screen = make_screen(settings=with_settings(idle={"dim_after_s": 0}))
    screen.idles(tmp_path)
    return screen


def nearest(screen: OnScreen) -> str:
    """Return which of the film's colours is on the screen."""
    image = screen.window.grabWindow()
    at = QColor(image.pixel(middle(screen.find("notice-picture"))))
    return max((("red", at.red()), ("green", at.green()), ("blue", at.blue())), key=lambda one: one[1])[0]


def test_a_film_plays_to_its_end_and_the_next_notice_follows(hall: OnScreen, tmp_path: Path) -> None:
    write_clip(tmp_path / "a.avi", ("red", "lime", "blue"), frames_each=25)
    hall.idle.put([film(tmp_path / "a.avi"), TEXT])
    seen: list[str] = []

    def looked() -> bool:
        if hall.idle.notice["kind"] == "video" and hall.idle.notice["source"] and hall.sees("notice-picture"):
            colour = nearest(hall)
            if not seen or seen[-1] != colour:
                seen.append(colour)
        return hall.idle.notice["kind"] == "text"

    wait_until(looked, "the film's end", 40)
    assert seen == ["red", "green", "blue"]
    assert hall.text("notice-text") == TEXT.text
    assert "PySide6.QtMultimedia" in sys.modules


def test_a_call_ends_the_film_at_once(hall: OnScreen, tmp_path: Path) -> None:
    write_clip(tmp_path / "a.avi", ("red",), frames_each=100)
    hall.idle.put([film(tmp_path / "a.avi")])
    wait_until(lambda: hall.idle.notice["source"], "a frame")
    hall.serve()
    hall.on_page("Serving")
    assert hall.idle.notice["kind"] == ""
    hall.desk.passed()
    wait_until(lambda: hall.idle.notice["kind"] == "video" and hall.idle.notice["source"], "the film again")


def test_a_film_that_cannot_be_played_shows_its_still_and_is_not_tried_again(
    hall: OnScreen, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no film at all")
    picture("#3366cc").save(str(tmp_path / "a.png"))
    hall.idle.put([film(tmp_path / "a.mp4", tmp_path / "a.png"), TEXT])
    wait_until(lambda: hall.idle.notice["kind"] == "picture", "the still")
    item = hall.find("notice-picture")
    wait_until(lambda: item.property("implicitWidth") > 0, "the still read")
    hall.settle()
    assert QColor(hall.window.grabWindow().pixel(middle(item))).name() == "#3366cc"
    for kind in ("text", "picture", "text"):
        hall.pass_by(10)
        turn()
        assert hall.idle.notice["kind"] == kind
    assert len([one for one in caplog.records if "a.mp4 cannot be played" in one.message]) == 1


def test_a_film_without_a_still_is_passed_over(hall: OnScreen, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no film at all")
    hall.idle.put([film(tmp_path / "a.mp4"), TEXT])
    wait_until(lambda: hall.idle.notice["kind"] == "text", "the next notice")
    hall.pass_by(10)
    turn()
    assert hall.idle.notice["text"] == TEXT.text


def test_where_no_film_can_be_opened_at_all_the_stills_are_shown(
    make_screen: Callable[..., OnScreen], tmp_path: Path
) -> None:
    def without_sound_libraries() -> None:
        raise ImportError("libpulse.so.0: cannot open shared object file")

    screen = make_screen(settings=with_settings(idle={"dim_after_s": 0}))
    screen.idles(tmp_path, without_sound_libraries)  # type: ignore[arg-type] # it never returns
    picture("#3366cc").save(str(tmp_path / "a.png"))
    screen.idle.put([film(tmp_path / "a.mp4", tmp_path / "a.png")])
    assert screen.idle.notice["kind"] == "picture"
    screen.idle.put([film(tmp_path / "b.mp4")])
    screen.pass_by(30)
    assert screen.idle.notice["kind"] == ""
