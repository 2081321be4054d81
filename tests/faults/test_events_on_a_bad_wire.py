"""Whatever happens on the wire, a window's events are handed on once, in order, and only as its centre signed them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sync.contract import KioskSettings, NoticeEntry, NoticeKind
from sync.delivery.cable import Cable
from sync.delivery.client import Client
from sync.delivery.events import Events
from sync.delivery.files import Files
from sync.delivery.outcomes import Answered
from sync.live import KioskEvent, QueueEvent, QueueKind
from tests.support.clock import FakeClock
from tests.support.small_centre import SmallCentre, serving
from tests.support.wire import BadWire, Fault, bad_wire

FAULTS = [
    Fault.REFUSED,
    Fault.CUT_BEFORE,
    Fault.CUT_IN_REQUEST,
    Fault.CUT_AFTER,
    Fault.TRUNCATED,
    Fault.BAD_GATEWAY,
    Fault.TOO_LARGE,
    Fault.PORTAL,
    Fault.REDIRECT,
    Fault.UNSIGNED,
    Fault.REPLAYED,
    Fault.FLIPPED_ANSWER,
    Fault.DOUBLED,
    Fault.OUT_OF_ORDER,
]
HARMLESS = {Fault.DOUBLED, Fault.OUT_OF_ORDER}  # the true answer comes all the same
KIOSK = "0195536a-8400-7000-8000-00000000a001"


def called(seq: int) -> KioskEvent:
    queue = QueueEvent(id=str(seq), window="3", kind=QueueKind.CALLED, number=f"A{seq:03}")
    return KioskEvent(seq=seq, queue=queue)


def client(centre: SmallCentre, wire: BadWire, clock: FakeClock) -> Client:
    return Client(centre.identity(KIOSK, wire.url), Cable(wire.url, silence_s=2, whole_s=4), clock)


@pytest.mark.parametrize("fault", FAULTS)
def test_events_are_handed_on_once_whatever_the_wire_does(fault: Fault, clock: FakeClock) -> None:
    centre, heard = SmallCentre(clock=clock), list[int]()
    with serving(centre) as url, bad_wire(url, seed=7) as wire:
        events = Events(client(centre, wire, clock), on_event=lambda event: heard.append(event.seq))
        centre.events = [called(1)]
        events.step()  # the first goes well: there is an answer to be replayed
        centre.events += [called(2), called(3)]
        wire.set(fault)
        for _ in range(3):
            events.step()
        during = list(heard)
        wire.set(Fault.NONE)
        events.step()
        events.stop()

    assert during == ([1, 2, 3] if fault in HARMLESS else [1])
    assert heard == [1, 2, 3]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_is_whole_or_not_there_whatever_the_wire_does(fault: Fault, clock: FakeClock, tmp_path: Path) -> None:
    data = bytes(range(256)) * 20
    name, centre, told = hashlib.sha256(data).hexdigest(), SmallCentre(clock=clock), list[KioskSettings]()
    centre.files = {name: data}
    centre.notices = (NoticeEntry(id="n1", kind=NoticeKind.PICTURE, file=name, media_type="image/png"),)
    with serving(centre) as url, bad_wire(url, seed=7) as wire:
        asking = client(centre, wire, clock)
        came = asking.ask("GET", "/api/v1/kiosk", KioskSettings)
        assert isinstance(came, Answered)
        files = Files(asking, tmp_path / "files", told.append)
        files.want(came.value)
        wire.set(fault)
        files.step()
        during = (tmp_path / "files" / name).exists()
        wire.set(Fault.NONE)
        files.step()
        files.stop()

    assert during is (fault in HARMLESS)
    assert (tmp_path / "files" / name).read_bytes() == data
    assert told == [came.value]
