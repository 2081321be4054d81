"""A tablet without a code waits, off, until somebody who sees the same pairing number binds it to a window."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import requests

from sync.central.accounts.models import AuditLine
from sync.central.accounts.roles import Role
from sync.central.central import Central
from sync.central.kiosks.enrol import new_codes
from sync.central.kiosks.models import Kiosk, WaitingKiosk
from sync.central.kiosks.waiting import MOST_OF_ONE
from sync.central.verify.verify import verify
from sync.contract import KioskSettings
from sync.delivery.cable import Cable, Response
from sync.delivery.client import Client
from sync.delivery.enrol import Waits, enrol, knock
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Answered, Busy, Refused, Unproved
from sync.suite import Keys, pairing_number
from tests.support.centre import rows
from tests.support.clock import FakeClock
from tests.support.insider import Insider

LIST = "/api/v1/waiting-kiosks"


class Tablet:
    """One out of its box: keys, and what its screen shows once a centre has answered."""

    def __init__(self, url: str, clock: FakeClock) -> None:
        self.url, self.clock, self.keys = url, clock, Keys.made()
        first = self.knock()
        assert isinstance(first, Waits)
        self.centre = first.centre_keys
        self.screen = pairing_number(self.keys.public, first.centre_keys)

    def knock(self, **how: Any) -> object:
        return knock(self.url, self.keys, self.clock, **how)


def bind(li: Insider, tablet: str, pairing: str, window: str = "3", hall: str = "H001") -> int:
    path = f"/api/v1/halls/{hall}/waiting-kiosks/{tablet}/bind"
    return li.post(path, window=window, pairing=pairing, reason="新平板").status_code


def test_it_waits_is_compared_and_let_in_and_then_is_an_ordinary_kiosk(
    central: Central, url: str, clock: FakeClock
) -> None:
    tablet, li = Tablet(url, clock), Insider(central, url)
    assert tablet.knock() == Waits(tablet.centre), "asked again, it still waits"

    (line,) = li.get(LIST).json()
    assert tablet.screen.startswith(line["pairing"] + " ")
    assert len(tablet.screen) - len(line["pairing"]) == 6, "the last five digits stand on the tablet alone"
    assert rows(central, Kiosk) == [], "until then nobody knows it"
    assert bind(li, line["id"], tablet.screen, "9") == 404
    assert bind(li, line["id"], tablet.screen[-5:]) == 200
    assert bind(li, line["id"], tablet.screen) == 404, "it waits no more"
    came = tablet.knock(shown=tablet.centre)
    assert isinstance(came, Identity)
    assert (came.kiosk, came.hall, came.window) == (line["id"], "H001", "3")
    line_of_audit = rows(central, AuditLine)[-1]
    assert (line_of_audit.who, line_of_audit.reason) == ("account:li", "新平板")
    assert f"kiosk {came.kiosk} let in at window 3" in line_of_audit.what
    client = Client(came, Cable(url), clock)
    assert isinstance(client.ask("GET", "/api/v1/kiosk", KioskSettings), Answered)
    client.close()
    assert li.get(LIST).json() == []
    assert verify(central).findings == []

    li.post(f"/api/v1/halls/H001/kiosks/{came.kiosk}/state", state="revoked", reason="?")
    assert isinstance(tablet.knock(), Refused)


def test_a_tablet_is_not_let_in_by_anybody_who_has_not_seen_its_screen(
    central: Central, url: str, clock: FakeClock
) -> None:
    tablet, li = Tablet(url, clock), Insider(central, url)
    (line,) = li.get(LIST).json()
    other = Tablet(url, clock).screen
    for wrong in (other, other[-5:], line["pairing"], tablet.screen[:5], "00000 00000 00000 00000", "yes"):
        assert bind(li, line["id"], wrong) == 409, wrong
    assert rows(central, Kiosk) == []


def test_another_centre_that_says_it_is_let_in_is_not_believed_once_a_number_is_shown(
    central: Central, url: str, clock: FakeClock
) -> None:
    tablet, li = Tablet(url, clock), Insider(central, url)
    (line,) = li.get(LIST).json()
    assert bind(li, line["id"], tablet.screen) == 200

    assert isinstance(tablet.knock(shown=Keys.made().public), Unproved)
    assert isinstance(tablet.knock(shown=tablet.centre), Identity), "positive control"


def test_one_that_got_a_code_after_all_waits_no_more(central: Central, url: str, clock: FakeClock) -> None:
    tablet = Tablet(url, clock)
    code = new_codes(central, "H001", "4")["4"]

    assert isinstance(enrol(url, code, clock, keys=tablet.keys), Identity)

    assert rows(central, WaitingKiosk) == []
    came = tablet.knock()
    assert isinstance(came, Identity)
    assert came.window == "4"
    assert len(rows(central, Kiosk)) == 1


def test_two_people_who_bind_one_tablet_at_once_make_one_kiosk(central: Central, url: str, clock: FakeClock) -> None:
    tablet, li, wang = Tablet(url, clock), Insider(central, url), Insider(central, url, "wang")
    (line,) = li.get(LIST).json()
    with ThreadPoolExecutor(2) as both:
        came = list(both.map(lambda who, at: bind(who, line["id"], tablet.screen, at), (li, wang), ("3", "4")))

    assert sorted(came) == [200, 404]
    assert len(rows(central, Kiosk)) == 1


def test_one_that_knocks_at_two_doors_at_once_waits_once(central: Central, url: str, clock: FakeClock) -> None:
    keys = Keys.made()
    with ThreadPoolExecutor(4) as hands:
        came = list(hands.map(lambda _: knock(url, keys, clock), range(8)))

    assert all(isinstance(one, Waits) for one in came)
    assert len(rows(central, WaitingKiosk)) == 1


def test_nobody_fills_the_table_and_whoever_went_away_leaves_room(central: Central, url: str, clock: FakeClock) -> None:
    first = Keys.made()
    for keys in (first, *(Keys.made() for _ in range(MOST_OF_ONE - 1))):
        assert isinstance(knock(url, keys, clock), Waits)
    assert isinstance(knock(url, Keys.made(), clock), Busy)
    assert len(rows(central, WaitingKiosk)) == MOST_OF_ONE
    assert isinstance(knock(url, first, clock), Waits), "who waits already goes on waiting"

    clock.advance(timedelta(minutes=31).total_seconds())

    assert isinstance(knock(url, Keys.made(), clock), Waits)
    assert len(rows(central, WaitingKiosk)) == 1


def test_only_who_may_enrol_sees_and_binds_and_only_in_their_hall(central: Central, url: str, clock: FakeClock) -> None:
    screen = Tablet(url, clock).screen
    (one,) = rows(central, WaitingKiosk)
    auditor = Insider(central, url, "zhao", Role.AUDITOR)
    stranger = Insider(central, url, "qian", halls=("H002",))

    assert auditor.get(LIST).status_code == 403
    assert bind(auditor, one.id, screen) == 403
    assert bind(stranger, one.id, screen) == 404
    assert requests.get(url + LIST, timeout=30).status_code == 401
    assert len(rows(central, WaitingKiosk)) == 1


class Altered(Cable):
    """A wire on which somebody puts another key into the answer, or the request."""

    def ask(self, method: str, path: str, body: bytes, headers: object) -> object:  # type: ignore[override]
        came = super().ask(method, path, body, headers)  # type: ignore[arg-type]
        assert isinstance(came, Response)
        return Response(came.status, came.headers, came.body.replace(b'"state":"disabled"', b'"state":"active" '))


def test_what_was_altered_on_the_way_is_not_believed(central: Central, url: str, clock: FakeClock) -> None:
    assert isinstance(knock(url, Keys.made(), clock, wire=Altered), Unproved)
    body = b'{"sign_key":"AAAA","seal_key":"AAAA"}'
    assert requests.post(url + "/api/v1/enrolments", data=body, timeout=30).status_code == 400
    keys = Keys.made()
    forged = b'{"seal_key":"%s","sign_key":"%s","v":1}' % ((b"A" * 43,) * 2)
    assert requests.post(url + "/api/v1/enrolments", data=forged, timeout=30).status_code == 401, keys.public.id
    assert len(rows(central, WaitingKiosk)) == 1
