"""The manager's page: figures with their denominators, nothing of small groups, and a clear end to an export."""

from __future__ import annotations

import pytest

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.day import DayRead, DayViewModel, NotDone
from kiosk.viewmodels.sheet import sheet
from kiosk.viewmodels.words import languages
from sync.resources import assets
from tests.support.desk import QUESTIONNAIRE
from tests.support.screen import HandBook
from tests.support.summaries import a_day

LANGUAGES = languages(assets() / "translations")
WORDS = LANGUAGES[0].texts


def test_every_share_stands_beside_what_it_is_a_share_of() -> None:
    made = sheet(DayRead(a_day()), WORDS, QUESTIONNAIRE, "zh-CN")
    assert [(one["value"], one["of"]) for one in made.figures] == [
        ("40", "其中已询问 39"),
        ("29", "主动评价率 72.5%"),
        ("93.1%", "27 / 29"),
        ("6.9%", "2 / 29"),
    ]


def test_levels_run_from_five_to_one_and_add_up() -> None:
    made = sheet(DayRead(a_day()), WORDS, QUESTIONNAIRE, "zh-CN")
    assert [one["name"] for one in made.levels] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert [one["count"] for one in made.levels] == [18, 7, 2, 1, 1]


def test_the_unrated_are_told_by_cause() -> None:
    made = sheet(DayRead(a_day()), WORDS, QUESTIONNAIRE, "zh-CN")
    assert {one["name"]: one["count"] for one in made.causes} == {
        "超时未评价": 5,
        "暂不评价": 3,
        "已叫下一号": 2,
        "未询问": 1,
    }


def test_persons_have_counts_and_no_levels() -> None:
    made = sheet(DayRead(a_day()), WORDS, QUESTIONNAIRE, "zh-CN")
    assert {one["name"] for one in made.people} == {"王建国", "李小梅"}
    assert all(set(one) == {"name", "count", "text"} for one in made.people)


def test_what_a_window_cannot_know_is_said_and_so_is_what_was_set_aside() -> None:
    made = sheet(DayRead(a_day(), set_aside=3), WORDS, QUESTIONNAIRE, "zh-CN")
    assert "看不到" in made.small_print
    assert "3" in made.small_print


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
    assert model.busy
    assert len(book.exports) == 1
    book.exports[0][1]("/media/usb")
    assert not model.busy
    assert model.message == "已导出到 /media/usb"


def test_what_went_wrong_is_said(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    book.reads[0][1](NotDone("磁盘已满"))
    assert "磁盘已满" in model.message
    model.earlier()
    book.reads[1][1](DayRead(a_day("2026-03-01")))
    model.export_day()
    book.exports[0][1](NotDone("没有可写的 U 盘"))
    assert "没有可写的 U 盘" in model.message
