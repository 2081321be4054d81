"""Commands at the centre: given out until the tablet has said what became of them; its first word stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sync.central.accounts.roles import Role
from sync.central.central import Central
from sync.central.kiosks.models import BundlePart, RemoteCommand
from sync.central.passing.models import WindowEvent
from sync.central.verify.verify import verify
from sync.contract import moment
from sync.remote import BUNDLE_PART, MOST_PARTS, bundle_about, bundle_path
from sync.suite import seal
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.insider import Insider
from tests.sync.central.kiosks.test_presence import KIOSK, beat

LIST = "/api/v1/halls/H001/commands"


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


@pytest.fixture
def li(central: Central, url: str) -> Insider:
    return Insider(central, url)


def asked(li: Insider, tablet: FakeKiosk, kind: str, **more: Any) -> str:
    came = li.post(f"/api/v1/halls/H001/kiosks/{tablet.id}/commands", kind=kind, reason="试一试", **more)
    assert came.status_code == 200, came.text
    return str(came.json()["id"])


def listed(li: Insider) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["state"], one["said"]) for one in li.get(LIST).json()["items"]]


def test_a_command_is_given_out_until_the_tablet_says_what_became_of_it(
    central: Central, tablet: FakeKiosk, li: Insider, clock: FakeClock
) -> None:
    before = beat(tablet).body["settings_etag"]
    first = asked(li, tablet, "away")
    clock.advance(1)
    second = asked(li, tablet, "volume", volume=30)
    assert beat(tablet).body["settings_etag"] != before, "the heartbeat's answer says that there is something new"
    assert [(one["id"], one["kind"]) for one in tablet.ask("GET", KIOSK).body["commands"]] == [
        (first, "away"),
        (second, "volume"),
    ]
    told = [one.text for one in rows(central, WindowEvent)]
    assert [f'"look":"{tablet.id}"' in one for one in told] == [True, True]

    after = beat(tablet, commands=[{"id": first, "done": True}, {"id": second, "done": False, "said": "没有扬声器"}])
    beat(tablet, commands=[{"id": first, "done": False, "said": "a second word"}])

    assert after.body["settings_etag"] == before
    assert tablet.ask("GET", KIOSK).body["commands"] == []
    assert listed(li) == [("volume", "refused", "没有扬声器"), ("away", "acknowledged", "")]
    assert verify(central).findings == []


def test_nobody_answered_in_time_is_expired_and_is_given_to_nobody(
    tablet: FakeKiosk, li: Insider, clock: FakeClock
) -> None:
    asked(li, tablet, "restart", minutes=5)
    clock.advance(timedelta(minutes=6).total_seconds())

    assert tablet.ask("GET", KIOSK).body["commands"] == []
    assert listed(li) == [("restart", "expired", "")]


def test_another_tablet_neither_sees_nor_answers_it(central: Central, url: str, tablet: FakeKiosk, li: Insider) -> None:
    other = kiosk(central, url, "4")
    command = asked(li, tablet, "away")

    beat(other, commands=[{"id": command, "done": True}])

    assert other.ask("GET", KIOSK).body["commands"] == []
    assert listed(li) == [("away", "sent", "")]


def test_a_notice_stands_on_that_tablet_until_its_command_ends(
    tablet: FakeKiosk, li: Insider, clock: FakeClock
) -> None:
    command = asked(li, tablet, "notice", text="三号窗口今天上午休息", minutes=60)
    beat(tablet, commands=[{"id": command, "done": True}])
    (notice,) = tablet.ask("GET", KIOSK).body["notices"]
    clock.advance(3601)

    assert (notice["text"], moment(notice["ends"]) <= clock.now()) == ("三号窗口今天上午休息", True)
    assert tablet.ask("GET", KIOSK).body["notices"] == []


def test_a_bundle_comes_sealed_in_parts_and_is_opened_here_alone(
    central: Central, tablet: FakeKiosk, li: Insider
) -> None:
    command = asked(li, tablet, "bundle")
    files = b"PK" + bytes(range(256)) * 1000
    sealed = seal(central.keys.pair.public.seal, files, bundle_about(command))
    assert li.get(f"{LIST}/{command}/bundle").status_code == 404, "not yet"
    for part in (0, 1, 1):  # the answer to the second got lost
        data = sealed[part * BUNDLE_PART : (part + 1) * BUNDLE_PART]
        assert tablet.ask("POST", bundle_path(command, part), data).status == 200
    beat(tablet, commands=[{"id": command, "done": True}])

    came = li.get(f"{LIST}/{command}/bundle")

    assert (came.status_code, came.content) == (200, files)
    assert b"PK" + bytes(range(64)) not in b"".join(bytes(one.data) for one in rows(central, BundlePart))
    assert tablet.ask("POST", bundle_path(command, 0), b"x").status == 409, "it was answered: nothing more is taken"


def test_what_nobody_asked_for_is_not_kept(central: Central, tablet: FakeKiosk, li: Insider) -> None:
    command = asked(li, tablet, "bundle")
    for wrong, data in (
        (bundle_path("x", 0), b"x"),
        (bundle_path(command, MOST_PARTS), b"x"),
        (bundle_path(command, 0), b""),
    ):
        assert tablet.ask("POST", wrong, data).status == 409
    assert tablet.ask("POST", bundle_path(command, 0), bytes(BUNDLE_PART + 1)).status == 409

    assert rows(central, BundlePart) == []


def test_what_makes_no_sense_or_is_not_theirs_to_ask_is_refused(
    central: Central, url: str, tablet: FakeKiosk, li: Insider
) -> None:
    path = f"/api/v1/halls/H001/kiosks/{tablet.id}/commands"
    auditor = Insider(central, url, "zhao", Role.AUDITOR)

    assert auditor.post(path, kind="away", reason="?").status_code == 403
    assert li.post(path, kind="notice", reason="?").status_code == 409
    assert li.post(path, kind="away", reason="?", volume=3).status_code == 409
    assert li.post(path, kind="dance", reason="?").status_code == 422
    assert li.post(path.replace(tablet.id, "x"), kind="away", reason="?").status_code == 404
    li.post(path.replace("/commands", "/state"), state="disabled", reason="?")
    assert li.post(path, kind="away", reason="?").status_code == 409
    assert rows(central, RemoteCommand) == []
    assert auditor.get(LIST).json() == {"items": [], "next": None}
