"""Staff rate for the citizen, with a tablet they took apart: what nobody was served for does not stand, and what a
citizen said at another window, or on the phone, stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.central.followup.models import Case
from sync.central.intake.models import Rating, Visit
from sync.central.verify.verify import verify
from sync.central.web.phone import Kept
from sync.central.web.phone_form import Tapped
from sync.contract import canonical, rfc3339, uuid7
from sync.kinds import (
    Cause,
    Channel,
    Explained,
    Forwarded,
    GivenUp,
    HandedOver,
    Level,
    Origin,
    Passed,
    Rated,
    Unrated,
)
from tests.support.attacker import changed, post, said, standing, voids
from tests.support.facing import Tablet, Town, town

GOOD, BAD = Level.VERY_SATISFIED, Level.VERY_DISSATISFIED


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path, halls=("H001", "H002")) as made:
        yield made
        assert verify(made.central).holds


@pytest.fixture
def three(place: Town) -> Tablet:
    return place.tablet("3")


@pytest.fixture
def four(place: Town) -> Tablet:
    return place.tablet("4")


def by_phone(place: Town, tablet: Tablet, visit: str, level: Level, ticket: str = "A001") -> str:
    """Rate a visit with its QR code; return the rating."""
    phone = place.phone()
    rating = uuid7()
    token = tablet.mint(visit, ticket)
    told = phone.take(token, Tapped(rating, level), language="zh-CN", now=place.clock.now())
    assert isinstance(told, Kept)
    return rating


def rows(place: Town) -> dict[str, tuple[int, bool, str | None, str]]:
    """Return {rating: (level, stands, void, reasons)}."""
    with place.central.database.read() as db:
        found = db.execute(select(Rating.__table__)).all()
    return {row.id: (row.level, bool(row.standing), row.void, row.reasons) for row in found}


def visit_row(place: Town, visit: str) -> tuple[str, str, str | None]:
    with place.central.database.read() as db:
        row = db.execute(select(Visit.__table__).where(Visit.id == visit)).one()
    return row.window_id, row.outcome, row.staff_id


# --- the control: an honest visit stands ------------------------------------------------------------------------------


def test_an_honest_visit_stands(place: Town, three: Tablet) -> None:
    three.ledger.rated_visit("A001", BAD, reasons=["107"])
    place.deliver(three)
    assert standing(place) == [("3", 1, "tablet")]


# --- nobody was served ------------------------------------------------------------------------------------------------


def test_a_rating_of_a_visit_nobody_was_served_in_does_not_stand(place: Town, three: Tablet) -> None:
    three.ledger.rate(three.ledger.id(), GOOD)
    three.ledger.rate(uuid7(), GOOD)
    assert said(post(place, three, three.ledger.batch()))[1:] == [("set_aside", "not_served")] * 2
    assert standing(place) == []


def test_a_rating_of_another_windows_visit_does_not_stand_and_changes_nothing_there(
    place: Town, three: Tablet, four: Tablet
) -> None:
    visit = three.ledger.rated_visit("A001", BAD)
    place.deliver(three)
    four.ledger.rate(visit, GOOD)
    post(place, four, four.ledger.batch())
    assert standing(place) == [("3", 1, "tablet")]
    assert sorted(voids(place), key=str) == [None, "other_window"]


def test_a_record_that_says_another_window_or_hall_is_set_aside(place: Town, three: Tablet) -> None:
    for more in ({"window": "4"}, {"hall": "H002"}):
        maker = type(three.ledger)(
            **{"kiosk": three.known.id, "hall": "H001", "window": "3", "clock": place.clock, "seed": str(more), **more}
        )
        maker.rated_visit("A001", GOOD)
        assert set(said(post(place, three, maker.batch()))) == {("set_aside", "other_place")}
    assert standing(place) == standing(place, "H002") == []


@pytest.mark.parametrize(
    "closed", [Passed(), GivenUp(), Unrated(cause=Cause.TIMED_OUT), Unrated(cause=Cause.NEXT_CALLED)]
)
def test_what_was_closed_before_the_tap_cannot_be_rated_any_more(place: Town, three: Tablet, closed: Passed) -> None:
    visit = three.ledger.serve("A001")
    three.ledger.ask(visit)
    three.ledger.add(closed, visit=visit)
    three.ledger.rate(visit, GOOD)
    place.deliver(three)
    assert standing(place) == []


@pytest.mark.parametrize("closed", [Passed(), Unrated(cause=Cause.TIMED_OUT)])
def test_setting_the_clock_back_does_not_bring_the_tap_before_the_time_out(
    place: Town, three: Tablet, closed: Passed
) -> None:
    """The chain says which came first, whatever the clocks say."""
    visit = three.ledger.serve("A001")
    three.ledger.ask(visit)
    three.ledger.add(closed, visit=visit)
    three.ledger.rate(visit, GOOD)
    hour_ago = rfc3339(place.clock.now() - timedelta(hours=1))
    text = changed(three.ledger.texts.pop(), wall=hour_ago, boot_ms=0)
    three.ledger.heads.pop()
    three.ledger.add_text(text)
    place.deliver(three)
    assert standing(place) == []


def test_calling_the_tap_a_phone_rating_does_not_open_a_closed_question(place: Town, three: Tablet) -> None:
    visit = three.ledger.unrated_visit("A001")
    three.ledger.rate(visit, GOOD, channel=Channel.PHONE)
    place.deliver(three)
    assert standing(place) == []


@pytest.mark.parametrize("channel", [one for one in Channel if one is not Channel.TABLET])
def test_a_tablet_cannot_pass_for_another_channel(place: Town, three: Tablet, channel: Channel) -> None:
    visit = three.ledger.serve("A001")
    three.ledger.ask(visit)
    three.ledger.rate(visit, GOOD, channel=channel)
    place.deliver(three)
    assert standing(place) == []


# --- more than one ----------------------------------------------------------------------------------------------------


def test_a_second_first_round_rating_does_not_replace_the_first_and_is_noticed(place: Town, three: Tablet) -> None:
    visit = three.ledger.rated_visit("A001", BAD)
    for _ in range(3):
        three.ledger.rate(visit, GOOD)
    place.deliver(three)
    assert standing(place) == [("3", 1, "tablet")]
    with place.central.database.read() as db:
        assert db.execute(select(Case.why)).scalars().all() == ["conflict"]


@pytest.mark.parametrize("nth", [0, -1, 3, 2**31, 2**53 - 1, -(2**53) + 1])
def test_a_round_that_does_not_exist_does_not_stand(place: Town, three: Tablet, nth: int) -> None:
    visit = three.ledger.rated_visit("A001", BAD)
    three.ledger.rate(visit, GOOD, nth=nth)
    place.deliver(three)
    assert standing(place) == [("3", 1, "tablet")]


def test_a_second_round_never_takes_the_place_of_the_first(place: Town, three: Tablet) -> None:
    visit = three.ledger.rated_visit("A001", BAD)
    first = next(iter(_rated_ids(three)))
    three.ledger.rate(visit, GOOD, nth=2, replaces=first)
    place.deliver(three)
    assert rows(place)[first][:2] == (1, True)


def _rated_ids(tablet: Tablet) -> list[str]:
    return [text.split('"id":"', 1)[1][:36] for text in tablet.ledger.texts if '"kind":"rated"' in text]


# --- replaces ---------------------------------------------------------------------------------------------------------


def test_a_correction_of_ones_own_sitting_counts_once(place: Town, three: Tablet) -> None:
    """The control: what an honest kiosk writes when the citizen changes the level."""
    visit = three.ledger.serve("A001")
    three.ledger.ask(visit)
    first = three.ledger.rate(visit, BAD)
    three.ledger.rate(visit, GOOD, replaces=first)
    place.deliver(three)
    assert standing(place) == [("3", 5, "tablet")]


def test_a_correction_of_another_windows_rating_changes_nothing(place: Town, three: Tablet, four: Tablet) -> None:
    visit = three.ledger.rated_visit("A001", BAD)
    place.deliver(three)
    four.ledger.rate(visit, GOOD, replaces=_rated_ids(three)[0])
    other = four.ledger.serve("A900")
    four.ledger.rate(other, GOOD, replaces=_rated_ids(three)[0])
    place.deliver(four)
    assert rows(place)[_rated_ids(three)[0]][:2] == (1, True)
    assert standing(place) == [("3", 1, "tablet"), ("4", 5, "tablet")]


def test_a_tablets_correction_of_a_phone_rating_changes_nothing(place: Town, three: Tablet) -> None:
    visit = three.ledger.serve("A001")
    place.deliver(three)
    place.clock.advance(60)
    rating = by_phone(place, three, visit, BAD)
    place.clock.advance(60)
    three.ledger.rate(visit, GOOD, replaces=rating)
    place.deliver(three)
    assert standing(place) == [("3", 1, "phone")]
    assert rows(place)[rating][:3] == (1, True, None)


def test_corrections_of_themselves_and_in_a_circle_leave_one_standing(place: Town, three: Tablet) -> None:
    visit = three.ledger.serve("A001")
    one, two, three_ = (three.ledger.id() for _ in range(3))
    body = {"round": 1, "channel": Channel.TABLET, "questionnaire": "national", "questionnaire_version": "2020.1"}
    for identity, replaces, level in ((one, two, 1), (two, one, 5), (three_, three_, 4)):
        made = Rated(level=Level(level), language="zh-CN", replaces=replaces, **body)
        three.ledger.add(made, visit=visit, named=identity)
    place.deliver(three)
    assert len(standing(place)) == 1


def test_a_chain_of_thousands_of_corrections_is_taken_in_at_a_steady_pace(place: Town, three: Tablet) -> None:
    visit = three.ledger.serve("A001")
    last = three.ledger.rate(visit, BAD)
    for _ in range(1_500):
        last = three.ledger.rate(visit, GOOD, replaces=last)
        three.ledger.add(Explained(rating=last, reasons=("510",)), visit=visit)
    for first in range(1, len(three.ledger.texts), 500):
        place.deliver(three, three.ledger.batch(first, first + 499))
    assert standing(place) == [("3", 5, "tablet")]


# --- explained --------------------------------------------------------------------------------------------------------


def test_nobody_explains_somebody_elses_rating(place: Town, three: Tablet, four: Tablet) -> None:
    visit = three.ledger.serve("A001")
    place.deliver(three)
    phone = by_phone(place, three, visit, BAD)
    three.ledger.add(Explained(rating=phone, reasons=("510",), comment="0" * 64), visit=visit)
    place.deliver(three)
    own = four.ledger.rated_visit("A002", BAD)
    rating = _rated_ids(four)[0]
    place.deliver(four)
    three.ledger.add(Explained(rating=rating, reasons=("510",)), visit=own)
    three.ledger.add(Explained(rating=rating, reasons=("510",)), visit=visit)
    place.deliver(three)
    assert [rows(place)[one][3] for one in (phone, rating)] == ["[]", "[]"]


# --- another window's visit --------------------------------------------------------------------------------------------


def _steal(tablet: Tablet, visit: str, what: str) -> None:
    """Write records that name another window's visit (its id can be read off the QR code on that window's screen)."""
    ledger = tablet.ledger
    match what:
        case "served earlier":
            ledger.serve("A001", visit=visit)
            text = changed(ledger.texts.pop(), wall="2026-01-01T00:00:00.000Z", boot_ms=0)
            ledger.heads.pop()
            ledger.add_text(text)
            ledger.rate(visit, GOOD)
        case "passed":
            ledger.add(Passed(), visit=visit)
        case "unrated":
            ledger.add(Unrated(cause=Cause.DECLINED), visit=visit)
        case "forwarded":
            ledger.add(Forwarded(to_window="9"), visit=visit)
        case "handed over":
            ledger.add(HandedOver(from_staff="S001", to_staff="S002", shift="x"), visit=visit)


@pytest.mark.parametrize("what", ["served earlier", "passed", "unrated", "forwarded", "handed over"])
@pytest.mark.parametrize("window", ["2", "4"])
@pytest.mark.parametrize("first", [True, False])
def test_records_of_another_window_about_a_visit_change_nothing_of_it(
    place: Town, three: Tablet, what: str, window: str, first: bool
) -> None:
    visit = three.ledger.serve("A001")
    thief = place.tablet(window)
    _steal(thief, visit, what)
    three.ledger.ask(visit)
    three.ledger.rate(visit, BAD)
    for tablet in (thief, three) if first else (three, thief):
        place.deliver(tablet)
    rating = _rated_ids(three)[0]
    assert rows(place)[rating][2] is None
    if what != "served earlier":
        assert standing(place) == [("3", 1, "tablet")]
        assert visit_row(place, visit) == ("3", "served", "S001")


@pytest.mark.parametrize("window", ["2", "4"])
def test_a_stolen_visit_can_still_be_rated_by_phone(place: Town, three: Tablet, window: str) -> None:
    visit = three.ledger.serve("A001")
    place.deliver(three)
    thief = place.tablet(window)
    thief.ledger.serve("Z999", visit=visit)
    place.deliver(thief)
    by_phone(place, three, visit, BAD)
    assert standing(place) == [("3", 1, "phone")]


def test_the_same_number_claimed_by_two_windows_goes_to_be_verified(place: Town, three: Tablet, four: Tablet) -> None:
    """A ticket key is the hall's: who claims it first is rated. That both did is shown, and nothing is lost."""
    three.ledger.rated_visit("A001", BAD)
    four.ledger.rated_visit("A001", GOOD)
    place.deliver(four)
    place.deliver(three)
    assert len(standing(place)) == 1
    with place.central.database.read() as db:
        assert db.execute(select(Case.why)).scalars().all() == ["conflict"]


# --- typed tickets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [Origin.TYPED_BY_STAFF, Origin.TYPED_BY_CITIZEN])
def test_typed_numbers_stand_and_are_counted_apart(place: Town, three: Tablet, origin: Origin) -> None:
    from sync.central.figures.export import exported

    visit = three.ledger.serve("A001", origin=origin)
    three.ledger.ask(visit)
    three.ledger.rate(visit, GOOD)
    three.ledger.rated_visit("A002", BAD)
    place.deliver(three)
    assert standing(place) == [("3", 1, "tablet"), ("3", 5, "tablet")]
    plain = exported(place.central, "H001", three.ledger.day).plain()
    assert plain["total"]["rated"] == 2, canonical(plain)
