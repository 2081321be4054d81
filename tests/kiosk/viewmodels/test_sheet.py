"""The manager's page: figures with their denominators, and nothing of small groups."""

from __future__ import annotations

import pytest

from kiosk.viewmodels.sheet import sheet
from kiosk.viewmodels.told import DayRead
from kiosk.viewmodels.words import languages
from sync.resources import assets
from tests.support.desk import QUESTIONNAIRE
from tests.support.pages import ASIDE
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
