from __future__ import annotations

import re
from pathlib import Path

import pytest

from sync.central.places.questions import shipped
from sync.central.web.choosing import choose
from sync.central.web.words import LEVELS, TEXTS, Words
from sync.kinds import Cause, Level

TEMPLATES = Path(__file__).parents[4] / "sync/central/web/templates"


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_is_there_in_both_languages_with_the_same_facts(key: str) -> None:
    chinese, english = TEXTS[key]
    assert chinese.strip()
    assert english.strip()
    assert sorted(re.findall(r"{\w+}", chinese)) == sorted(re.findall(r"{\w+}", english))
    assert not re.search(r"[\u4e00-\u9fff][,?!:;]|[\u4e00-\u9fff]\(", chinese), "Chinese takes full-width punctuation"
    assert not re.search(r"[\u4e00-\u9fff]", english)


BY_VALUE = (
    "cause_", "why_", "role_", "password_", "audit_", "alarm_",
    "weekday_", "page_", "token_", "key_", "value_", "group_", "setup_", "said_", "kiosk_", "asked_", "left_",
)  # fmt: skip


def test_every_text_that_a_template_asks_for_exists_and_none_is_left_over() -> None:
    asked = set(re.findall(r'words\(["\'](\w+)["\'][,)]', "".join(one.read_text() for one in TEMPLATES.glob("*.html"))))
    code = "".join(one.read_text() for one in TEMPLATES.parents[1].rglob("*.py"))
    said = {key for key in TEXTS if f'"{key}"' in code.replace(f'"{key}": (', "")}
    prefixed = {key for key in TEXTS if key.startswith(BY_VALUE) or key.endswith("_more")}
    assert asked - TEXTS.keys() == set()
    assert TEXTS.keys() - asked - said - prefixed == set()


def test_the_levels_carry_the_official_names_and_agree_with_the_questionnaire() -> None:
    assert [LEVELS[level][0] for level in Level] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    for level, names in LEVELS.items():
        assert tuple(shipped().levels[level][tag] for tag in ("zh-CN", "en")) == names


def test_every_cause_has_its_words() -> None:
    assert all(f"cause_{cause}" in TEXTS for cause in Cause)


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "language"),
    [
        (None, None, "", "zh"),
        (None, None, "en-US,en;q=0.9", "en"),
        (None, None, "fr,en;q=0.3,zh-CN;q=0.8", "zh"),
        (None, None, "de,fr;q=0.9", "zh"),
        (None, None, "en;q=0,zh;q=nonsense", "zh"),
        ("en", "zh", "zh", "en"),
        (None, "en", "zh", "en"),
        ("xx", "yy", "en", "en"),
        (None, None, "," * 5000, "zh"),
    ],
)
def test_a_reader_gets_the_language_they_asked_for_else_their_last_else_their_browsers(
    asked: str | None, kept: str | None, accepted: str, language: str
) -> None:
    assert choose(asked, kept, accepted).language == language


def test_each_language_leads_to_the_other() -> None:
    assert (Words("zh").other, Words("en").other) == ("en", "zh")
    assert (Words("zh").other_name, Words("en").other_name) == ("English", "中文")
    assert (Words("zh").tag, Words("en").tag) == ("zh-CN", "en")
    assert Words("zh")("window_number", n="3") == "3 号窗口"
