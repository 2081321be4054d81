from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from sync.central.accounts.reader import Reader
from sync.central.central import open_central
from sync.central.figures.scope import HallFacts, Scope
from sync.central.followup.cases import follow
from sync.central.followup.joined import Joined
from sync.central.followup.live import Hub, stream
from sync.central.followup.models import Case
from sync.central.followup.shown import case_count, cases_of
from sync.central.intake.intake import Delivered
from sync.central.intake.models import Rating
from sync.central.verify.verify import verify
from sync.contract import uuid7
from sync.kinds import Level
from tests.support.facing import Town, town

ALL = Scope("H001", Reader(who="test", shown="", halls=None))
HALL = HallFacts("H001", "大厅", "Asia/Shanghai")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url) as made:
        yield made


def cases(place: Town) -> list[tuple[str, str, bool]]:
    with place.central.database.read() as db:
        rows = db.execute(select(Case.ticket_key, Case.why, Case.withdrawn_ms).order_by(Case.ticket_key)).all()
    return [(row.ticket_key.rsplit("/", 1)[-1], row.why, row.withdrawn_ms is None) for row in rows]


def test_every_bad_rating_opens_one_case_and_no_good_one_does(place: Town) -> None:
    ledger = place.tablet().ledger
    for number, level in enumerate(Level):
        ledger.rated_visit(f"A00{number}", level)
    place.deliver(place.tablet())
    assert [why for _, why, _ in cases(place)] == ["bad_rating", "bad_rating"]
    place.deliver(place.tablet(), ledger.batch())
    assert len(cases(place)) == 2, "the same batch again opens nothing"


def test_a_good_and_a_bad_rating_of_one_number_at_two_windows_are_a_conflict(place: Town) -> None:
    for window, level in (("3", Level.VERY_DISSATISFIED), ("4", Level.VERY_SATISFIED)):
        ledger = place.tablet(window).ledger
        visit = ledger.serve("A001", key="q:7")
        ledger.ask(visit)
        ledger.rate(visit, level)
        place.deliver(place.tablet(window))
    assert cases(place) == [("q:7", "conflict", True)]


def test_a_bad_rating_corrected_in_the_same_sitting_is_withdrawn_and_comes_back_if_it_is_bad_after_all(
    place: Town,
) -> None:
    ledger = place.tablet().ledger
    visit = ledger.serve("A001")
    ledger.ask(visit)
    first = ledger.rate(visit, Level.DISSATISFIED)
    place.deliver(place.tablet())
    second = ledger.rate(visit, Level.SATISFIED, replaces=first)
    place.deliver(place.tablet())
    assert cases(place) == [("A001", "bad_rating", False)]
    ledger.rate(visit, Level.VERY_DISSATISFIED, replaces=second)
    place.deliver(place.tablet())
    assert cases(place) == [("A001", "bad_rating", True)]


def test_the_list_is_newest_first_in_the_readers_words_and_only_of_their_hall(place: Town) -> None:
    ledger = place.tablet().ledger
    ledger.rated_visit("A001", Level.DISSATISFIED, reasons=["207", "local:9"])
    place.deliver(place.tablet())
    place.clock.advance(minutes=1)
    ledger.rated_visit("A002", Level.VERY_DISSATISFIED)
    place.deliver(place.tablet())
    stranger = Scope("H001", Reader(who="x", shown="", halls=frozenset({"H002"})))
    with place.central.database.read() as db:
        lines = cases_of(db, ALL, HALL, {"207": "没有提供材料样本"})
        assert (case_count(db, ALL), case_count(db, stranger)) == (2, 0)
        assert cases_of(db, stranger, HALL, {}) == []
    assert [(line.ticket, line.level, line.unexplained) for line in lines] == [("A002", 1, True), ("A001", 2, False)]
    assert lines[1].reasons == ("没有提供材料样本", "local:9")
    assert lines[0].since.startswith("03-02 09:")


def test_asking_again_changes_nothing_and_opens_nothing(place: Town) -> None:
    place.tablet().ledger.rated_visit("A001", Level.DISSATISFIED)
    place.deliver(place.tablet())
    before = cases(place)
    with place.central.database.write() as db:
        keys = set(db.execute(select(Rating.ticket_key)).scalars())
        assert follow(db, place.central.keys.secret, "H001", keys, now_ms=1) == []
        assert follow(db, place.central.keys.secret, "H002", keys, now_ms=1) == []
    assert cases(place) == before


def test_a_bad_rating_taken_in_by_a_command_has_its_case_and_verify_misses_one_that_is_gone(place: Town) -> None:
    """A command has no pages and no wall; what a kiosk sent is followed up all the same."""
    tablet = place.tablet()
    tablet.ledger.rated_visit("A001", Level.DISSATISFIED)
    command = open_central(place.central.settings, place.clock)
    command.intake.take(Delivered(tablet.known, tablet.ledger.batch(), request=uuid7()))
    assert cases(place) == [("A001", "bad_rating", True)]
    assert verify(command).findings == []

    with command.database.write() as db:
        row = db.execute(select(Case.__table__)).mappings().one()
        db.execute(delete(Case))
    assert [(one.table, "is missing" in one.what) for one in verify(command).findings] == [("cases", True)]
    with command.database.write() as db:
        db.execute(insert(Case).values(**{**row, "ticket_key": "d:2026-03-02/1/A009"}))
    said = sorted(one.what for one in verify(command).findings)
    assert [one.partition(":")[0] for one in said] == ["is missing", "is open, and no bad rating is behind it"]
    command.close()


def test_a_case_of_a_transaction_that_was_rolled_back_is_told_to_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        with town(tmp_path) as place:
            place.tablet().ledger.rated_visit("A001", Level.DISSATISFIED)
            place.deliver(place.tablet())
            hub = Hub()
            joined = Joined(place.central.database, place.central.keys.secret)
            joined.hub = hub
            events = stream(hub, "H001", pause=0.01, alive=0.2)
            assert (await anext(events)).startswith("event: snapshot")
            with suppress(Undone):
                _open_anew(place, joined, undo=True)
            assert await anext(events) == ": alive\n\n"
            _open_anew(place, joined, undo=False)
            assert (await anext(events)).startswith("event: case")

    asyncio.run(story())


class Undone(Exception):
    """Rolls a transaction back."""


def _open_anew(place: Town, joined: Joined, *, undo: bool) -> None:
    with place.central.database.write() as db:
        db.execute(delete(Case))
        joined.decided(db, "H001", set(db.execute(select(Rating.ticket_key)).scalars()), 1)
        if undo:
            raise Undone
