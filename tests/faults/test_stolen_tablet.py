"""A stolen tablet: no word, phone number or PIN hash can be read in any of its files, sent or not, in any spelling."""

from __future__ import annotations

import base64
import contextlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.entry import Attached, Entry
from kiosk.store.place import Place
from kiosk.store.store import Store
from sync.contract import uuid7
from sync.kinds import Explained
from tests.support.clock import FakeClock
from tests.support.desk import sealed
from tests.support.hall import Hall, hall

WORDS = "我的电话号码是十三九零零零零，请打给王大妈"
NUMBER = "13912345678"
PHC = "$argon2id$"  # what the hash of a PIN begins with


def spellings(text: str) -> dict[str, bytes]:
    """Return a text as programs write it down."""
    plain = text.encode()
    whole = {
        at: plain[at : at + (len(plain) - at) // 3 * 3] for at in range(3)
    }  # wherever it begins in what is around it
    inner = {f"base64, from byte {at}": base64.b64encode(part) for at, part in whole.items()}
    return {
        "UTF-8": plain,
        "UTF-16": text.encode("utf-16-le"),
        "UTF-16, turned": text.encode("utf-16-be"),
        "GB 18030": text.encode("gb18030"),
        "JSON": json.dumps(text)[1:-1].encode(),
        "hex": plain.hex().encode(),
        **inner,
    }


def found(folder: Path, text: str) -> list[str]:
    """Return where and how a text stands in the files of a folder, compressed parts looked into too."""
    seen = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        data = path.read_bytes()
        for part in (data, *unpacked(data)):
            seen += [f"{path.name}: {name}" for name, spelled in spellings(text).items() if spelled in part]
    return seen


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what is inside zlib and gzip streams anywhere in a file."""
    at = min((one for mark in (b"\x1f\x8b\x08", b"\x78\x9c") if (one := data.find(mark)) >= 0), default=-1)
    while at >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data[at:])
        rest = [one for mark in (b"\x1f\x8b\x08", b"\x78\x9c") if (one := data.find(mark, at + 1)) >= 0]
        at = min(rest, default=-1)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The kiosk needs no widgets."""
    return QGuiApplication


@pytest.fixture
def place(tmp_path: Path, qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:  # noqa: ARG001 - windows need it
    """A hall whose kiosk has a home of its own, so that whatever it leaves there is looked at too."""
    monkeypatch.setenv("HOME", str(tmp_path / "kiosk" / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kiosk" / "home" / "cache"))
    with hall(tmp_path) as made:
        made.enrol()
        yield made


def test_what_a_citizen_wrote_can_be_read_in_no_file_of_the_tablet_sent_or_not(place: Hall) -> None:
    place.open()
    place.log_in()
    place.settled()
    place.cut()
    place.ask_next()
    place.tap("star-1")
    place.on("Explaining")
    place.app.scene.write(WORDS)
    assert place.app.scene.property("comment") == WORDS
    place.tap("call-back")
    place.on("Contacting")
    place.tap(*(f"digit-{digit}" for digit in NUMBER), "on")
    place.on("Explaining")
    place.tap("done")
    place.on("Idle")
    assert place.pending() > 0

    assert {text: found(place.data, text) for text in (WORDS, NUMBER, PHC)} == {WORDS: [], NUMBER: [], PHC: []}
    place.close()
    assert {text: found(place.data, text) for text in (WORDS, NUMBER, PHC)} == {WORDS: [], NUMBER: [], PHC: []}
    assert found(place.data, "explained"), "the records are there, and say only that something was written"
    assert found(place.data, "contact_left")


def test_the_centre_reads_what_the_tablet_cannot(place: Hall) -> None:
    """So that the test above does not pass because nothing was kept."""
    place.open()
    place.log_in()
    place.ask_next()
    place.tap("star-2")
    place.on("Explaining")
    place.app.scene.write(WORDS)
    place.tap("done")
    place.settled()
    assert place.records(Explained)[-1].body.comment  # type: ignore[union-attr] # it has a comment
    kept = [bytes(row[0]) for row in place.rows("SELECT sealed FROM attachments")]
    assert len(kept) == 1
    assert found(place.data, WORDS) == []


@pytest.mark.parametrize("wrapped", [bytes, base64.b64encode, zlib.compress])
def test_control_a_seal_that_hides_nothing_is_found(tmp_path: Path, clock: FakeClock, wrapped: type[bytes]) -> None:
    store = Store.open(tmp_path / "data", Place(uuid7(), "H001", "3"), clock)
    made = uuid7()
    open_seal = sealed(made, WORDS)
    attached = Attached(open_seal.sha256, "centre", wrapped(open_seal.sealed))
    body = Explained(rating=uuid7(), reasons=(), comment=attached.sha256)
    store.keep([Entry(id=made, body=body, visit=uuid7(), attached=attached)])
    store.close()
    assert found(tmp_path / "data", WORDS) != []
