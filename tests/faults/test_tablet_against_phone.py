"""Tablet against phone: whatever comes first, and however often, one rating stands for a number and the state is the same.

Fast: every order of four records, and 1 000 visits against 8 threads on SQLite and PostgreSQL. Long: 20 000 visits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select

from sync.central.followup.models import Case
from sync.central.intake.models import AnchorRow, Delivery, Gap, Ledger, Rating, RecordRow, Visit
from sync.central.web.phone import AlreadyRated, Kept, Phone
from sync.central.web.phone_form import Tapped
from sync.contract import uuid7
from sync.kinds import Level
from tests.support.facing import Tablet, Town, town
from tests.support.make import LedgerMaker


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url) as made:
        yield made


def phone_of(place: Town) -> Phone:
    return place.phone()


def state(place: Town, visits: Sequence[str]) -> dict[str, Any]:
    """Return what the centre says of these visits: everything that must not depend on the order of arrival."""
    with place.central.database.read() as db:
        ratings = db.execute(
            select(Rating.visit_id, Rating.level, Rating.channel, Rating.standing, Rating.disputed, Rating.void)
            .where(Rating.hall_id == "H001", Rating.visit_id.in_(visits))
            .order_by(Rating.visit_id, Rating.channel, Rating.level)
        ).all()
        told = db.execute(
            select(Visit.id, Visit.outcome, Visit.known_by, Visit.ticket_key, Visit.cause)
            .where(Visit.hall_id == "H001", Visit.id.in_(visits))
            .order_by(Visit.id)
        ).all()
        cases = db.execute(
            select(Case.visit_id, Case.why, Case.withdrawn_ms.is_(None))
            .where(Case.hall_id == "H001", Case.visit_id.in_(visits))
            .order_by(Case.visit_id)
        ).all()
    return {
        "ratings": [(*row[:3], bool(row[3]), bool(row[4]), row[5]) for row in ratings],
        "visits": [tuple(row) for row in told],
        "cases": [(row[0], row[1], bool(row[2])) for row in cases],
    }


@dataclass
class Story:
    """One visit told by four hands: two on the tablet, two on phones; each does its part when called."""

    place: Town
    tablet: Tablet
    visit: str
    parts: tuple[Callable[[], object], ...]


def four_records(place: Town, number: int, levels: tuple[int, int]) -> Story:
    """Served and rated on the tablet, delivered in two batches of two ledgers' life; rated and explained by phone."""
    tablet = place.tablet("3")
    clock = place.clock
    ledger = LedgerMaker(kiosk=tablet.known.id, hall="H001", window="3", clock=clock, seed=f"story {number}")
    ledger.serve("A001", visit=(visit := ledger.id()), key=f"q:{number}")
    token = tablet.mint(visit, "A001", key=f"q:{number}")
    served = ledger.batch()
    ledger.ask(visit)
    ledger.rate(visit, Level(levels[0]))
    rated = ledger.batch(first=3)
    phone, rating = phone_of(place), uuid7(number)

    def by_phone() -> None:
        phone.take(token, Tapped(rating, Level(levels[1])), language="zh-CN", now=clock.now())

    return Story(
        place,
        tablet,
        visit,
        (
            partial(place.deliver, tablet, served),
            partial(place.deliver, tablet, rated),
            by_phone,
            partial(place.deliver, tablet, ledger.batch()),
        ),
    )


@pytest.mark.parametrize("levels", [(5, 1), (1, 5), (2, 1)])
def test_in_every_order_of_four_arrivals_one_rating_stands_and_nothing_is_lost(
    place: Town, levels: tuple[int, int]
) -> None:
    told = {}
    for number, order in enumerate(permutations(range(4))):
        story = four_records(place, number, levels)
        for part in order:
            story.parts[part]()
        found = state(place, [story.visit])
        standing = [row for row in found["ratings"] if row[3]]
        assert len(standing) == 1, order
        assert len(found["visits"]) == 1
        told[order] = (found["ratings"], found["cases"])
        phone_came = any(row[2] == "phone" for row in found["ratings"])
        bad = {row[1] <= 2 for row in found["ratings"]}
        assert bool(found["cases"]) == (True in bad), order
        assert all(row[1] == ("conflict" if len(bad) == 2 else "bad_rating") for row in found["cases"])
        if not phone_came:  # the tablet's rating was here first, so the phone was told "rated already"
            assert order.index(2) > min(order.index(1), order.index(3))


