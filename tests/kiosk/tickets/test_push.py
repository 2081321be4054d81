"""A queue that posts its events: the port takes them from this machine with the token only, and never stands in the way."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from kiosk.tickets.port import AT_ONCE, MAX_BODY, MAX_EVENTS, PATH
from kiosk.tickets.push import Push
from kiosk.tickets.source import Called, Finished, SourceDown, SourceUp
from sync.live import QueueEvent, QueueKind
from tests.support.clock import FakeClock
from tests.support.desk import with_settings
from tests.support.events import Events

TOKEN = "queue-secret"
CALL = {"id": "1", "window": "3", "kind": "called", "number": "A042"}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Told:
    """A push source on a free port, and what it handed over."""

    def __init__(self, port: int = 0, **queue: Any) -> None:
        self.port = port or free_port()
        self.heard = Events()
        settings = with_settings(queue={"kind": "push", "port": self.port, "token": TOKEN, **queue})
        self.source = Push(settings, "3", FakeClock(), again_s=0.01)

    def start(self) -> None:
        self.source.start(self.heard)

    def post(self, body: object, token: str = TOKEN, path: str = PATH, **headers: str) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", **headers}
        line = self.connected()
        try:
            line.request("POST", path, data, sent)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()

    def connected(self) -> HTTPConnection:
        """Return a line to the port, once it listens."""
        while True:
            line = HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                line.connect()
            except ConnectionRefusedError:
                line.close()
            else:
                return line


@pytest.fixture
def told() -> Iterator[Told]:
    made = Told()
    made.start()
    yield made
    made.source.stop()


def test_posted_events_are_handed_over_in_order(told: Told) -> None:
    assert told.post({"events": [CALL, {**CALL, "id": "2", "kind": "finished"}]}) == (202, {"taken": True})
    call, end = told.heard.wait(2)
    assert isinstance(call, Called)
    assert call.ticket.number == "A042"
    assert end == Finished("A042")


def test_a_queue_of_one_window_posts_one_event_without_id_or_window(told: Told) -> None:
    assert told.post({"kind": "called", "number": "A042"})[0] == 202
    assert told.post({"kind": "called", "number": "A043"})[0] == 202
    assert [one.ticket.number for one in told.heard.wait(2) if isinstance(one, Called)] == ["A042", "A043"]


def test_an_event_posted_again_because_an_answer_got_lost_happens_once(told: Told) -> None:
    told.post(CALL)
    told.post(CALL)
    told.post({**CALL, "id": "2", "number": "A043"})
    assert [one.ticket.number for one in told.heard.wait(2) if isinstance(one, Called)] == ["A042", "A043"]


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (CALL, {"token": "wrong"}, 401),
        (CALL, {"Authorization": ""}, 401),
        (CALL, {"path": "/"}, 404),
        (CALL, {"Content-Type": "text/plain"}, 415),
        (b"x" * (MAX_BODY + 1), {}, 413),
        (b"{", {}, 422),
        (b"\xff", {}, 422),
        (b"[" * 60_000, {}, 422),
        ({"events": [CALL] * (MAX_EVENTS + 1)}, {}, 422),
        ({"events": 1}, {}, 422),
        ([CALL], {}, 422),
        ({**CALL, "kind": "exploded"}, {}, 422),
        ({**CALL, "number": 42}, {}, 422),
    ],
)
def test_what_is_no_event_or_not_allowed_is_refused_with_what_to_do(
    told: Told, body: object, more: dict[str, str], status: int
) -> None:
    got, said = told.post(body, **more)
    assert (got, said["status"]) == (status, status)
    assert len(said["title"]) > 15
    told.post({**CALL, "id": "after"})
    assert len(told.heard.wait(1)) == 1, "nothing of it was handed over, and the port goes on"


def test_one_bad_event_refuses_the_whole_post_so_that_it_can_be_sent_again(told: Told) -> None:
    assert told.post({"events": [CALL, {**CALL, "id": "2", "kind": "?"}]})[0] == 422
    told.post({"events": [CALL]})
    assert len(told.heard.wait(1)) == 1


def test_it_listens_on_this_machine_only(told: Told) -> None:
    told.post(CALL)
    listening = {
        line.split()[1].partition(":")[0]
        for name in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(name).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{told.port:04X}")
    }
    assert listening == {"0100007F"}


def test_many_lines_that_say_nothing_do_not_stop_the_queue(told: Told) -> None:
    idle = [told.connected() for _ in range(AT_ONCE)]
    more = told.connected()
    assert more.sock.recv(1) == b"", "one too many is hung up on"
    for one in [more, *idle]:
        one.close()
    status = 0
    while status != 202:
        try:
            status, _ = told.post(CALL)
        except ConnectionError:
            continue  # a line that was closed is not free at once
    assert len(told.heard.wait(1)) == 1


def test_a_port_in_use_is_said_and_taken_as_soon_as_it_is_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        told = Told(port=other.getsockname()[1])
        told.start()
        (down,) = told.heard.wait(1)
        assert isinstance(down, SourceDown)
        assert "change queue.port" in down.why
    assert told.heard.wait(2)[1] == SourceUp()
    assert told.post(CALL)[0] == 202
    told.source.stop()


def test_after_the_end_nothing_listens_and_nothing_is_handed_over() -> None:
    told = Told()
    told.start()
    told.post(CALL)
    told.source.stop()
    told.source.told_by_centre(QueueEvent(id="9", window="3", kind=QueueKind.CALLED, number="A050"))
    assert len(told.heard.all) == 1
    with socket.socket() as line, pytest.raises(ConnectionRefusedError):
        line.connect(("127.0.0.1", told.port))


def test_what_the_centre_passes_on_is_for_this_window_whatever_the_queue_calls_it() -> None:
    heard = Events()
    source = Push(with_settings(queue={"kind": "push"}, window={"id": "C-3"}), "3", FakeClock())
    source.start(heard)
    source.told_by_centre(QueueEvent(id="1", window="3", kind=QueueKind.CALLED, number="A042"))
    source.told_by_centre(QueueEvent(id="1", window="3", kind=QueueKind.CALLED, number="A042"))
    assert len(heard.all) == 1
    source.stop()
