from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.central.accounts.reader import Reader
from sync.central.figures.day import summary_of
from sync.central.figures.scope import HallFacts, Scope, hall_of, halls_of
from sync.central.figures.story import story_of
from sync.central.figures.visits import departments, visits_of_day
from sync.central.intake.models import Day
from sync.contract import read_record
from sync.kinds import Anchor, Cause, Forwarded, Level, Passed, QrShown
from sync.summary.figures import Summary
from sync.summary.story import visits_of
from tests.support.facing import Town, town

ALL = Reader(who="test", shown="", halls=None)
HALL = HallFacts("H001", "H001 政务服务中心", "Asia/Shanghai")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url) as made:
        yield made


def summary(place: Town, *, day: str = "2026-03-02", reader: Reader = ALL) -> Summary:
    with place.central.database.read() as db:
        return summary_of(db, Scope("H001", reader), HALL, day, now=place.clock.now())


def a_morning(place: Town) -> None:
    """Rated well and badly, corrected, timed out, passed, forwarded: what a window sees before noon."""
    tablet = place.tablet("3")
    ledger = tablet.ledger
    ledger.rated_visit("A001", Level.VERY_SATISFIED, reasons=["510", "517"])
    ledger.rated_visit("A002", Level.DISSATISFIED, reasons=["207"])
    ledger.unrated_visit("A003", Cause.TIMED_OUT)
    ledger.add(Passed(), visit=ledger.serve("A004"))
    ledger.add(Forwarded(to_window="4"), visit=ledger.serve("A005"))
    corrected = ledger.serve("A006")
    ledger.ask(corrected)
    first = ledger.rate(corrected, Level.VERY_DISSATISFIED)
    ledger.rate(corrected, Level.SATISFIED, replaces=first)
    place.deliver(tablet)


def test_the_centre_says_of_a_day_what_the_kiosks_own_records_say(place: Town) -> None:
    a_morning(place)
    records = [read_record(text) for text in place.tablet("3").ledger.texts]
    at_the_window = visits_of(records, "Asia/Shanghai", department="D01")
    with place.central.database.read() as db:
        here = Scope("H001", ALL)
        at_the_centre = visits_of_day(db, here, "2026-03-02", "Asia/Shanghai", departments(db, here))
    assert at_the_centre == at_the_window


def test_a_days_figures_have_every_denominator(place: Town) -> None:
    a_morning(place)
    made = summary(place)
    assert made.total.levels == {"5": 1, "4": 1, "3": 0, "2": 1, "1": 0}
    assert (made.total.served, made.total.asked, made.total.rated, made.total.unrated) == (4, 4, 3, 1)
    assert made.outcomes["passed"] == made.outcomes["forwarded"] == 1
    assert made.causes["timed_out"] == 1
    assert made.total.satisfied
    assert made.total.satisfied.percent == "66.7"
    assert [(one.code, one.count) for one in made.reasons] == [("207", 1), ("510", 1), ("517", 1)]
    assert made.origins.windows
    assert made.origins.windows["3"] == "社保窗口"
    assert [group.name for group in made.by_staff] == ["王芳"]
    assert json.loads(json.dumps(made.plain()))["total"]["rated"] == 3


def test_an_empty_day_and_a_day_elsewhere_are_empty_and_not_an_error(place: Town) -> None:
    a_morning(place)
    for day in ("2026-03-01", "2026-03-03", "1999-01-01"):
        assert summary(place, day=day).total.served == 0


def test_a_reader_of_another_hall_gets_no_row_whatever_is_asked(place: Town) -> None:
    a_morning(place)
    stranger = Reader(who="token:x", shown="", halls=frozenset({"H002"}))
    scope = Scope("H001", stranger)
    with place.central.database.read() as db:
        assert hall_of(db, scope) is None
        assert halls_of(db, stranger) == []
        assert visits_of_day(db, scope, "2026-03-02", "Asia/Shanghai", {}) == []
        assert departments(db, scope) == {}
        assert story_of(db, scope, "2026-03-02", "A001") == []
    empty = summary(place, reader=stranger)
    assert (empty.total.served, empty.origins.kiosks, empty.origins.windows, empty.origins.staff) == (0, (), {}, {})


