"""What a database refuses stops nobody: the one record is kept as bytes, all the others are taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from sqlalchemy import text

from sync.central.central import Central
from sync.central.intake.intake import Delivered
from sync.central.intake.models import Rating, RecordRow
from sync.central.kiosks.known import KioskKnown
from sync.central.verify.verify import verify
from sync.contract import Said, State, Why, canonical
from sync.kinds import Level
from tests.support.centre import FakeKiosk, admitted, kiosk, rows
from tests.support.make import LedgerMaker


@contextmanager
def a_database_that_refuses(central: Central, word: str) -> Iterator[None]:
    """Have the database itself refuse a ticket, as it would some value that nobody thought of."""
    check = f"ALTER TABLE visits ADD CONSTRAINT odd CHECK (ticket <> '{word}' OR length(ticket) / 0 = 1)"
    with central.database.write() as db:
        db.execute(text(check))
    yield
    with central.database.write() as db:
        db.execute(text("ALTER TABLE visits DROP CONSTRAINT odd"))


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_the_one_record_a_database_refuses_is_set_aside_and_the_others_count(central: Central) -> None:
    known = admitted(
        central, KioskKnown("01890a5d-0000-7000-8000-000000000001", "H001", "3", State.ACTIVE, bytes(32), bytes(32))
    )
    maker = LedgerMaker()
    maker.rated_visit("A001", Level.SATISFIED)
    maker.rated_visit("ODD", Level.SATISFIED)
    maker.rated_visit("A003", Level.SATISFIED)

    with a_database_that_refuses(central, "ODD"):
        taken = central.intake.take(Delivered(known, maker.batch(), "r"))
        again = central.intake.take(Delivered(known, maker.batch(), "r"))

    aside = [one for one in taken.verdicts if one.said is Said.SET_ASIDE]
    assert [one.why for one in aside] == [Why.MALFORMED, Why.NOT_SERVED]
    assert taken.settled_through == len(maker.texts)
    assert [one.seq for one in taken.verdicts] == list(range(1, len(maker.texts) + 1))
    assert {one.said for one in again.verdicts} == {Said.DUPLICATE, Said.SET_ASIDE}
    assert sum(one.standing for one in rows(central, Rating)) == 2
    assert verify(central).holds


@pytest.mark.parametrize("length", [65, 2000])
def test_a_very_long_ticket_key_or_name_stops_nobody(central: Central, url: str, length: int) -> None:
    tablet: FakeKiosk = kiosk(central, url)
    visit = tablet.ledger.serve("T" * length, key="q:" + Random(1).randbytes(length // 2).hex(), staff="S" * length)
    tablet.ledger.ask(visit)
    tablet.ledger.rate(visit, Level.SATISFIED, staff="S" * length)

    answer = tablet.deliver()

    assert {one.said for one in answer.verdicts} == {Said.ACCEPTED}
    assert [one.standing for one in rows(central, Rating)] == [True]
    assert verify(central).holds


def test_a_receipt_no_index_could_hold_stops_nobody(central: Central, url: str) -> None:
    tablet: FakeKiosk = kiosk(central, url)
    visit = tablet.ledger.serve("A001")
    tablet.ledger.rate(visit, Level.SATISFIED)
    rated = tablet.ledger.texts.pop()
    tablet.ledger.heads.pop()
    tablet.ledger.add_text(canonical({**_fields(rated), "receipt": Random(1).randbytes(2000).hex()}))

    answer = tablet.deliver()

    assert {one.said for one in answer.verdicts} == {Said.ACCEPTED}
    assert [(one.standing, one.receipt) for one in rows(central, Rating)] == [(True, None)]


def test_a_record_longer_than_8_kib_is_set_aside(central: Central, url: str) -> None:
    tablet: FakeKiosk = kiosk(central, url)
    tablet.ledger.serve("号" * 3000)

    answer = tablet.deliver()

    assert [(one.said, one.why) for one in answer.verdicts[1:]] == [(Said.SET_ASIDE, Why.TOO_LARGE)]
    assert len(rows(central, RecordRow)) == 2
    assert verify(central).holds


def _fields(record: str) -> dict[str, object]:
    return dict(json.loads(record))
