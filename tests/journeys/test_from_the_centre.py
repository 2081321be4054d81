"""What the centre tells a window reaches the citizen and the officer at once; cut off, nothing is lost or repeated."""

from __future__ import annotations

import hashlib
import json
import time
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from PySide6.QtGui import QGuiApplication

from kiosk.demo.phone import rate_by_phone
from kiosk.help import Coming
from kiosk.settings import KioskSettings, Queue
from sync.kinds import HelpAcknowledged, HelpCalled, Served
from sync.live import EVENTS
from tests.support.clip import picture
from tests.support.hall import HALL, TOML, WINDOW, Hall, hall, polling
from tests.support.touch import wait_until
from tests.support.wire import Fault, bad_wire

AT_ONCE_S = 2.0


def pushed() -> KioskSettings:
    """Settings of a kiosk that takes its numbers from the centre alone."""
    return replace(polling("http://unused"), queue=Queue(kind="push"))


def token(place: Hall, may: str) -> str:
    return place.run_central("token", "--hall", HALL, "--may", may).strip()


def post(place: Hall, path: str, held: str, body: Any = None) -> dict[str, Any]:
    data = json.dumps(body).encode() if body is not None else b""
    headers = {"Authorization": f"Bearer {held}", "Content-Type": "application/json"}
    request = urllib.request.Request(place.url + path, data, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        said: dict[str, Any] = json.loads(answer.read())
    return said


def queue_says(place: Hall, held: str, *events: tuple[str, str, str]) -> dict[str, Any]:
    body = {"events": [{"id": name, "window": WINDOW, "kind": kind, "number": number} for name, kind, number in events]}
    return post(place, "/api/v1/queue-events", held, body)


async def without_events(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """A centre of the version before: it does not know the path."""
    return Response(status_code=404) if request.url.path == EVENTS else await call_next(request)


def served(place: Hall) -> list[str]:
    return [one.body.ticket for one in place.records(Served) if isinstance(one.body, Served)]


def test_a_citizen_calls_and_reads_that_somebody_is_coming(place: Hall) -> None:
    place.enrol()
    place.open()
    place.log_in()
    place.ask_next()
    held = token(place, "help")
    place.tap("help", "help-call")
    wait_until(lambda: place.rows("SELECT id FROM help_calls"), "the call at the centre")
    call = place.rows("SELECT id FROM help_calls")[0][0]

    post(place, f"/api/v1/help/{call}/acknowledge", held)
    began = time.monotonic()
    wait_until(lambda: isinstance(place.app.desk.help.state, Coming), "somebody is coming", AT_ONCE_S)
    took = time.monotonic() - began

    assert took < AT_ONCE_S
    assert [one.stamp.id for one in place.records(HelpCalled)] == [call]
    wait_until(lambda: place.records(HelpAcknowledged), "the answer in the chain")
    place.settled()
    assert [one.body.call for one in place.records(HelpAcknowledged) if isinstance(one.body, HelpAcknowledged)] == [
        call
    ]
    assert place.kinds_held()["help_called"] == place.kinds_held()["help_acknowledged"] == 1


def test_a_queue_that_only_the_centre_hears_calls_at_the_window_and_ends_there(place: Hall) -> None:
    place.enrol()
    place.open(pushed())
    place.log_in()
    held = token(place, "queue")

    queue_says(place, held, ("1", "called", "A042"))
    place.on("Serving", "A042")
    assert queue_says(place, held, ("1", "called", "A042"), ("2", "finished", "A042"))["taken"] == 1
    place.on("Asking", "A042")
    place.tap("star-4")
    place.on("Explaining")
    place.tap("done")
    place.settled()

    assert served(place) == ["A042"]
    assert place.kinds_held()["rated"] == 1


def test_cut_off_and_back_the_window_hears_what_it_missed_once(
    tmp_path: Path,
    qapp: QGuiApplication,  # noqa: ARG001 - windows need it
) -> None:
    with hall(tmp_path) as place, bad_wire(place.url) as wire:
        place.enrol(wire.url)
        place.open(pushed())
        place.log_in()
        held = token(place, "queue")
        queue_says(place, held, ("1", "called", "A001"))
        place.on("Serving", "A001")
        wire.set(Fault.REFUSED)
        queue_says(place, held, ("2", "passed", "A001"), ("3", "called", "A002"))
        assert place.app.scene.property("ticket") == "A001", "rating goes on with what is known here"
        wire.set(Fault.NONE)
        place.app.backroom.beat()
        place.on("Serving", "A002")
        place.close()

        place.open(pushed())
        queue_says(place, held, ("4", "called", "A003"))
        place.on("Serving", "A003")

        assert served(place) == ["A001", "A002", "A003"], "the restart brought nothing of the past back"


def test_whoever_rates_by_phone_is_known_at_the_tablet_at_once(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    place.ask_next()
    minted = place.app.desk.qr()
    assert minted is not None
    rate_by_phone(minted.url, 2)

    wait_until(lambda: place.app.scene.property("page") == "RatedAlready", "rated already", AT_ONCE_S)


def test_photos_and_notices_loaded_at_the_centre_are_shown_at_the_window(small_place: Hall) -> None:
    place = small_place
    place.enrol()
    place.open()
    place.log_in()
    picture("#2f6fa8", (800, 800)).save(str(place.folder / "s001.png"))
    with (place.folder / "s001.png").open("ab") as file:
        file.write(bytes(2_000_000))  # after a picture's end nothing is read, and it takes several parts to send
    png = (place.folder / "s001.png").read_bytes()
    notice = '[[notice]]\nid = "n1"\ntext = "周六上午照常办理"\n[[notice]]\nid = "n2"\nfile = "s001.png"\n'
    (place.folder / "hall.toml").write_text(
        TOML.replace('role = "officer"', 'role = "officer"\nphoto = "s001.png"') + notice, "utf-8"
    )
    place.run_central("load", str(place.folder / "hall.toml"))
    place.app.backroom.beat()

    name = hashlib.sha256(png).hexdigest()
    wait_until(lambda: place.app.parts.given and place.app.parts.given.notices, "the notices taken over")

    assert (place.data / "files" / name).read_bytes() == png
    assert [one.id for one in place.app.parts.given.notices] == ["n1", "n2"]  # type: ignore[union-attr]
    assert {one.staff: one.photo for one in place.app.parts.given.roster}["S001"] == name  # type: ignore[union-attr]


def test_a_centre_that_is_silent_about_events_keeps_nobody_from_rating(small_place: Hall) -> None:
    """Positive control: with the events' route gone, the day goes on by heartbeat and queue as before."""
    place = small_place
    place.cut()
    place.application.middleware_stack = None  # made anew with what is added now
    place.application.middleware("http")(without_events)
    place.serve()
    place.enrol()
    place.open()
    place.log_in()
    place.rate_next(4)
    place.settled()

    assert place.kinds_held()["rated"] == 1
