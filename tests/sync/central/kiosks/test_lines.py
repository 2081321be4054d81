"""More kiosks come at once than can be answered in time: some are told when to come again, and nothing else waits for them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy import text
from starlette.requests import ClientDisconnect

from sync.central.app import create_app
from sync.central.central import Central
from sync.central.intake.models import Ledger, RecordRow
from sync.central.kiosks import lines
from sync.central.verify.verify import verify
from sync.contract import canonical
from sync.kinds import Level
from tests.support.centre import Answer, FakeKiosk, kiosk, rows, speaking
from tests.support.serving import served
from tests.support.waiting import until
from tests.sync.central.kiosks.test_presence import beat


@contextmanager
def held_up(central: Central) -> Iterator[threading.Semaphore]:
    """Every batch stands still before its commit until the block is left; the semaphore counts those that do."""
    go, standing = threading.Event(), threading.Semaphore(0)

    def stand(*_: object) -> None:
        standing.release()
        assert go.wait(60)

    central.intake.on_decided.append(stand)
    try:
        yield standing
    finally:
        central.intake.on_decided.remove(stand)
        go.set()


def delivered(one: FakeKiosk, timeout_s: float = 30) -> Answer:
    return one.ask("POST", "/api/v1/batches", canonical(one.ledger.batch()).encode(), timeout_s=timeout_s)


def line_to(url: str) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=30)


def coming(central: Central, url: str) -> list[FakeKiosk]:
    """Two kiosks, each with a visit."""
    kiosks = [kiosk(central, url, str(window)) for window in (1, 2)]
    for number, one in enumerate(kiosks):
        one.ledger.rated_visit(f"A{number:03}", Level.SATISFIED)
    return kiosks


def test_whoever_waits_in_line_for_too_long_is_told_when_to_come_again(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "BATCHES_AT_ONCE", 1)
    monkeypatch.setattr(lines, "PATIENCE_S", 0.1)
    with speaking(central) as url, ThreadPoolExecutor() as hands:
        first, second = coming(central, url)
        with held_up(central) as standing:
            early = hands.submit(delivered, first)
            assert standing.acquire(timeout=60)
            refused = delivered(second)
            assert not early.done()
        assert early.result().status == 200
        assert refused.status == 503
        assert refused.headers["retry-after"] == str(lines.RETRY_S)
        assert rows(central, RecordRow)
        assert delivered(second).status == 200, "there is room again"

    assert {one.kiosk_id for one in rows(central, Ledger)} >= {first.id, second.id}
    assert verify(central).holds


def test_whose_turn_comes_in_time_is_taken_in_and_nobody_else_waits_for_the_line(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control, with patience: the same line, the same holding up."""
    monkeypatch.setattr(lines, "BATCHES_AT_ONCE", 1)
    monkeypatch.setattr(lines, "PATIENCE_S", 60.0)
    with speaking(central) as url, ThreadPoolExecutor() as hands:
        first, second = coming(central, url)
        with held_up(central) as standing:
            early, late = (hands.submit(delivered, one) for one in (first, second))
            assert standing.acquire(timeout=60)
            assert second.ask("GET", "/api/v1/kiosk", b"").status == 200, "other requests are answered meanwhile"
            assert not early.done()
            assert not late.done()
        assert [early.result().status, late.result().status] == [200, 200]


def test_heartbeats_have_a_line_of_their_own(central: Central, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "OTHERS_AT_ONCE", 1)
    monkeypatch.setattr(lines, "PATIENCE_S", 0.1)
    app = create_app(central)
    with served(app) as url, ThreadPoolExecutor() as hands:
        first, second = coming(central, url)
        with central.database.write() as db:
            if not central.database.sqlite:  # where whoever writes is alone anyway
                db.execute(text("LOCK TABLE presences IN EXCLUSIVE MODE"))
            early = hands.submit(beat, first)
            until(lambda: app.state.lines.others.full)
            assert beat(second).status == 503
            assert not early.done()
        assert early.result().status == 200
        assert beat(second).status == 200, "there is room again"
        assert delivered(second).status == 200


UNENDED = b"POST /api/v1/batches HTTP/1.1\r\nhost: centre\r\ncontent-length: 100\r\n\r\n{"


@pytest.mark.parametrize("told", [True, False], ids=["told", "control"])
def test_whoever_hangs_up_in_the_middle_of_a_batch_is_nothing_for_the_log(
    central: Central, capfd: pytest.CaptureFixture[str], told: bool
) -> None:
    app = create_app(central)
    if not told:
        del app.exception_handlers[ClientDisconnect]
    with served(app) as url:
        with line_to(url) as wire:
            wire.sendall(UNENDED)
        kiosk(central, url).ask("GET", "/api/v1/kiosk")  # on another connection, later: the first was looked at
    assert ("ClientDisconnect" in capfd.readouterr().err) is not told


def test_whoever_sends_a_body_that_never_ends_keeps_nobody_waiting(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "BATCHES_AT_ONCE", 1)
    with speaking(central) as url, line_to(url) as wire:
        wire.sendall(UNENDED)
        first, _ = coming(central, url)
        assert delivered(first).status == 200


def test_whoever_left_the_line_is_not_served(central: Central, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its control is the test above in which both have patience."""
    monkeypatch.setattr(lines, "BATCHES_AT_ONCE", 1)
    monkeypatch.setattr(lines, "PATIENCE_S", 60.0)
    with speaking(central) as url, ThreadPoolExecutor() as hands:
        first, second = coming(central, url)
        with held_up(central) as standing:
            early = hands.submit(delivered, first)
            assert standing.acquire(timeout=60)
            with pytest.raises(requests.ReadTimeout):
                delivered(second, timeout_s=0.5)
        assert early.result().status == 200
        first.ledger.rated_visit("A900", Level.SATISFIED)
        assert delivered(first).status == 200, "it came to the line after the one who left"
    assert second.ledger.ledger not in {one.id for one in rows(central, Ledger)}
