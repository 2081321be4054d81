"""A receipt tells that a rating arrived and what became of it; to whoever has it, and slowly to whoever guesses."""

from __future__ import annotations

import re

import pytest

from sync.central.web.receipt_page import MISSES
from sync.contract import uuid7
from sync.kinds import Channel, Level, Rated
from sync.receipt import receipt_code, receipt_secret
from tests.support.asking import Client
from tests.support.facing import Town
from tests.sync.central.web.test_phone import explain, tap

NOBODYS = receipt_code(uuid7(), b"nobody")


def rated_at_tablet(place: Town, level: Level, ticket: str = "A042", replaces: str | None = None) -> tuple[str, str]:
    """A tap at the tablet with its receipt; return (rating, code)."""
    tablet = place.tablet()
    ledger = tablet.ledger
    visit = ledger.serve(ticket)
    ledger.ask(visit)
    rating = ledger.id()
    code = receipt_code(rating, receipt_secret(tablet.keys))
    body = Rated(
        round=1,
        channel=Channel.TABLET,
        level=level,
        questionnaire="national",
        questionnaire_version="2020.1",
        language="zh-CN",
        receipt=code,
        replaces=replaces,
    )
    ledger.add(body, visit=visit, named=rating)
    return rating, code


def test_before_it_arrives_nobody_knows_it_and_afterwards_it_counts(place: Town) -> None:
    _, code = rated_at_tablet(place, Level.SATISFIED)
    client = Client(place.app)
    before = client.get(f"/receipts/{code}")
    place.deliver(place.tablet())
    after = client.get(f"/receipts/{code}")

    assert before.status == 404
    assert "可能晚些送达" in before.text
    assert after.status == 200
    assert "评价已送达" in after.text
    assert "核实" not in after.text
    assert "2026-03-02 09:0" in after.text


def test_a_bad_rating_is_said_to_be_verified_but_neither_level_nor_number_nor_person_is_shown(place: Town) -> None:
    _, code = rated_at_tablet(place, Level.VERY_DISSATISFIED)
    place.deliver(place.tablet())

    told = Client(place.app).get(f"/receipts/{code}?lang=en").text

    assert "It is being verified" in told
    for secret in ("A042", "S001", "王芳", "Very dissatisfied", "非常不满意"):
        assert secret not in told


def test_the_second_rating_of_a_number_reads_that_an_earlier_one_counts(place: Town) -> None:
    _, first = rated_at_tablet(place, Level.SATISFIED)
    place.clock.advance(60)
    _, second = rated_at_tablet(place, Level.BASICALLY_SATISFIED)
    place.deliver(place.tablet())
    client = Client(place.app)

    assert "已由同一号码较早的评价代替" not in client.get(f"/receipts/{first}").text
    assert "已由同一号码较早的评价代替" in client.get(f"/receipts/{second}").text


def test_a_rating_on_the_phone_has_a_receipt_of_the_same_kind(here: Town) -> None:
    client = Client(here.app)
    path = "/r/" + here.tablet().mint(uuid7())
    thanks = explain(client, path, tap(client, path, client.get(path), 1), ["108"])
    code = re.search(r'class="code">([^<]+)', thanks.text)
    assert code

    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}", code[1])
    for typed in (code[1], code[1].lower(), code[1].replace("-", ""), code[1].replace("-", "%20")):
        assert client.get(f"/receipts/{typed}").status == 200


def test_a_code_can_be_typed_and_a_slip_is_told_from_a_rating_that_is_still_on_its_way(here: Town) -> None:
    client = Client(here.app)
    asked = client.get("/receipts", accept_language="en")
    gone = client.get(f"/receipts?code=+{NOBODYS.lower()}+")
    slip = NOBODYS[:-1] + ("A" if NOBODYS[-1] != "A" else "B")

    assert 'name="code"' in asked.text
    assert (gone.status, gone.headers["location"]) == (303, f"/receipts/{NOBODYS.lower()}")
    assert "one letter may be wrong" in client.get(f"/receipts/{slip}?lang=en").text
    assert "may arrive later" in client.get(f"/receipts/{NOBODYS}?lang=en").text


def test_what_was_typed_comes_back_harmless(here: Town) -> None:
    told = Client(here.app).get("/receipts/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")

    assert told.status == 404
    assert "<script>" not in told.text


def test_whoever_guesses_waits_and_whoever_slips_does_not(here: Town) -> None:
    client = Client(here.app)
    _, code = rated_at_tablet(here, Level.SATISFIED)
    here.deliver(here.tablet())
    for _ in range(MISSES * 2):
        assert client.get("/receipts/AAAA-AAAA-AAAB").status == 404
        assert client.get(f"/receipts/{code}").status == 200
    guesses = [client.get(f"/receipts/{receipt_code(uuid7(), b'guess')}").status for _ in range(MISSES + 1)]

    assert guesses == [404] * MISSES + [429]
    slowed = client.get(f"/receipts/{code}")
    assert slowed.status == 429
    assert int(slowed.headers["retry-after"]) == 20
    here.clock.advance(20)
    assert client.get(f"/receipts/{code}").status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(place: Town, method: str) -> None:
    from sync.central.intake.models import Rating
    from tests.support.centre import rows

    _, code = rated_at_tablet(place, Level.DISSATISFIED)
    place.deliver(place.tablet())
    before = rows(place.central, Rating)
    for _ in range(3):
        assert Client(place.app).get(f"/receipts/{code}", method).status == 200

    assert rows(place.central, Rating) == before
