"""A tablet that is put at another window: what it kept before still belongs, and counts, where it stood."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from sync.central.accounts.reader import Reader
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.intake.models import RecordRow, Visit
from sync.central.kiosks.models import MOVED, Kiosk, Presence
from sync.central.kiosks.states import NotSo, NotThere, hall_of_kiosk, move, set_state
from sync.central.places.models import Department, Hall, Window
from sync.central.verify.verify import verify
from sync.contract import Said, State, Why
from sync.kinds import LedgerOpened, Level, WhyLedger
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.make import LedgerMaker
from tests.sync.central.kiosks.test_presence import beat

EVERYWHERE = Reader(who="test", shown="", halls=None)


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    with central.database.write() as db:
        db.execute(insert(Hall).values(id="H002", name="分厅"))
        db.execute(insert(Department).values(hall_id="H002", id="D1", name="公安局"))
        db.execute(insert(Window).values(hall_id="H002", id="7", name="7号窗口", department_id="D1"))
    return kiosk(central, url)


def moved(central: Central, tablet: FakeKiosk, hall: str, window: str) -> LedgerMaker:
    """Move the tablet at the centre; return the ledger it begins there, following on its old one."""
    old = tablet.ledger
    with central.database.write() as db:
        at = hall_of_kiosk(db, EVERYWHERE, tablet.id)
        move(db, Scope(at, EVERYWHERE), tablet.id, hall, window, central.now_ms())
    new = LedgerMaker(kiosk=tablet.id, hall=hall, window=window, clock=old.clock, seed=f"{hall}/{window}", opened=False)
    new.add(
        LedgerOpened(
            why=WhyLedger.MOVED,
            kiosk=tablet.id,
            old_ledger=old.ledger,
            old_seq=len(old.texts),
            old_head=old.head.hex(),
        )
    )
    return new


def visits(central: Central) -> list[tuple[str, str, str]]:
    return sorted((one.hall_id, one.window_id, one.ticket) for one in rows(central, Visit))


@pytest.mark.parametrize("known", [True, False], ids=["begun here before", "never heard of before"])
@pytest.mark.parametrize(("hall", "window"), [("H001", "4"), ("H002", "7")], ids=["same hall", "other hall"])
def test_what_was_kept_before_counts_where_the_tablet_stood(
    central: Central, tablet: FakeKiosk, hall: str, window: str, known: bool
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    if known:
        tablet.deliver()
    tablet.ledger.rated_visit("A002", Level.DISSATISFIED)

    tablet.ledger, old = moved(central, tablet, hall, window), tablet.ledger
    tablet.ledger.rated_visit("B001", Level.SATISFIED)
    late, new = tablet.deliver(old.batch()), tablet.deliver()

    assert {one.said for one in (*late.verdicts, *new.verdicts)} <= {Said.ACCEPTED, Said.DUPLICATE}
    assert late.settled_through == len(old.texts)
    assert visits(central) == sorted(
        [("H001", "3", "A001"), ("H001", "3", "A002"), (hall, window, "B001")],
    )
    assert verify(central).findings == []


def test_a_window_where_it_never_stood_takes_nothing_from_it(central: Central, tablet: FakeKiosk) -> None:
    forged = LedgerMaker(kiosk=tablet.id, hall="H002", window="7", clock=tablet.ledger.clock, seed="forged")
    forged.rated_visit("B001", Level.VERY_SATISFIED)

    said = tablet.deliver(forged.batch())

    assert {one.why for one in said.verdicts} == {Why.OTHER_PLACE}
    assert visits(central) == []


def test_a_heartbeat_that_does_not_know_of_the_move_loses_nothing_of_what_is_settled(
    central: Central, tablet: FakeKiosk
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    beat(tablet)
    moved(central, tablet, "H002", "7")

    answer = beat(tablet)

    assert answer.body["settled_through"] == len(tablet.ledger.texts)
    assert {(one.hall_id, one.pending) for one in rows(central, Presence)} == {("H001", 0), ("H002", 0)}
    assert verify(central).holds


def test_moved_there_and_back_it_is_one_kiosk_all_along(central: Central, tablet: FakeKiosk) -> None:
    moved(central, tablet, "H002", "7")
    tablet.ledger = moved(central, tablet, "H001", "4")
    tablet.ledger.rated_visit("A001", Level.SATISFIED)

    said = tablet.deliver()

    assert {one.said for one in said.verdicts} == {Said.ACCEPTED}
    assert sorted((one.hall_id, one.window_id, one.state) for one in rows(central, Kiosk)) == [
        ("H001", "4", "active"),
        ("H002", "7", MOVED),
    ]
    assert verify(central).holds


def test_what_cannot_be_is_refused_with_a_sentence(central: Central, tablet: FakeKiosk) -> None:
    here = Scope("H001", EVERYWHERE)
    other = Scope("H001", Reader(who="li", shown="", halls=frozenset({"H001"})))
    with central.database.write() as db:
        with pytest.raises(NotThere, match="no window 9"):
            move(db, here, tablet.id, "H001", "9", 1)
        with pytest.raises(NotThere, match="that you may set up"):
            move(db, other, tablet.id, "H002", "7", 1)  # a hall that is not theirs
        with pytest.raises(NotSo, match="already"):
            move(db, here, tablet.id, "H001", "3", 1)
        with pytest.raises(NotThere, match="has no kiosk"):
            set_state(db, Scope("H002", EVERYWHERE), tablet.id, State.REVOKED, 1)
        set_state(db, here, tablet.id, State.REVOKED, 1)
        for act in (
            lambda: set_state(db, here, tablet.id, State.ACTIVE, 1),
            lambda: move(db, here, tablet.id, "H001", "4", 1),
        ):
            with pytest.raises(NotSo, match="ended for good"):
                act()
    with central.database.read() as db:
        assert db.execute(select(RecordRow.seq)).first() is None
