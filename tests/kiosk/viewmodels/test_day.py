"""The manager's page without a window: one day at a time, and where its files go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.day import DayViewModel
from kiosk.viewmodels.told import DayRead, NotDone, Wanted, Written
from kiosk.viewmodels.words import languages
from kiosk.volumes import Volume
from sync.resources import assets
from tests.support.desk import QUESTIONNAIRE
from tests.support.screen import HandBook
from tests.support.summaries import a_day, hall_day

LANGUAGES = languages(assets() / "translations")
STICK = Volume("KINGSTON", Path("/media/usb/KINGSTON"), 14820)


def taking(model: DayViewModel) -> Any:
    return model.taking


@pytest.fixture
def page() -> tuple[DayViewModel, HandBook]:
    model, book = DayViewModel(ComfortViewModel(LANGUAGES)), HandBook()
    model.attend(book, QUESTIONNAIRE)
    model.open()
    return model, book


def test_an_answer_for_a_day_nobody_looks_at_any_more_is_passed_over(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    model.earlier()
    book.reads[0][1](DayRead(a_day()))
    assert not model.ready
    book.reads[1][1](DayRead(a_day("2026-03-01")))
    assert model.ready
    assert (model.day, model.can_later) == ("2026-03-01", True)


def test_there_is_no_day_after_today(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    model.later()
    assert [day for day, _ in book.reads] == ["2026-03-02"]


def test_an_export_says_where_the_files_are_and_is_not_begun_twice(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    book.reads[0][1](DayRead(a_day()))
    model.export_day()
    model.export_day()
    assert taking(model).busy
    taking(model).take(0)
    assert len(book.exports) == 1
    assert book.to == [None], "this machine's own folder comes first"
    model.export_day()
    assert len(book.exports) == 1
    book.steps[0](2, 3)
    assert model.message == "正在写入：2 / 3"
    assert taking(model).done == pytest.approx(2 / 3)
    book.exports[0][1](Written("/media/usb", ("summary.csv", "summary.xlsx", "summary.pdf")))
    assert not taking(model).busy
    assert model.message == "已导出 3 个文件到 /media/usb"


def test_where_to_is_always_asked_and_a_stick_that_comes_late_is_found(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    book.reads[0][1](DayRead(a_day()))
    model.export_day()
    assert taking(model).choosing
    assert [one["name"] for one in taking(model).places] == ["本机文件夹"]
    book.plugged = (STICK,)
    taking(model).look()
    assert [one["name"] for one in taking(model).places] == ["本机文件夹", "KINGSTON"]
    taking(model).take(1)
    assert (taking(model).choosing, book.to) == (False, [STICK.path])


def test_a_folder_of_a_stick_is_chosen_touch_by_touch_and_nobody_gets_out_of_the_stick(
    page: tuple[DayViewModel, HandBook],
) -> None:
    model, book = page
    book.reads[0][1](DayRead(a_day()))
    book.plugged = (STICK,)
    book.within = {STICK.path: ("报表", "照片"), STICK.path / "报表": ("2026",)}
    model.export_day()
    choose = taking(model)
    choose.browse(1)
    assert (choose.where, choose.folders) == ("KINGSTON", ["报表", "照片"])
    choose.into(0)
    choose.into(7)
    assert (choose.where, choose.folders) == ("KINGSTON / 报表", ["2026"])
    choose.up()
    choose.up()
    assert (choose.browsing, choose.choosing) == (False, True), "above the stick are the places again"
    choose.up()
    choose.here()
    assert book.exports == []
    choose.browse(1)
    choose.into(0)
    choose.here()
    assert book.to == [STICK.path / "报表"]
    assert not choose.choosing


def test_an_answer_for_a_folder_nobody_looks_into_any_more_is_passed_over(
    page: tuple[DayViewModel, HandBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, book = page
    book.reads[0][1](DayRead(a_day()))
    late: list[Callable[[tuple[str, ...]], None]] = []
    monkeypatch.setattr(book, "folders", lambda _of, done: late.append(done))
    model.export_day()
    taking(model).browse(0)
    taking(model).up()
    late[0](("alt",))
    taking(model).browse(0)
    assert taking(model).folders == []


def test_changing_ones_mind_takes_nothing_away(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    book.reads[0][1](DayRead(a_day()))
    model.export_day()
    taking(model).leave()
    assert (taking(model).choosing, taking(model).busy, book.exports) == (False, False, [])


def test_whose_pin_it_was_and_whose_day_it_is_goes_with_the_export(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    model.open("S009")
    model.toggle_hall()
    book.reads[-1][1](DayRead(hall_day()))
    model.export_day()
    taking(model).take(0)
    assert [one for one, _ in book.exports] == [Wanted(day="2026-03-02", hall=True, by="S009")]


def test_the_hall_is_asked_of_the_centre_and_an_answer_that_comes_late_is_passed_over(
    page: tuple[DayViewModel, HandBook],
) -> None:
    model, book = page
    model.toggle_hall()
    assert book.halls == [False, True]
    book.reads[0][1](DayRead(a_day()))
    assert not model.ready
    book.reads[1][1](NotDone("没有应答"))
    assert "没有应答" in model.message
    model.toggle_hall()
    book.reads[2][1](DayRead(a_day()))
    assert model.ready


def test_what_went_wrong_is_said(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    book.reads[0][1](NotDone("磁盘已满"))
    assert "磁盘已满" in model.message
    model.earlier()
    book.reads[1][1](DayRead(a_day("2026-03-01")))
    model.export_day()
    taking(model).take(0)
    book.exports[0][1](NotDone("没有可写的 U 盘"))
    assert "没有可写的 U 盘" in model.message


def test_a_day_is_chosen_from_a_month_and_those_with_data_are_marked(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    month: Any = model.calendar
    model.choose_day()
    assert (month.open, month.title) == (True, "2026年3月")
    assert [one["day"] for one in month.cells if one["can"]] == ["2026-03-01", "2026-03-02"]
    assert [one["day"] for one in month.cells if one["chosen"]] == ["2026-03-02"]
    month.later()
    assert month.title == "2026年3月", "there is no month to come"
    month.earlier()
    assert [one["day"] for one in month.cells if one["marked"]] == ["2026-02-27"]
    month.pick("2026-03-09")
    assert month.open
    month.pick("2026-02-27")
    assert (month.open, model.day) == (False, "2026-02-27")
    assert book.reads[-1][0] == "2026-02-27"
