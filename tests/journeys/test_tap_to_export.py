"""One rating, from the tap to the manager's file: the twelve steps of the design, for real."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk import daybook
from kiosk.volumes import volumes
from sync.central.figures.export import export, exported
from sync.kinds import Asked, Ended, Explained, Exported, Level, Rated, Served, ShiftOpened
from sync.summary.readback import differences, lines_of
from tests.support.hall import HALL, Hall
from tests.support.touch import items, wait_until


def test_a_number_called_over_http_becomes_a_figure_in_the_managers_file(place: Hall, tmp_path: Path) -> None:
    place.enrol()
    place.open()
    place.log_in()
    number = place.rate_next(2, "207", "214").number
    place.settled()

    assert [one.body.staff for one in place.records(ShiftOpened) if isinstance(one.body, ShiftOpened)] == ["S001"]
    order = [one.kind for one in place.held() if one.kind in ("served", "ended", "asked", "rated", "explained")]
    assert order == [Served.kind, Ended.kind, Asked.kind, Rated.kind, Explained.kind]
    rated = place.records(Rated)[0].body
    assert isinstance(rated, Rated)
    assert (rated.level, rated.staff) == (Level.DISSATISFIED, "S001")

    day = place.app.today()
    plain = exported(place.central, HALL, day).plain()
    assert plain["total"]["levels"] == {"5": 0, "4": 0, "3": 0, "2": 1, "1": 0}
    place.app.backroom.beat()  # the next heartbeat says that nothing waits any more
    wait_until(lambda: exported(place.central, HALL, day).complete, "the certificate whole")
    plain = exported(place.central, HALL, day).plain()
    for path in export(place.central, HALL, day, tmp_path / "files"):
        assert differences(plain, lines_of(path)) == []

    cases = place.rows("SELECT hall_id, pool FROM cases")
    assert cases == [(HALL, "verification")], f"the bad rating of {number} waits in 核实库"


def test_the_manager_takes_the_same_day_away_at_the_tablet(place: Hall) -> None:
    place.enrol()
    place.open()
    place.log_in("S002")
    place.rate_next(5)
    place.tap(
        "staff-door", "show-day", "digit-0", "digit-0", "digit-2", "on", *(f"digit-{one}" for one in "002002"), "on"
    )
    wait_until(lambda: place.app.day.property("ready"), "the day")
    place.tap("export", "place-0")
    wait_until(lambda: not place.app.day.property("taking").property("busy"), "the files")
    files = sorted(path.suffix for path in (place.app.exports / place.app.today()).iterdir())
    assert files == [".csv", ".pdf", ".xlsx"]


def open_day(place: Hall) -> None:
    place.tap("staff-door", "show-day", *(f"digit-{one}" for one in "002"), "on")
    place.tap(*(f"digit-{one}" for one in "002002"), "on")
    wait_until(lambda: place.app.day.property("ready"), "the day")


def test_the_manager_sees_the_hall_through_the_centre_and_is_told_when_it_is_silent(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in("S002")
    for level in (5, 5, 4, 3, 2, 1):
        place.rate_next(level)
    place.settled()
    open_day(place)
    day = place.app.day
    here = day.property("levels")
    place.tap("day-hall")
    wait_until(lambda: day.property("of_hall") and day.property("ready"), "the hall's day")
    assert day.property("levels") == here, "one window's records are all the hall has today"
    assert "中心" in day.property("source_line")
    assert [one["text"] for one in day.property("windows")] == ["6 / 6"]
    place.tap("export", "place-0")
    wait_until(lambda: not day.property("taking").property("busy"), "the hall's files")
    figures = place.app.days  # what the page showed is what the files tell, and they say whose word it is
    came: Future[Any] = Future()
    figures.hall(place.app.today(), came.set_result)
    summary = came.result(30)[0]
    files = sorted((place.app.exports / place.app.today()).iterdir())
    assert [one.name for one in files] == ["hall-summary.csv", "hall-summary.pdf", "hall-summary.xlsx"]
    for file in files:
        assert differences(summary.plain(), lines_of(file)) == [], file.name
    assert "评价中心" in files[0].read_text("utf-8-sig")
    (taken,) = place.records(Exported)
    assert isinstance(taken.body, Exported)
    assert (taken.body.source, taken.body.by) == ("centre", "S002")

    place.cut()
    place.tap("export", "place-0")
    wait_until(lambda: "未能导出" in day.property("message"), "a word that the centre gave nothing")
    place.tap("day-before")
    wait_until(lambda: "没有给出全大厅数据" in day.property("message"), "a word on why")
    place.tap("day-hall")
    wait_until(lambda: day.property("ready"), "the window's own day, without the centre")


def test_the_files_go_to_the_stick_in_a_folder_of_this_window_and_name_who_took_them(
    small_place: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "media" / "KINGSTON"
    stick.mkdir(parents=True)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"40 22 8:17 / {stick} rw,nosuid - vfat /dev/sdb1 rw\n")
    monkeypatch.setattr(daybook, "volumes", partial(volumes, mounts, (f"{tmp_path}/media/",)))
    place = small_place
    place.enrol()
    place.open()
    place.log_in("S002")
    place.rate_next(5)
    open_day(place)
    place.tap("export", "place-1")
    wait_until(lambda: not place.app.day.property("taking").property("busy"), "the files")
    folder = stick / f"yiping-{HALL}-3" / place.app.today()
    assert sorted(path.name for path in folder.iterdir()) == ["summary.csv", "summary.pdf", "summary.xlsx"]
    assert str(folder) in place.app.day.property("message")
    (taken,) = place.records(Exported)
    assert isinstance(taken.body, Exported)
    assert taken.body.by == "S002"


def test_the_days_few_ratings_show_no_level_at_the_tablet(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in("S002")
    place.rate_next(1)
    open_day(place)
    assert place.app.day.property("levels") == []
    shown = [str(one.property("text")) for one in items(place.app.screen.window) if one.isVisible()]
    assert not [text for text in shown if "不满意" in text]
    assert [one["text"] for one in place.app.day.property("people")] == ["1 / 1"], "how many, not how"
