"""Settings are tried at one window, then in its hall, then everywhere; each step can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from sync.central.central import Central
from sync.central.kiosks.models import StagedSettings
from sync.central.verify.verify import verify
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.insider import Insider
from tests.sync.central.kiosks.test_presence import KIOSK, beat

HERE = "/api/v1/halls/H001/staged-settings"


@pytest.fixture
def tablets(central: Central, url: str) -> tuple[FakeKiosk, FakeKiosk]:
    return kiosk(central, url, "3"), kiosk(central, url, "4")


def volumes(tablets: tuple[FakeKiosk, FakeKiosk]) -> list[Any]:
    return [one.ask("GET", KIOSK).body["settings"].get("voice", {}).get("volume") for one in tablets]


def test_from_one_window_to_its_hall_to_all_and_back(
    central: Central, url: str, tablets: tuple[FakeKiosk, FakeKiosk], clock: FakeClock
) -> None:
    chief = Insider(central, url, "chief", halls=None)

    def step(path: str, **body: Any) -> int:
        clock.advance(1)
        came = chief.post(HERE + path, reason="试一试", **body)
        assert came.status_code == 200, came.text
        return int(came.json()["revision"])

    before = beat(tablets[0]).body["settings_etag"]
    assert step("", window="3", settings={"voice": {"volume": 40}, "screen": {"theme": "night"}}) == 1
    assert beat(tablets[0]).body["settings_etag"] != before
    assert volumes(tablets) == [40, None]
    assert step("/widen", window="3") == 1
    assert volumes(tablets) == [40, 40]
    assert step("", window="4", settings={"voice": {"volume": 70}}) == 1
    assert volumes(tablets) == [40, 70], "the nearer trial holds"
    assert step("", window="4", settings={"voice": {"volume": None}}) == 2
    assert volumes(tablets) == [40, 40]
    assert step("/widen") == 1
    assert volumes(tablets) == [40, 40]
    assert step("/rollback", everywhere=True, revision=0) == 2
    assert volumes(tablets) == [None, None]
    assert beat(tablets[0]).body["settings_etag"] == before
    assert step("/rollback", revision=1) == 3
    assert volumes(tablets) == [40, 40], "the hall's first revision holds again"
    first = chief.get(f"{HERE}?limit=2").json()
    listed = first["items"] + chief.get(f"{HERE}?limit=50&after={first['next']}").json()["items"]
    assert [(one["hall"], one["window"], one["revision"]) for one in listed[:2]] == [("H001", "", 3), ("", "", 2)]
    assert (listed[0]["who"], listed[0]["reason"]) == ("account:chief", "back to 1: 试一试")
    assert verify(central).findings == []


def test_what_no_tablet_would_take_and_what_is_not_theirs_is_refused(central: Central, url: str) -> None:
    li = Insider(central, url)

    def refused(path: str = "", **body: Any) -> int:
        return li.post(HERE + path, reason="?", **body).status_code

    assert refused(settings={"centre": {"url": "https://evil.example"}}) == 409
    assert refused(settings={"voice": {"volume": 0.5}}) == 422
    assert refused(settings={"voice": ["loud"]}) == 422
    assert refused(settings={"voice": {"x\0": 1}}) == 422
    assert refused(window="9", settings={"voice": {"volume": 1}}) == 404
    assert refused("/widen", window="3") == 409
    assert li.post(HERE, reason="?", settings={"voice": {"volume": 9}}).status_code == 200
    assert refused("/widen") == 404, "all halls are not theirs"
    assert refused("/rollback", everywhere=True, revision=0) == 404
    assert refused("/rollback", revision=7) == 404
    assert len(rows(central, StagedSettings)) == 1
