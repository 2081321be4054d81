"""The questionnaire: forty reasons in two languages, the same as the published list; nothing missing, nothing leading."""

from __future__ import annotations

import csv

import pytest

from sync.kinds import Level
from sync.questionnaire import BadQuestionnaire, parse_questionnaire, read_questionnaire
from sync.resources import config

TEXT = (config() / "questionnaire.toml").read_text(encoding="utf-8")
OURS = read_questionnaire(config() / "questionnaire.toml")


def test_it_holds_the_published_list_word_for_word() -> None:
    with (config() / "reasons-2020.csv").open(encoding="utf-8-sig", newline="") as file:
        published = {
            (row["code"], int(row["level"]), row["label_zh"], row["tier"], row["about"]) for row in csv.DictReader(file)
        }
    ours = {
        (one.code, int(one.level), one.text["zh-CN"], "core" if one.core else "extended", one.about)
        for one in OURS.reasons
    }
    assert ours == published
    assert len(ours) == 40


@pytest.mark.parametrize("level", Level)
def test_every_level_has_eight_reasons_three_core_ones_first(level: Level) -> None:
    reasons = OURS.reasons_for(level)
    assert [one.core for one in reasons] == [True] * 3 + [False] * 5


def test_every_reason_is_there_in_chinese_and_english_and_no_two_read_alike() -> None:
    for language in ("zh-CN", "en"):
        texts = [one.text[language] for one in OURS.reasons]
        assert all(texts)
        assert len(set(texts)) == 40


def test_the_levels_have_their_official_names() -> None:
    names = [OURS.levels[level]["zh-CN"] for level in sorted(Level, reverse=True)]
    assert names == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert OURS.levels[Level.BASICALLY_SATISFIED]["en"] == "Basically satisfied"


def test_the_prompt_is_neutral() -> None:
    for texts in OURS.texts.values():
        for names in OURS.levels.values():
            assert names["zh-CN"] not in texts["zh-CN"]
            assert names["en"].lower() not in texts["en"].lower()


def test_its_id_and_version_are_named() -> None:
    assert (OURS.id, OURS.version) == ("national", "2020.1")


def test_a_reason_belongs_to_its_level_only() -> None:
    assert OURS.has(Level.VERY_DISSATISFIED, "108")
    assert not OURS.has(Level.SATISFIED, "108")


def test_a_text_that_a_language_lacks_falls_back_to_the_first() -> None:
    assert OURS.say({"zh-CN": "好"}, "en") == "好"
    assert OURS.say({"zh-CN": "好", "en": "good"}, "en") == "good"


def test_prompts_and_reasons_are_had_in_a_language() -> None:
    assert OURS.text("question", "zh-CN") == OURS.texts["question"]["zh-CN"]
    assert OURS.words("en")["214"] == "Curt service attitude"
    assert len(OURS.words("zh-CN")) == 40


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (TEXT.replace('version = "2020.1"\n', ""), "version is missing"),
        (TEXT.replace('en = "Curt service attitude"', 'en = ""'), "reason 214 has no text in en"),
        (TEXT.replace("level = 1", "level = 2"), "level 1 has no reasons"),
        (TEXT.replace('code = "214"', 'code = "213"'), "reason 213 stands twice"),
        (TEXT.replace("level = 5", "level = 6"), "cannot be read"),
        ("not toml", "cannot be read"),
    ],
)
def test_an_incomplete_questionnaire_is_refused_with_what_is_missing(broken: str, says: str) -> None:
    with pytest.raises(BadQuestionnaire, match=says):
        parse_questionnaire(broken)
