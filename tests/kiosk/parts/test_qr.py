"""The code on the screen: signed here, checked there, small enough to scan; a comment that this kiosk cannot read back."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import timedelta

import pytest
import zxingcpp

from kiosk.flow import Person, Visit
from kiosk.qr import Minted, minter, modules, sealer
from kiosk.tickets.source import Ticket
from kiosk.visits import fit, ticket_key
from sync.contract import uuid7
from sync.kinds import Origin
from sync.suite import Forged, Keys, check, unseal
from sync.token import MAX_TOKEN, read_token
from tests.support.clock import FakeClock
from tests.support.desk import QUESTIONNAIRE

KIOSK, CENTRE = Keys.made(), Keys.made()


def visit(**more: object) -> Visit:
    fields = {"id": uuid7(), "ticket": "A042", "ticket_key": "q:17", "origin": Origin.QUEUE, "day": "2026-03-02"}
    return Visit(**{**fields, "person": Person(staff="S001"), "service": "社保登记", **more})  # type: ignore[arg-type] # by name


def minted(one: Visit, clock: FakeClock | None = None) -> Minted:
    mint = minter(
        KIOSK, hall="H001", window="3", questionnaire=QUESTIONNAIRE, url="https://hall.example/",
        valid=timedelta(hours=24), clock=clock or FakeClock(),
    )  # fmt: skip
    return mint(one)


def test_the_token_is_bound_to_the_visit_and_signed_by_this_kiosk() -> None:
    one = visit()
    made = minted(one)
    token, signed, signature = read_token(made.token)
    check(KIOSK.public.sign, signature, signed)
    assert (token.visit, token.ticket, token.ticket_key, token.staff) == (one.id, "A042", "q:17", "S001")
    assert (token.hall, token.window, token.day, token.key) == ("H001", "3", "2026-03-02", KIOSK.public.id)
    assert token.expires - token.minted == 24 * 3600
    assert made.url == f"https://hall.example/r/{made.token}"
    assert made.expires == "2026-03-03T01:00:00.000Z"


def test_another_kiosks_key_does_not_fit() -> None:
    _, signed, signature = read_token(minted(visit()).token)
    with pytest.raises(Forged):
        check(CENTRE.public.sign, signature, signed)


def test_the_longest_that_a_queue_can_send_still_makes_a_token() -> None:
    ticket = fit(
        Ticket(number="😀" * 300, origin=Origin.QUEUE, queue_id="😀" * 24, matter="😀" * 24, service="😀" * 300)
    )
    key = ticket_key(ticket, "2026-03-02", 1, per_matter=True)
    made = minted(visit(ticket=ticket.number, ticket_key=key, service=ticket.service))
    assert len(made.token) <= MAX_TOKEN
    assert read_token(made.token)[0].ticket_key == key


def test_a_third_partys_reader_reads_the_picture() -> None:
    url = minted(visit()).url
    rows = modules(url)
    assert len(rows) == len(rows[0])
    assert not any(any(row) for row in rows[:4])  # the quiet zone
    image = picture(rows, 4)
    assert zxingcpp.read_barcodes(image)[0].text == url


def picture(rows: tuple[tuple[bool, ...], ...], scale: int) -> memoryview:
    """Return a grey image, `scale` pixels a module."""
    lines = [bytes(0 if dark else 255 for dark in row for _ in range(scale)) for row in rows]
    pixels = b"".join(line for line in lines for _ in range(scale))
    side = len(rows) * scale
    return memoryview(pixels).cast("B", (side, side))


def test_a_comment_is_sealed_to_the_centre_and_bound_to_its_record() -> None:
    attached = sealer(CENTRE.public)("record-1", "等了两个小时")
    assert attached.sha256 == hashlib.sha256(attached.sealed).hexdigest()
    assert attached.key == CENTRE.public.id
    assert "等了".encode() not in attached.sealed
    assert unseal(CENTRE, attached.sealed, "record-1").decode() == "等了两个小时"
    with pytest.raises(Forged):
        unseal(CENTRE, attached.sealed, "record-2")
    with pytest.raises(Forged):
        unseal(KIOSK, attached.sealed, "record-1")


def test_the_desk_loads_neither_crypto_nor_orm_nor_http_before_the_first_frame() -> None:
    heavy = "cryptography sqlalchemy requests qrcode jmespath"
    program = (
        f"import sys, kiosk.desk, kiosk.remembering\nprint([name for name in {heavy.split()} if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"
