"""From the phase to the screen: equal phases look equal, and nothing betrays a level."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.flow import (
    Asking,
    Away,
    Explaining,
    Idle,
    Keeping,
    NotSaved,
    OutOfService,
    Phase,
    RatedAlready,
    Serving,
    Thanking,
    Visit,
)
from kiosk.viewmodels.derive import begins_anew, counter, scene
from kiosk.viewmodels.window import COMMENT_LIMIT, card
from sync.contract import MAX_COMMENT
from sync.kinds import By, Level, Origin
from tests.support.desk import LI, QUESTIONNAIRE, WANG

VISIT = Visit(id="v", ticket="A042", ticket_key="q:1", origin=Origin.QUEUE, day="2026-03-02", person=WANG)
PHASES: list[Phase] = [
    Idle(),
    Serving(VISIT),
    Asking(VISIT, By.QUEUE),
    Explaining(visit=VISIT, level=Level(2), rating="r", ticks=("207",), comment="慢"),
    Thanking(VISIT),
    RatedAlready(VISIT),
    NotSaved(VISIT),
    Away(),
    OutOfService("K-07"),
]


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: type(phase).__name__)
def test_each_phase_has_its_page(phase: Phase) -> None:
    assert scene(phase, QUESTIONNAIRE, "zh-CN", None).page == type(phase).__name__


def test_while_something_is_kept_the_page_it_was_touched_on_stays_and_takes_nothing() -> None:
    tapped = Keeping(visit=VISIT, level=Level(4), rating="r")
    corrected = replace(tapped, replaces="earlier")
    words = replace(tapped, words=True, ticks=("406",), comment="好")
    assert [scene(one, QUESTIONNAIRE, "zh-CN", None).page for one in (tapped, corrected, words)] == [
        "Asking",
        "Explaining",
        "Explaining",
    ]
    assert not any(scene(one, QUESTIONNAIRE, "zh-CN", None).open for one in (tapped, corrected, words))
    assert scene(words, QUESTIONNAIRE, "zh-CN", None).comment == "好"


def test_thanks_are_the_same_for_one_star_as_for_five() -> None:
    assert len({repr(scene(Thanking(VISIT), QUESTIONNAIRE, "zh-CN", None)) for _ in Level}) == 1


def test_stars_count_up_from_the_left_and_a_word_belongs_to_each() -> None:
    assert scene(PHASES[2], QUESTIONNAIRE, "zh-CN", None).levels == (
        "非常不满意",
        "不满意",
        "基本满意",
        "满意",
        "非常满意",
    )
    assert scene(PHASES[2], QUESTIONNAIRE, "en", None).levels[0] == "Very dissatisfied"


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_level_offers_its_own_eight_reasons(level: Level, language: str) -> None:
    shown = scene(Explaining(visit=VISIT, level=level, rating="r"), QUESTIONNAIRE, language, None)
    mine = shown.reasons[level - 1]
    assert [code[0] for code, _, _ in mine] == [str(int(level))] * 8
    assert all(text for _, text, _ in mine)
    assert [core for _, _, core in mine] == [True] * 3 + [False] * 5


def test_the_person_shown_is_the_one_who_is_rated_not_the_one_who_is_logged_in() -> None:
    assert scene(Serving(VISIT), QUESTIONNAIRE, "zh-CN", LI).person == WANG
    assert scene(Idle(), QUESTIONNAIRE, "zh-CN", LI).person == LI
    assert scene(Serving(replace(VISIT, person=None)), QUESTIONNAIRE, "zh-CN", LI).person is None


def test_only_pages_on_which_a_phone_helps_show_a_code() -> None:
    coded = {type(phase).__name__ for phase in PHASES if scene(phase, QUESTIONNAIRE, "zh-CN", None).coded}
    assert coded == {"Asking", "NotSaved", "OutOfService"}


def test_a_rated_visit_cannot_be_opened_again() -> None:
    assert scene(Serving(VISIT), QUESTIONNAIRE, "zh-CN", None).can_open
    assert not scene(Serving(replace(VISIT, rated=True)), QUESTIONNAIRE, "zh-CN", None).can_open


def test_where_no_queue_tells_the_end_the_way_to_the_question_is_large() -> None:
    assert not scene(Serving(VISIT), QUESTIONNAIRE, "zh-CN", None).eager
    assert scene(Serving(replace(VISIT, tells_end=False)), QUESTIONNAIRE, "zh-CN", None).eager


def test_the_line_of_time_starts_anew_for_a_busy_citizen_and_not_for_a_redrawn_page() -> None:
    explaining = Explaining(visit=VISIT, level=Level(2), rating="r")
    assert begins_anew(explaining, replace(explaining, ticks=("207",)))
    assert not begins_anew(explaining, explaining)
    assert begins_anew(Asking(VISIT, By.QUEUE), explaining)


def test_the_bar_offers_what_can_be_done_now() -> None:
    assert counter(Serving(VISIT)).can_finish
    assert not counter(Idle()).can_finish
    assert counter(Away()).away
    assert not counter(Asking(VISIT, By.QUEUE)).can_type
    assert counter(Asking(VISIT, By.QUEUE)).citizen_busy


def test_a_card_without_a_name_shows_the_number_and_nobody_is_an_empty_card() -> None:
    assert card(replace(WANG, name=""))["name"] == "S001"
    assert set(card(None).values()) == {""}


def test_the_field_takes_as_many_characters_as_the_contract() -> None:
    assert COMMENT_LIMIT == MAX_COMMENT
