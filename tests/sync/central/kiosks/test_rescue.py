"""What a tablet sent while it was turned off is set aside, not lost: an administrator may have it taken in."""

from __future__ import annotations

import pytest

from sync.central.accounts.reader import Reader
from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.followup.models import Case
from sync.central.intake.models import AnchorRow, AttachmentRow, Rating, RecordRow, Visit
from sync.central.intake.rescue import Work, rescue
from sync.central.kiosks.states import found, set_state
from sync.central.verify.verify import verify
from sync.contract import Said, State, b64
from sync.kinds import Anchor, Explained, Level
from tests.support.centre import FakeKiosk, kiosk, rows, state

HERE = Scope("H001", Reader(who="test", shown="", halls=None))
TOLD = (Visit, Rating, RecordRow, AttachmentRow, AnchorRow)
OF_THIS_CENTRE = frozenset({"seal"})


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


def turn(central: Central, tablet: FakeKiosk, to: State) -> None:
    with central.database.write() as db:
        set_state(db, HERE, tablet.id, to, central.now_ms())


def rescued(central: Central, tablet: FakeKiosk) -> int:
    with central.database.write() as db:
        known = found(db, HERE, tablet.id)
        return rescue(Work(central.intake, db, central.keys.secret, known, central.now_ms()), "H001")


def a_day(tablet: FakeKiosk) -> None:
    """Write visits good and bad, a comment beside one, and an anchor that comes late."""
    maker = tablet.ledger
    maker.rated_visit("A001", Level.SATISFIED)
    visit = maker.rated_visit("A002", Level.VERY_DISSATISFIED)
    sealed = b"sealed words"
    rating = next(text for text in reversed(maker.texts) if '"kind":"rated"' in text).split('"id":"', 1)[1][:36]
    named = maker.id()
    maker.add(Explained(rating=rating, comment=maker.attach(named, "k" * 16, sealed)), visit=visit, named=named)
    time = maker.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    maker.add(Anchor(time=time, round_trip_ms=40, centre="c", answer=b64(b"a")))
    maker.rated_visit("A003", Level.DISSATISFIED)


@pytest.mark.parametrize("off", [State.DISABLED, State.REVOKED])
def test_what_was_set_aside_is_taken_in_as_if_it_had_never_been(
    central: Central, tablet: FakeKiosk, off: State
) -> None:
    tablet.ledger.rated_visit("A000", Level.SATISFIED)
    tablet.deliver()
    turn(central, tablet, off)
    first = len(tablet.ledger.texts) + 1
    a_day(tablet)
    said = tablet.deliver(tablet.ledger.batch(first))
    assert {one.said for one in said.verdicts} == {Said.SET_ASIDE}
    assert len(rows(central, Visit)) == 1
    assert verify(central).holds

    count = rescued(central, tablet)

    assert count == len(tablet.ledger.texts) - first + 1
    assert sorted(one.ticket for one in rows(central, Visit)) == ["A000", "A001", "A002", "A003"]
    assert len(rows(central, Case)) == 2
    assert [bytes(one.sealed) for one in rows(central, AttachmentRow)] == [b"sealed words"]
    assert verify(central).findings == []
    assert rescued(central, tablet) == 0, "a second time there is nothing left to take in"


def test_rescued_or_never_turned_off_the_tables_are_the_same(
    open_centre: object, tablet: FakeKiosk, central: Central
) -> None:
    """The rescue is the intake, later: the same records give the same rows."""
    a_day(tablet)
    half = len(tablet.ledger.texts) // 2
    turn(central, tablet, State.DISABLED)
    tablet.deliver(tablet.ledger.batch(1, half))
    turn(central, tablet, State.ACTIVE)
    tablet.deliver(tablet.ledger.batch(half + 1))
    rescued(central, tablet)
    late = state(central, *TOLD, leave=OF_THIS_CENTRE)

    other: Central = open_centre()  # type: ignore[operator]
    tablet.central, held = other, tablet.ledger
    with_all = _delivered_to(other, tablet)

    assert held is tablet.ledger
    assert state(other, *TOLD, leave=OF_THIS_CENTRE) == late
    assert with_all == len(held.texts)
    assert verify(central).findings == []


def _delivered_to(central: Central, tablet: FakeKiosk) -> int:
    """Hand the whole ledger to another centre's intake, from a kiosk that is active all along."""
    from sync.central.intake.intake import Delivered
    from sync.central.kiosks.known import KioskKnown
    from tests.support.centre import admitted

    public = tablet.keys.public
    known = admitted(central, KioskKnown(tablet.id, "H001", "3", State.ACTIVE, public.sign, public.seal))
    return central.intake.take(Delivered(known, tablet.ledger.batch(), "r" * 64)).settled_through
