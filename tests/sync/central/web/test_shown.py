from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync.central.web.shown import HOUR_HEIGHT, KioskSeen, WindowPlace, clock_time, hour_bars, reason_bars, window_lines
from sync.kinds import Channel, Level, Origin
from sync.summary.facts import Origins, Outcome, VisitFacts
from sync.summary.figures import Summary, summarise

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(*visits: VisitFacts) -> Summary:
    origins = Origins(
        source="centre",
        hall="H001",
        hall_name="大厅",
        day="2026-03-02",
        as_of="2026-03-02T09:00:00.000Z",
        revision=1,
        time_zone="Asia/Shanghai",
    )
    return summarise(origins, visits, reason_texts={"207": "没有提供材料样本"})


def visit(number: int, *, hour: int = 9, window: str = "3", level: Level | None = None, reason: str = "") -> VisitFacts:
    return VisitFacts(
        visit=f"{number:04}",
        window=window,
        ticket=f"A{number:03}",
        ticket_key=str(number),
        day="2026-03-02",
        hour=hour,
        outcome=Outcome.SERVED,
        origin=Origin.QUEUE,
        asked=True,
        level=level,
        channel=Channel.TABLET if level else None,
        reasons=(reason,) if reason else (),
    )


def test_hours_run_without_a_hole_from_the_first_to_the_last_and_the_tallest_fills_the_chart() -> None:
    bars = hour_bars(day(visit(1, hour=9), visit(2, hour=9, level=Level.SATISFIED), visit(3, hour=12)).by_hour)
    assert [(bar.key, bar.served, bar.rated) for bar in bars] == [
        ("09", 2, 1),
        ("10", 0, 0),
        ("11", 0, 0),
        ("12", 1, 0),
    ]
    assert [bar.served_height for bar in bars] == [HOUR_HEIGHT, 0, 0, HOUR_HEIGHT / 2]
    assert bars[0].rated_height == HOUR_HEIGHT / 2


def test_a_day_without_visits_has_no_bars() -> None:
    assert hour_bars(day().by_hour) == []


def test_every_window_of_the_hall_has_a_line_and_so_has_one_that_only_the_figures_know() -> None:
    places = [WindowPlace(id=one, name=f"{one}窗", department="人社局") for one in ("10", "2", "3")]
    kiosks = {
        "2": KioskSeen(kiosk="k2", last_seen=NOW - timedelta(seconds=299)),
        "3": KioskSeen(kiosk="k3", last_seen=NOW - timedelta(seconds=301)),
        "10": KioskSeen(kiosk="k10", last_seen=None),
    }
    lines = window_lines(
        day(visit(1), visit(2, window="99", level=Level.DISSATISFIED)), places, kiosks, now=NOW, offline_after_s=300
    )
    assert [line.id for line in lines] == ["2", "3", "10", "99"]
    assert [line.online for line in lines] == [True, False, False, False]
    assert [line.kiosk for line in lines] == ["k2", "k3", "k10", None]
    assert [line.tally.served if line.tally else None for line in lines] == [None, 1, None, 1]
    assert lines[1].seen == "03-02 16:54"


def test_reasons_are_shown_in_words_and_an_unknown_code_as_it_is() -> None:
    made = day(
        visit(1, level=Level.DISSATISFIED, reason="207"),
        visit(2, level=Level.DISSATISFIED, reason="207"),
        visit(3, level=Level.DISSATISFIED, reason="local:1"),
    )
    assert [(bar.text, bar.count) for bar in reason_bars(made)] == [("没有提供材料样本", 2), ("local:1", 1)]


def test_times_are_those_of_the_halls_clocks() -> None:
    assert clock_time(NOW, "Asia/Shanghai") == "03-02 17:00"
