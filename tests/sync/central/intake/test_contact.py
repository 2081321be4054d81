"""A number to be called back at belongs to the whole sitting, whatever is corrected before or after it."""

from __future__ import annotations

import pytest

from sync.central.central import Central
from sync.central.intake.models import Rating
from sync.central.verify.verify import verify
from sync.kinds import ContactLeft, Level
from sync.suite import seal
from tests.support.centre import FakeKiosk, kiosk, rows


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


def leave(tablet: FakeKiosk, visit: str, rating: str, number: str = "13912345678") -> str:
    """Leave a number about a rating; return the hash by which it is named."""
    record, public = tablet.ledger.id(), tablet.central.keys.pair.public
    name = tablet.ledger.attach(record, public.id, seal(public.seal, number.encode(), record))
    body = ContactLeft(rating=rating, contact=name, purpose="call_back", keep_days=180)
    tablet.ledger.add(body, visit=visit, named=record)
    return name


def contacts(central: Central) -> dict[int, str | None]:
    return {row.level: row.contact for row in rows(central, Rating)}


def test_a_level_corrected_after_the_number_was_left_keeps_the_number(central: Central, tablet: FakeKiosk) -> None:
    visit = tablet.ledger.serve("A001")
    tablet.ledger.ask(visit)
    first = tablet.ledger.rate(visit, Level.VERY_DISSATISFIED)
    name = leave(tablet, visit, first)
    tablet.deliver()
    tablet.ledger.rate(visit, Level.DISSATISFIED, replaces=first)
    tablet.deliver()
    assert contacts(central) == {1: name, 2: name}
    assert verify(central).holds


def test_the_number_left_last_is_the_one_that_counts_and_another_visit_has_none(
    central: Central, tablet: FakeKiosk
) -> None:
    visit = tablet.ledger.serve("A001")
    tablet.ledger.ask(visit)
    rating = tablet.ledger.rate(visit, Level.DISSATISFIED)
    leave(tablet, visit, rating)
    name = leave(tablet, visit, rating, "87654321")
    tablet.ledger.rated_visit("A002", Level.SATISFIED)
    tablet.deliver()
    assert contacts(central) == {2: name, 4: None}
