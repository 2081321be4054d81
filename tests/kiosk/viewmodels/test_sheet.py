"""The manager's page: figures with their denominators, nothing of small groups, and a clear end to an export."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.viewmodels.comfort import ComfortViewModel
from kiosk.viewmodels.day import DayRead, DayViewModel, NotDone, Written
from kiosk.viewmodels.sheet import sheet
from kiosk.viewmodels.words import languages
from kiosk.volumes import Volume
from sync.resources import assets
from tests.support.desk import QUESTIONNAIRE
from tests.support.pages import ASIDE
from tests.support.screen import HandBook
from tests.support.summaries import a_day, few, hall_day

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
    assert all(set(one) == {"name", "count", "text", "said"} for one in made.people)
    assert not any(level in str(one) for one in made.people for level in ("非常满意", "不满意", "基本满意"))


def test_a_person_with_few_ratings_has_no_share_shown_and_one_with_enough_has() -> None:
    made = sheet(DayRead(a_day()), WORDS, QUESTIONNAIRE, "zh-CN")
    assert all("满意率" in str(one["said"]) for one in made.people)
    small = sheet(DayRead(few(4)), WORDS, QUESTIONNAIRE, "zh-CN")
    assert [one["said"] for one in small.people] == ["评价少，不显示"]


@pytest.mark.parametrize("rated", [1, 4])
def test_where_a_days_few_ratings_would_tell_who_gave_what_no_level_is_on_the_page(rated: int) -> None:
    made = sheet(DayRead(few(rated)), WORDS, QUESTIONNAIRE, "zh-CN")
    assert made.levels == []
    assert [one["value"] for one in made.figures] == [str(rated + 1), str(rated), "—", "—"]
    assert "少于 5 条" in made.small_print
    enough = sheet(DayRead(few(5)), WORDS, QUESTIONNAIRE, "zh-CN")
    assert [one["count"] for one in enough.levels] == [0, 0, 0, 0, 5], "the guard is what hid them"


def test_the_halls_day_has_its_windows_and_says_whose_it_is() -> None:
    made = sheet(DayRead(hall_day()), WORDS, QUESTIONNAIRE, "zh-CN")
    assert [one["name"] for one in made.windows] == ["3 号窗口", "4 号窗口"]
    assert "中心" in made.source_line
    assert sheet(DayRead(a_day()), WORDS, QUESTIONNAIRE, "zh-CN").windows == []


def test_what_a_window_cannot_know_is_said_and_so_is_what_was_set_aside_and_why() -> None:
    made = sheet(DayRead(a_day(), ASIDE), WORDS, QUESTIONNAIRE, "zh-CN")
    assert "看不到" in made.small_print
    assert [(one["name"], one["said"]) for one in made.aside] == [
        ("2 × 评价", "没有对应的办理记录"),
        ("1 × 其他记录", "本机已被中心吊销"),
    ]


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
    book.steps[0](2, 3)
    assert model.message == "正在写入：2 / 3"
    assert model.done == pytest.approx(2 / 3)
    book.exports[0][1](Written("/media/usb", ("summary.csv", "summary.xlsx", "summary.pdf")))
    assert not model.busy
    assert model.message == "已导出 3 个文件到 /media/usb"


def test_where_to_is_asked_only_where_a_stick_is_plugged_in(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    book.reads[0][1](DayRead(a_day()))
    book.plugged = (Volume("KINGSTON", Path("/media/usb/KINGSTON"), 14820),)
    model.export_day()
    assert model.choosing
    assert book.exports == []
    model.export_to(1)
    assert (model.choosing, book.to) == (False, [Path("/media/usb/KINGSTON")])
    book.exports[0][1](Written("/media/usb/KINGSTON"))
    model.export_day()
    model.export_to(0)
    assert book.to[-1] is None, "this machine's own folder comes first"


def test_changing_ones_mind_takes_nothing_away(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    book.reads[0][1](DayRead(a_day()))
    book.plugged = (Volume("KINGSTON", Path("/media/usb/KINGSTON"), 14820),)
    model.export_day()
    model.keep_looking()
    assert (model.choosing, model.busy, book.exports) == (False, False, [])


def test_whose_pin_it_was_goes_with_the_export(page: tuple[DayViewModel, HandBook]) -> None:
    model, book = page
    model.open("S009")
    book.reads[-1][1](DayRead(a_day()))
    model.export_day()
    assert book.by == ["S009"]


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
    book.exports[0][1](NotDone("没有可写的 U 盘"))
    assert "没有可写的 U 盘" in model.message
