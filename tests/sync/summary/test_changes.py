"""What the next export says has changed: which numbers, never which level."""

from __future__ import annotations

from typing import Any

import pytest

from sync.kinds import Cause, Level
from sync.summary.changes import MOST, changes
from sync.summary.words import LANGUAGES, family
from tests.sync.summary.days import morning, visit

ONE = visit(level=Level.SATISFIED)


def test_nothing_changed_is_nothing_said() -> None:
    assert changes(morning(1), reversed(morning(1))) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": Level.DISSATISFIED}, "A042：评价等级有变"),
        ({"level": None, "superseded": 1}, "A042：评价等级有变"),
        ({"excluded": True}, "A042：评价经申诉复核后剔除或恢复"),
        ({"second": Level.SATISFIED}, "A042：新增或变更追评"),
        ({"reasons": ("406",)}, "A042：补充原因或文字"),
        ({"has_comment": True}, "A042：补充原因或文字"),
        ({"superseded": 1}, "A042：同号另有评价"),
        ({"cause": Cause.TIMED_OUT}, "A042：办理结果有变"),
        ({"staff": "S009"}, "A042：登记信息有变"),
        ({"hour": 23}, "A042：登记信息有变"),
    ],
)
def test_a_changed_visit_is_named_with_the_side_that_changed(change: dict[str, Any], said: str) -> None:
    assert changes([ONE], [ONE._replace(**change)]) == (said,)


def test_what_came_and_what_left_is_counted() -> None:
    assert changes([ONE], [ONE, visit(), visit()]) == ("新增叫号 2 个",)
    assert changes([ONE, visit()], [ONE]) == ("移出本日 1 个",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_level_is_ever_told(language: str) -> None:
    levels = family("level", language).values()
    for level in Level:
        for other in (*Level, None):
            told = " ".join(changes([ONE._replace(level=level)], [ONE._replace(level=other)], language))
            assert not any(name.lower() in told.lower() for name in levels)


def test_a_long_list_ends_and_says_how_much_more_there_is() -> None:
    before = [visit() for _ in range(MOST + 5)]

    told = changes(before, [one._replace(level=Level.SATISFIED) for one in before])

    assert len(told) == MOST + 1
    assert told[-1] == "另有 5 个号有变化"
