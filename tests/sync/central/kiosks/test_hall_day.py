"""The whole hall's day at a tablet: the same figures as at the centre, for halls with a manager, to their kiosks alone."""

from __future__ import annotations

import pytest
import requests
from sqlalchemy import update

from sync.central.accounts.models import Access
from sync.central.accounts.tokens import create_token
from sync.central.central import Central
from sync.central.kiosks.models import Kiosk
from sync.central.places.models import Staff
from sync.contract import canonical, parsed
from sync.kinds import Level
from sync.live import HallDay
from sync.shape import shaped
from tests.support.centre import FakeKiosk, kiosk, rows

DAY = "2026-03-02"
PATH = f"/api/v1/kiosk/days/{DAY}/summary"


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    """A kiosk of a hall with a manager, and another window beside it with ratings of its own."""
    managed(central, True)
    one, other = kiosk(central, url, "3"), kiosk(central, url, "4")
    one.ledger.rated_visit("A001", Level.VERY_SATISFIED)
    other.ledger.rated_visit("B001", Level.DISSATISFIED, reasons=("201",))
    one.deliver()
    other.deliver()
    return one


def managed(central: Central, manager: bool, staff: str = "S001") -> None:
    with central.database.write() as db:
        db.execute(update(Staff).where(Staff.id == staff).values(manager=manager))


def test_a_tablet_gets_the_figures_of_all_windows_as_the_centre_has_them(central: Central, tablet: FakeKiosk) -> None:
    answer = tablet.ask("GET", PATH)
    with central.database.write() as db:
        token = create_token(db, "H001", now=central.clock.now())
    there = requests.get(
        f"{tablet.url}/api/v1/halls/H001/days/{DAY}/summary", headers={"Authorization": f"Bearer {token}"}, timeout=30
    ).json()

    assert answer.status == 200
    assert answer.body["summary"] == there
    assert shaped(HallDay, parsed(canonical(answer.body))).summary["total"]["served"] == 2  # type: ignore[index]
    assert {group["key"] for group in there["by_window"]} == {"3", "4"}
    assert all(group["tally"]["withheld"] for group in there["by_staff"]), "few ratings: no person's levels are shown"


def test_every_look_is_noted_with_the_kiosk_that_looked(central: Central, tablet: FakeKiosk) -> None:
    tablet.ask("GET", PATH)

    assert [(one.who, one.what, one.given) for one in rows(central, Access)] == [
        (f"kiosk:{tablet.id}", f"summary {DAY}", True)
    ]


def test_a_hall_without_a_manager_shows_its_figures_at_no_tablet(central: Central, tablet: FakeKiosk) -> None:
    managed(central, False)
    assert tablet.ask("GET", PATH).status == 403
    managed(central, True)
    with central.database.write() as db:
        db.execute(update(Staff).where(Staff.id == "S001").values(retired=True))
    assert tablet.ask("GET", PATH).status == 403
    assert [one.given for one in rows(central, Access)] == [False, False]


def test_a_revoked_kiosk_and_a_stranger_get_nothing(central: Central, tablet: FakeKiosk) -> None:
    assert requests.get(tablet.url + PATH, timeout=30).status_code == 401
    with central.database.write() as db:
        db.execute(update(Kiosk).where(Kiosk.id == tablet.id).values(state="revoked"))

    assert tablet.ask("GET", PATH).status == 403


@pytest.mark.parametrize("day", ["today", "2026-3-2", "2026-02-30", "2026-03-02T00:00"])
def test_what_is_no_day_is_refused(tablet: FakeKiosk, day: str) -> None:
    assert tablet.ask("GET", f"/api/v1/kiosk/days/{day}/summary").status == 422
