"""From letters to words: what people of a hall write comes first, and rare names can be found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.keyboard.lexicon import Lexicon
from kiosk.keyboard.pinyin import MOST, Candidate, candidates

FIRST = [
    ("nihao", "你好"), ("fuwu", "服务"), ("taidu", "态度"), ("banli", "办理"), ("cailiao", "材料"), ("paidui", "排队"),
    ("chuangkou", "窗口"), ("gongzuorenyuan", "工作人员"), ("xiexie", "谢谢"), ("manyi", "满意"), ("bumanyi", "不满意"),
    ("shenfenzheng", "身份证"), ("buzheng", "补正"), ("zixun", "咨询"), ("fuyin", "复印"),
    ("jiaohao", "叫号"), ("chaping", "差评"), ("naixin", "耐心"), ("yingyezhizhao", "营业执照"), ("budongchan", "不动产"),
    ("fwtd", "服务态度"), ("gzry", "工作人员"), ("de", "的"), ("wo", "我"), ("shi", "是"), ("hao", "好"), ("hen", "很"),
]  # fmt: skip
SENTENCES = [
    ("fuwutaiduhenhao", "服务态度很好"),
    ("gongzuorenyuanhenreqing", "工作人员很热情"),
    ("paiduitaijiule", "排队太久了"),
    ("banlizhengjiandengletaijiule", "办理证件等了太久了"),
    ("fwtdhenhao", "服务态度很好"),
    ("xi'anshi", "西安市"),
]
BEGUN = [("nih", "你好"), ("niha", "你好"), ("nh", "你好"), ("fuwut", "服务台"), ("fuwutaid", "服务态度")]
NAMES = [("jing", "璟"), ("jun", "珺"), ("yue", "玥"), ("li", "黎"), ("zhang", "章"), ("lv", "吕")]


def texts(lexicon: Lexicon, letters: str) -> list[str]:
    return [one.text for one in candidates(lexicon, letters)]


@pytest.mark.parametrize(("letters", "word"), FIRST)
def test_what_a_hall_speaks_of_comes_first(lexicon: Lexicon, letters: str, word: str) -> None:
    assert candidates(lexicon, letters)[0] == Candidate(word, len(letters))


@pytest.mark.parametrize(("letters", "sentence"), SENTENCES)
def test_several_words_are_put_together(lexicon: Lexicon, letters: str, sentence: str) -> None:
    assert texts(lexicon, letters)[0] == sentence


@pytest.mark.parametrize(("letters", "word"), BEGUN)
def test_a_word_is_offered_before_it_is_finished(lexicon: Lexicon, letters: str, word: str) -> None:
    assert word in texts(lexicon, letters)[:4]


@pytest.mark.parametrize(("letters", "name"), NAMES)
def test_characters_of_names_can_be_found(lexicon: Lexicon, letters: str, name: str) -> None:
    assert name in texts(lexicon, letters)


def test_the_first_word_alone_may_be_taken(lexicon: Lexicon) -> None:
    found = candidates(lexicon, "fuwutaidu")
    assert Candidate("服务", 4) in found
    assert Candidate("服", 2) not in found[:1]
    lengths = [one.taken for one in found]
    assert lengths == sorted(lengths, reverse=True), "the more letters it stands for, the earlier it comes"


def test_both_readings_of_one_row_are_offered(lexicon: Lexicon) -> None:
    assert {"先", "西安"} <= set(texts(lexicon, "xian")[:12])
    assert "先" not in texts(lexicon, "xi'an")


def test_a_character_with_two_readings_is_found_under_both(lexicon: Lexicon) -> None:
    assert "长" in texts(lexicon, "chang")[:3]
    assert "长" in texts(lexicon, "zhang")[:3]
    assert "行" in texts(lexicon, "xing")[:5]
    assert "行" in texts(lexicon, "hang")[:5]


def test_letters_that_are_no_mandarin_offer_nothing(lexicon: Lexicon) -> None:
    assert candidates(lexicon, "i") == ()
    assert candidates(lexicon, "") == ()


def test_a_wrong_letter_at_the_end_does_not_hide_what_came_before(lexicon: Lexicon) -> None:
    assert Candidate("服务", 4) in candidates(lexicon, "fuwuv")


@settings(max_examples=60)
@given(st.text("abcdefghijklmnopqrstuvwxyz'", max_size=40))
def test_whatever_is_typed_the_answer_is_in_bounds_and_without_repetition(lexicon: Lexicon, letters: str) -> None:
    found = candidates(lexicon, letters)
    assert len(found) <= MOST
    assert len({one.text for one in found}) == len(found)
    assert all(1 <= one.taken <= len(letters) for one in found)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["nihao", "fuwu", "shi", "chaping", "zhongguoren"]), max_size=8))
def test_the_answer_never_depends_on_what_was_asked_before(lexicon: Lexicon, before: list[str]) -> None:
    fresh = candidates(lexicon, "shishi")
    for letters in before:
        candidates(lexicon, letters)
    assert candidates(lexicon, "shishi") == fresh
