"""What is refused before a record is looked at: each a signed answer, on whichever database."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest
import requests

from sync.central.central import Central
from sync.central.intake.models import RecordRow
from sync.contract import MAX_BATCH_BYTES, canonical, uuid7
from sync.kinds import Level
from sync.suite import Keys, check_answer, sign_request
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.make import LedgerMaker

BATCHES = "/api/v1/batches"


@pytest.fixture
def kind() -> str:
    return "sqlite"  # nothing here reaches the records


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


def test_a_batch_of_ten_megabytes_is_refused_with_a_signed_413(tablet: FakeKiosk) -> None:
    answer = tablet.ask("POST", BATCHES, b" " * 10_000_000)

    assert answer.status == 413
    assert "fewer records" in answer.body["detail"]


def test_a_zip_bomb_is_refused_without_being_blown_up(tablet: FakeKiosk) -> None:
    body = gzip.compress(b" " * 50_000_000)
    assert len(body) < MAX_BATCH_BYTES

    assert tablet.ask("POST", BATCHES, body, headers={"Content-Encoding": "gzip"}).status == 413


def test_more_than_500_records_are_refused_with_413(tablet: FakeKiosk) -> None:
    batch = replace(tablet.ledger.batch(), records=("{}",) * 501)

    assert tablet.ask("POST", BATCHES, canonical(batch).encode()).status == 413


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"records":[]}', b"\xff", b"[" * 100_000, b'{"records":[1]}'])
def test_what_is_no_batch_is_refused_with_a_signed_problem(tablet: FakeKiosk, body: bytes) -> None:
    answer = tablet.ask("POST", BATCHES, body)

    assert answer.status == 400
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_gzip_that_is_cut_short_is_refused(tablet: FakeKiosk) -> None:
    body = gzip.compress(canonical(tablet.ledger.batch()).encode())[:-9]

    assert tablet.ask("POST", BATCHES, body, headers={"Content-Encoding": "gzip"}).status == 400


def test_another_key_is_refused_with_a_signed_401_and_nothing_is_kept(central: Central, tablet: FakeKiosk) -> None:
    answer = tablet.ask("POST", BATCHES, canonical(tablet.ledger.batch()).encode(), keys=Keys.made())

    assert answer.status == 401
    assert rows(central, RecordRow) == []


def test_an_unknown_kiosk_is_refused_with_a_signed_401(central: Central, url: str) -> None:
    stranger = FakeKiosk(central, url, uuid7(), "3", Keys.made(), LedgerMaker())

    assert stranger.ask("POST", BATCHES, b"{}").status == 401


@pytest.mark.parametrize("part", ["body", "path", "challenge", "digest", "signature"])
def test_one_changed_thing_breaks_the_signature(central: Central, tablet: FakeKiosk, part: str) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    body = canonical(tablet.ledger.batch()).encode()
    path = "/api/v1/heartbeats" if part == "path" else BATCHES
    signing = {"method": "POST", "path": path, "body": body, "kiosk": tablet.id, "challenge": ""}
    headers = dict(sign_request(tablet.keys, **signing, created=1).headers)
    if part == "challenge":
        headers["yiping-challenge"] = "1.ff"
    if part == "digest":
        headers["content-digest"] = "sha-256=:AAAA:"
    if part == "signature":
        headers["signature"] = headers["signature"].replace("sig=:", "sig=:A", 1)
    sent = body.replace(rb"\"level\":4", rb"\"level\":5") if part == "body" else body

    answer = requests.post(tablet.url + BATCHES, data=sent, headers=headers, timeout=30)

    assert answer.status_code == 401
    assert rows(central, RecordRow) == []


def test_an_unsigned_request_still_gets_a_signed_answer(central: Central, url: str) -> None:
    came = requests.post(url + BATCHES, data=b"{}", timeout=30)

    assert came.status_code == 401
    headers = {name.lower(): value for name, value in came.headers.items()}
    check_answer(central.keys.pair.public.sign, status=401, body=came.content, request="", headers=headers)


def test_the_kiosk_of_a_batch_must_be_the_one_that_signed(central: Central, url: str, tablet: FakeKiosk) -> None:
    other = kiosk(central, url, "4")

    assert other.ask("POST", BATCHES, canonical(tablet.ledger.batch()).encode()).status == 400
