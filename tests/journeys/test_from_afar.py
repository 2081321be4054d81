"""An administrator far away asks a tablet to do something, or puts it at another window; the tablet does it once."""

from __future__ import annotations

import io
import urllib.request
import zipfile
from typing import Any

from kiosk.demo.queue import DemoQueue
from sync.kinds import Paused, Resumed, Served, SettingsChanged, WindowBound
from tests.support.hall import HALL, Hall
from tests.support.insider import Insider
from tests.support.touch import wait_until


def opened(place: Hall) -> Insider:
    place.enrol()
    place.open()
    place.log_in()
    return Insider(place.central, place.url)


def kiosk_of(place: Hall) -> str:
    return str(place.rows("SELECT id FROM kiosks WHERE state <> 'moved'")[0][0])


def asked(place: Hall, li: Insider, kind: str, **more: Any) -> str:
    came = li.post(f"/api/v1/halls/{HALL}/kiosks/{kiosk_of(place)}/commands", kind=kind, reason="试一试", **more)
    assert came.status_code == 200, came.text
    return str(came.json()["id"])


def became_of(li: Insider, command: str) -> tuple[str, str]:
    found = {one["id"]: one for one in li.get(f"/api/v1/halls/{HALL}/commands").json()["items"]}
    return found[command]["state"], found[command]["said"]


def acknowledged(li: Insider, command: str) -> None:
    wait_until(lambda: became_of(li, command)[0] == "acknowledged", "the tablet's word", 60)


def commands_recorded(place: Hall) -> list[str]:
    bodies = [one.body for one in place.records(SettingsChanged)]
    return [one.what for one in bodies if isinstance(one, SettingsChanged) and one.what.startswith("command")]


def test_away_back_a_notice_a_volume_and_a_bundle_are_done_once_recorded_and_acknowledged(small_place: Hall) -> None:
    place = small_place
    li = opened(place)

    acknowledged(li, asked(place, li, "away"))
    place.on("Away")
    acknowledged(li, asked(place, li, "back"))
    place.on("Idle")
    acknowledged(li, asked(place, li, "volume", volume=35))
    acknowledged(li, asked(place, li, "notice", text="今天下午三点停止取号"))
    wait_until(lambda: place.app.parts.given and place.app.parts.given.notices, "the notice here")
    bundle = asked(place, li, "bundle")
    acknowledged(li, bundle)

    came = li.get(f"/api/v1/halls/{HALL}/commands/{bundle}/bundle")
    with zipfile.ZipFile(io.BytesIO(came.content)) as made:
        assert "health.json" in made.namelist()
        assert "王璟珺" not in "".join(made.read(name).decode() for name in made.namelist())
    assert place.app.settings.voice.volume == 35
    assert [one.text for one in place.app.parts.given.notices] == ["今天下午三点停止取号"]  # type: ignore[union-attr]
    assert (len(place.records(Paused)), len(place.records(Resumed))) == (1, 1)
    place.settled()
    assert commands_recorded(place) == [f"command {one}" for one in ("away", "back", "volume", "notice", "bundle")]


def test_a_restart_waits_for_the_citizen_is_told_afterwards_and_comes_once(small_place: Hall) -> None:
    place = small_place
    li = opened(place)
    place.ask_next()
    command = asked(place, li, "restart")
    wait_until(
        lambda: place.app._knocking._remote and place.app._knocking._remote._when_free, "the command at the tablet"
    )
    assert not place.app.again, "a citizen is before the screen"

    place.tap("star-4")
    place.on("Explaining")
    place.tap("done")
    wait_until(lambda: place.app.again, "the program to begin anew")
    place.close()
    place.open()

    acknowledged(li, command)
    place.rate_next(5)
    place.settled()
    assert not place.app.again, "it does not come a second time"
    assert commands_recorded(place) == ["command restart"]
    assert place.kinds_held()["rated"] == 2


def test_moved_to_another_window_it_begins_a_ledger_there_and_loses_nothing(small_place: Hall) -> None:
    place = small_place
    li = opened(place)
    place.rate_next(5)
    came = li.post(f"/api/v1/halls/{HALL}/kiosks/{kiosk_of(place)}/move", window="4", reason="换窗口")
    assert came.status_code == 200, came.text

    wait_until(lambda: place.app.again, "the program to begin anew", 60)
    place.close()
    place.queue.stop()
    place.queue = DemoQueue("4", now=place.clock.now)
    place.queue.start()
    place.queue.act(place.queue.call().id, "pass")  # its number was rated at the window before
    place.open()
    place.rate_next(4)
    place.settled()

    assert [one.body.old_window for one in place.records(WindowBound) if isinstance(one.body, WindowBound)] == ["3"]
    assert [one.stamp.window for one in place.records(Served)] == ["3", "4"]
    assert place.rows("SELECT window_id, count(*) FROM visits GROUP BY window_id ORDER BY 1") == [("3", 1), ("4", 1)]
    assert place.rows("SELECT count(*) FROM records WHERE said = 'set_aside'") == [(0,)]
    assert place.run_central("verify").strip()


def test_with_new_keys_staff_log_in_ratings_arrive_and_old_codes_open(small_place: Hall) -> None:
    place = small_place
    li = opened(place)
    place.ask_next()
    old = place.app.desk.qr()
    assert old is not None
    place.tap("star-5")
    place.on("Explaining")
    place.tap("done")
    place.on("Idle")
    before = place.rows("SELECT key FROM kiosks")
    command = asked(place, li, "keys")
    wait_until(lambda: place.app.again, "the program to begin anew", 60)
    place.app.desk.log_out()
    place.settled()
    place.close()

    place.open()
    place.log_in()
    place.rate_next(4)
    place.settled()

    acknowledged(li, command)
    assert place.rows("SELECT key FROM kiosks") != before
    assert place.rows("SELECT key FROM former_keys") == before
    assert place.kinds_held()["rated"] == 2
    with urllib.request.urlopen(old.url, timeout=30) as page:
        assert page.status == 200, "a code on somebody's phone is still good"
