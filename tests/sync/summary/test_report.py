"""The report as tables: what stands where, in both languages, before any file is written."""

from __future__ import annotations

import pytest

from sync.kinds import Level
from sync.summary.figures import Base, summarise
from sync.summary.report import Report, local, long_day, report
from sync.summary.table import NOTHING, WITHHELD, Percent, Table
from sync.summary.words import LANGUAGES, family
from tests.sync.summary.days import kiosk, morning, origins, visit


def told(language: str = "zh-CN", **changes: object) -> Report:
    return report(summarise(origins(**changes), morning(7)), language)


def table(made: Report, key: str) -> Table:
    return next(one for one in made.tables if one.key == key)


def test_the_certificate_comes_first_and_the_figures_next() -> None:
    assert [one.key for one in told().tables[:3]] == ["certificate", "figures", "levels"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_a_cell_for_every_column(language: str) -> None:
    for one in told(language).tables:
        assert {len(row) for row in one.rows} <= {len(one.columns)}, one.key


def test_levels_run_from_the_best_to_the_worst_with_their_official_names() -> None:
    assert [row[0] for row in table(told(), "levels").rows] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


def test_each_cause_of_not_rating_has_its_row_also_where_there_was_none() -> None:
    made = report(summarise(origins(), []), "zh-CN")

    assert [row[0] for row in table(made, "causes").rows] == list(family("cause", "zh-CN").values())
    assert {row[1] for row in table(made, "causes").rows} == {0}


def test_a_share_of_nothing_is_a_dash_and_a_hidden_level_is_marked() -> None:
    made = report(summarise(origins(), [visit(level=Level.SATISFIED)]), "zh-CN")
    person = table(made, "staff").rows[0]

    assert WITHHELD in person
    assert Percent("100.0") in person  # the response rate is nobody's level
    empty = report(summarise(origins(), []), "zh-CN")
    assert table(empty, "figures").rows[7][1] == NOTHING


def test_the_kiosks_stand_in_the_order_of_their_windows() -> None:
    made = told(kiosks=tuple(kiosk(window) for window in ("10", "3", "2")))

    assert [row[0] for row in table(made, "certificate").rows] == ["2", "3", "10"]


def test_the_notes_say_how_the_response_rate_is_counted() -> None:
    asked = report(summarise(origins(), morning(7), base=Base.ASKED), "zh-CN")

    assert "主动评价率 = 有效评价 ÷ 已邀评" in asked.notes
    assert "主动评价率 = 有效评价 ÷ 服务量" in told().notes


def test_a_person_and_a_department_nobody_knows_are_called_so() -> None:
    made = report(summarise(origins(), [visit(staff=None)]), "en")

    assert table(made, "staff").rows[0][:2] == ("–", "staff unknown")
    assert table(made, "departments").rows[0][:2] == ("–", "department unknown")


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-03-05", "2026年3月5日 星期四", "2026-03-05, Thursday"),
        ("2028-02-29", "2028年2月29日 星期二", "2028-02-29, Tuesday"),
        ("2026-11-22", "2026年11月22日 星期日", "2026-11-22, Sunday"),
    ],
)
def test_a_day_is_written_as_people_write_it(day: str, zh: str, en: str) -> None:
    assert (long_day(day, True), long_day(day, False)) == (zh, en)


@pytest.mark.parametrize(
    "time", ["2026-03-05T09:31:07.123Z", "2026-03-05T17:31:07.123+08:00", "2026-03-05T04:31:07-05:00"]
)
def test_the_as_of_time_is_shown_on_the_halls_clock_however_it_came(time: str) -> None:
    assert local(time, "Asia/Shanghai") == "2026-03-05 17:31:07 UTC+0800"
