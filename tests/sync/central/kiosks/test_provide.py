"""What a kiosk is given to work by: its hall's rule, and over it what hall and window set."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from kiosk.settings import KioskSettings, overlaid
from sync.central.central import Central
from sync.central.places.models import Hall, Window
from tests.support.centre import kiosk


@pytest.fixture
def set_at(central: Central) -> Any:
    def put(hall: dict[str, Any], window: dict[str, Any], **more: Any) -> None:
        with central.database.write() as db:
            db.execute(update(Hall).values(settings=json.dumps(hall), **more))
            db.execute(update(Window).where(Window.id == "3").values(settings=json.dumps(window)))

    return put


def given(central: Central, url: str) -> dict[str, Any]:
    settings: dict[str, Any] = kiosk(central, url).ask("GET", "/api/v1/kiosk").body["settings"]
    return settings


def test_a_kiosk_lives_by_its_halls_zone_and_rule(central: Central, url: str, set_at: Any) -> None:
    assert given(central, url) == {"hall": {"zone": "Asia/Shanghai"}, "rating": {"one_per": "number"}}

    set_at({}, {}, time_zone="Asia/Urumqi", rating_per_matter=True)

    made, mistakes = overlaid(KioskSettings(), given(central, url))
    assert (made.hall.zone, made.rating.one_per, mistakes) == ("Asia/Urumqi", "matter", ())


def test_a_window_changes_keys_of_its_halls_sections_and_leaves_the_others(
    central: Central, url: str, set_at: Any
) -> None:
    queue = {"kind": "poll", "url": "http://queue.local/", "number": "number"}
    set_at({"queue": queue, "limits": {"asking_s": 20}}, {"queue": {"window": "'3'"}, "limits": 3})

    said = given(central, url)

    assert said["queue"] == {**queue, "window": "'3'"}
    made, mistakes = overlaid(KioskSettings(), said)
    assert made.queue.url == "http://queue.local/"
    assert mistakes == ("limits in the centre's settings must be a section: write [limits] on a line of its own",)
