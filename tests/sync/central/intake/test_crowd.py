"""More kiosks come at once than can be answered in time: some are told when to come again, and nothing else waits for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from sync.central.central import Central
from sync.central.intake import crowd
from sync.central.intake.models import Ledger, RecordRow
from sync.central.verify.verify import verify
from sync.contract import canonical
from sync.kinds import Level
from tests.support.centre import Answer, FakeKiosk, kiosk, rows, speaking


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


def delivered(one: FakeKiosk) -> Answer:
    return one.ask("POST", "/api/v1/batches", canonical(one.ledger.batch()).encode())


def coming(central: Central, url: str) -> list[FakeKiosk]:
    """Two kiosks, each with a visit."""
    kiosks = [kiosk(central, url, str(window)) for window in (1, 2)]
    for number, one in enumerate(kiosks):
        one.ledger.rated_visit(f"A{number:03}", Level.SATISFIED)
    return kiosks


def test_whoever_waits_in_line_for_too_long_is_told_when_to_come_again(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "AT_ONCE", 1)
    monkeypatch.setattr(crowd, "PATIENCE_S", 0.1)
    with speaking(central) as url, ThreadPoolExecutor() as hands:
        first, second = coming(central, url)
        with held_up(central) as standing:
            early = hands.submit(delivered, first)
            assert standing.acquire(timeout=60)
            refused = delivered(second)
            assert not early.done()
        assert early.result().status == 200
        assert refused.status == 503
        assert refused.headers["retry-after"] == str(crowd.RETRY_S)
        assert rows(central, RecordRow)
        assert delivered(second).status == 200, "there is room again"

    assert {one.kiosk_id for one in rows(central, Ledger)} >= {first.id, second.id}
    assert verify(central).holds


def test_whose_turn_comes_in_time_is_taken_in_and_nobody_else_waits_for_the_line(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control, with patience: the same line, the same holding up."""
    monkeypatch.setattr(crowd, "AT_ONCE", 1)
    monkeypatch.setattr(crowd, "PATIENCE_S", 60.0)
    with speaking(central) as url, ThreadPoolExecutor() as hands:
        first, second = coming(central, url)
        with held_up(central) as standing:
            early, late = (hands.submit(delivered, one) for one in (first, second))
            assert standing.acquire(timeout=60)
            assert second.ask("GET", "/api/v1/kiosk", b"").status == 200, "other requests are answered meanwhile"
            assert not early.done()
            assert not late.done()
        assert [early.result().status, late.result().status] == [200, 200]