def test_a_numbers_story_tells_each_visit_and_which_rating_stands_and_keeps_the_citizens_own_to_itself(
    place: Town,
) -> None:
    a_morning(place)
    tablet = place.tablet("3")
    tablet.ledger.add(
        QrShown(token="secret-token", expires="2026-03-09T01:06:00.000Z"), visit=tablet.ledger.serve("A007")
    )
    place.deliver(tablet)
    with place.central.database.read() as db:
        told = story_of(db, Scope("H001", ALL), "2026-03-02", "A006")
        shown = story_of(db, Scope("H001", ALL), "2026-03-02", "A007")
    (visit,) = told
    assert [record["kind"] for record in visit["records"]] == ["served", "ended", "asked", "rated", "rated"]
    assert [(one["level"], one["standing"], "corrected_by" in one) for one in visit["ratings"]] == [
        (1, False, True),
        (4, True, False),
    ]
    assert visit["window"] == "3"
    assert visit["begun"].endswith("Z")
    assert "secret-token" not in str(shown)
    assert "tap_x" not in str(told)


def test_the_same_number_called_twice_a_day_has_two_visits_in_its_story(place: Town) -> None:
    tablet = place.tablet("3")
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    visit = tablet.ledger.serve("A001", key="d:2026-03-02/2/A001")
    tablet.ledger.ask(visit)
    tablet.ledger.rate(visit, Level.VERY_SATISFIED)
    place.deliver(tablet)
    with place.central.database.read() as db:
        told = story_of(db, Scope("H001", ALL), "2026-03-02", "A001")
    assert [one["ticket_key"] for one in told] == ["d:2026-03-02/1/A001", "d:2026-03-02/2/A001"]
    assert [one["ratings"][0]["standing"] for one in told] == [True, True]
    assert summary(place).total.rated == 2


def test_the_certificate_names_each_kiosks_run_and_the_hole_in_it(place: Town) -> None:
    tablet = place.tablet("3")
    place.tablet("4")
    for number in range(1, 5):
        tablet.ledger.rated_visit(f"A00{number}", Level.SATISFIED)
    ledger = tablet.ledger
    place.deliver(tablet, ledger.batch(1, 8))
    place.deliver(tablet, ledger.batch(12, None))
    made = summary(place)
    lines = {kiosk.window: kiosk for kiosk in made.origins.kiosks}
    assert made.origins.kiosks_expected == 2
    assert (lines["3"].first_seq, lines["3"].last_seq) == (2, len(ledger.texts))
    assert lines["3"].head == ledger.head.hex()
    assert lines["3"].gaps == ("9–11",)
    assert (lines["4"].first_seq, lines["4"].in_time) == (0, False)
    assert not made.complete


def test_a_change_after_the_day_was_counted_is_seen_at_the_next_count(place: Town) -> None:
    a_morning(place)
    before = summary(place)
    tablet = place.tablet("3")
    tablet.ledger.rated_visit("A009", Level.VERY_DISSATISFIED)
    place.deliver(tablet)
    after = summary(place)
    assert (before.total.rated, after.total.rated) == (3, 4)
    with place.central.database.read() as db:
        assert db.execute(select(Day.stale).where(Day.hall_id == "H001", Day.day == "2026-03-02")).scalar()


def test_an_anchor_that_comes_later_moves_a_visit_to_the_day_it_was_on(place: Town) -> None:
    tablet = place.tablet("3")
    place.clock.jump(days=-3)
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    place.deliver(tablet)
    wrong = summary(place, day="2026-02-27").total.rated
    true = "2026-03-02T01:10:00.000Z"
    tablet.ledger.add(Anchor(time=true, round_trip_ms=20, centre=place.central.keys.centre, answer="0" * 64))
    place.deliver(tablet)
    assert (wrong, summary(place, day="2026-02-27").total.rated, summary(place).total.rated) == (1, 0, 1)


def test_a_replaced_summary_is_never_edited_in_place(place: Town) -> None:
    made = summary(place)
    with pytest.raises(AttributeError):
        made.total = replace(made.total, rated=99)  # type: ignore[misc] - that is the point