def test_the_same_four_records_in_every_order_leave_the_same_state(place: Town) -> None:
    """The same texts, taken in by intake in all 24 orders, into a centre that forgets them in between."""
    tablet = place.tablet("3")
    clock = place.clock
    makers = [LedgerMaker(kiosk=tablet.known.id, hall="H001", window="3", clock=clock, seed=one) for one in range(3)]
    served, first, second = makers
    visit = served.serve("A001", key="q:1")
    served.ask(visit)
    first.rate(visit, Level.VERY_DISSATISFIED)
    clock.advance(1)
    second.rate(visit, Level.VERY_SATISFIED)
    token = tablet.mint(visit, "A001", key="q:1")
    rating = uuid7(1)
    at = clock.now()

    def phone() -> None:
        phone_of(place).take(token, Tapped(rating, Level.BASICALLY_SATISFIED), language="zh-CN", now=at)

    phone()
    with place.central.database.read() as db:
        own = db.execute(select(Rating.id).where(Rating.channel == "phone")).scalar_one()
    assert own == rating
    outcomes = set()
    for order in permutations([served, first, second, served]):
        for maker in order:
            place.deliver(tablet, maker.batch())
            place.deliver(tablet, maker.batch())
        found = state(place, [visit])
        outcomes.add(str(found))
        _forget_tablets(place)
    assert len(outcomes) == 1
    assert "'conflict'" in outcomes.pop()


def _forget_tablets(place: Town) -> None:
    """Take away what tablets sent, as a restore from an early backup would; the phone's rating stays."""
    with place.central.database.write() as db:
        own = db.execute(select(Ledger.id).where(Ledger.kiosk_id == "centre")).scalar_one()
        for table, column in (
            (RecordRow, RecordRow.ledger),
            (Delivery, Delivery.ledger),
            (Gap, Gap.ledger),
            (AnchorRow, AnchorRow.ledger),
            (Ledger, Ledger.id),
        ):
            db.execute(delete(table).where(column != own))
        db.execute(delete(Rating).where(Rating.channel != "phone"))
        db.execute(delete(Case))


@pytest.mark.parametrize("visits", [1000, pytest.param(20_000, marks=pytest.mark.long)])
def test_many_visits_against_eight_threads_leave_one_standing_rating_each(place: Town, visits: int) -> None:
    seed = 20260302
    chance = Random(seed)
    print(f"seed {seed}")
    tablets = [place.tablet(str(window)) for window in range(1, 5)]
    jobs: list[Callable[[], object]] = []
    phones = phone_of(place)
    names: dict[str, str] = {}
    answers: list[object] = []
    lock = threading.Lock()
    now = place.clock.now()
    minted = int(now.timestamp())  # all phones rate at one moment; by then every code must have been made

    def rate(text: str, level: int) -> None:
        told = phones.take(text, Tapped(uuid7(), Level(level)), language="zh-CN", now=now)
        with lock:
            answers.append(told)

    for number in range(visits):
        tablet = tablets[number % 4]
        ledger = tablet.ledger
        visit = ledger.serve(f"A{number:05}", key=f"q:{number}")
        names[visit] = f"q:{number}"
        ledger.ask(visit)
        ledger.rate(visit, Level(chance.randint(1, 5)))
        text = tablet.mint(visit, f"A{number:05}", key=f"q:{number}", minted=minted, expires=minted + 86400)
        for _ in range(1 if number % 5 else 2):  # every fifth citizen's code is scanned by two phones
            jobs.append(partial(rate, text, chance.randint(1, 5)))
    for tablet in tablets:
        ledger = tablet.ledger
        for first in range(1, len(ledger.texts) + 1, 100):
            batch = ledger.batch(first, first + 99)
            jobs += [partial(place.deliver, tablet, batch)] * 2
    chance.shuffle(jobs)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()

    assert all(isinstance(one, (Kept, AlreadyRated)) for one in answers)
    kept = sum(isinstance(one, Kept) for one in answers)
    assert kept > visits // 20, "the phones must have won often enough for this to be a contest"
    with place.central.database.read() as db:
        rows = db.execute(select(Rating.ticket_key, Rating.channel, Rating.standing, Rating.since_ms, Rating.id)).all()
        told = set(db.execute(select(Visit.id)).scalars())
        cases = {row.ticket_key for row in db.execute(select(Case.ticket_key).where(Case.withdrawn_ms.is_(None)))}
        bad = set(db.execute(select(Rating.ticket_key).where(Rating.level <= 2)).scalars())
    assert told == set(names), "no visit lost, none invented"
    assert sum(row.channel == "tablet" for row in rows) == visits, "no tablet rating lost or doubled"
    assert sum(row.channel == "phone" for row in rows) == kept, "every phone that was thanked is kept"
    phones_kept = [row.ticket_key for row in rows if row.channel == "phone"]
    assert len(phones_kept) == len(set(phones_kept)), "of two phones on one visit the second is told it is rated"
    standing = [row.ticket_key for row in rows if row.standing]
    assert sorted(standing) == sorted(names.values()), "one rating stands for each number"
    assert cases == bad, "a case for every number with a bad rating, and for no other"
    _check_rule(rows)


def _check_rule(rows: Sequence[Any]) -> None:
    by_key: dict[str, list[Any]] = {}
    for row in rows:
        by_key.setdefault(row.ticket_key, []).append(row)
    for key, rivals in by_key.items():
        winner = min(rivals, key=lambda row: (row.since_ms, row.channel != "phone", row.id))
        assert [row.id for row in rivals if row.standing] == [winner.id], key
