"""One code lets one kiosk in; both sides prove that they know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from sync.central.central import Central
from sync.central.kiosks.enrol import MAX_TRIES, NotLetIn, Unknown, enrol, new_codes
from sync.central.kiosks.models import EnrolCode, Kiosk
from sync.contract import Enrolment, b64, canonical, unb64
from sync.shape import Malformed
from sync.suite import Keys, code_parts, code_proof, proof_matches
from tests.support.centre import rows
from tests.support.clock import FakeClock


def asking(code: str, keys: Keys) -> Enrolment:
    name, secret = code_parts(code)
    ours = keys.public
    proof = code_proof(secret, "kiosk", ours.sign, ours.seal)
    return Enrolment(code_id=name, sign_key=b64(ours.sign), seal_key=b64(ours.seal), proof=proof)


@pytest.fixture
def code(central: Central) -> str:
    return new_codes(central, "H001", "3")["3"]


def test_a_code_lets_a_kiosk_in_and_the_centre_proves_that_it_knows_it_too(central: Central, code: str) -> None:
    keys = Keys.made()

    said = enrol(central, asking(code, keys))

    secret = code_parts(code)[1]
    theirs = unb64(said.sign_key), unb64(said.seal_key)
    assert (said.hall, said.window, said.centre) == ("H001", "3", central.keys.centre)
    assert proof_matches(said.proof, secret, "centre", keys.public.sign, keys.public.seal, *theirs)
    assert [one.id for one in rows(central, Kiosk)] == [said.kiosk]


def test_the_same_kiosk_may_ask_again_because_the_answer_may_have_been_lost(central: Central, code: str) -> None:
    keys = Keys.made()

    first, second = enrol(central, asking(code, keys)), enrol(central, asking(code, keys))

    assert first.kiosk == second.kiosk
    assert len(rows(central, Kiosk)) == 1


def test_a_used_code_lets_no_other_kiosk_in(central: Central, code: str) -> None:
    enrol(central, asking(code, Keys.made()))

    with pytest.raises(NotLetIn, match="ask for a new one"):
        enrol(central, asking(code, Keys.made()))


def test_a_proof_over_other_keys_is_refused_and_counted(central: Central, code: str) -> None:
    stolen = asking(code, Keys.made())
    other = Keys.made().public

    for _ in range(MAX_TRIES):
        with pytest.raises(NotLetIn):
            enrol(central, replace(stolen, sign_key=b64(other.sign)))
    with pytest.raises(NotLetIn):  # even with the right proof now
        enrol(central, stolen)


def test_a_code_is_good_for_three_days(central: Central, code: str, clock: FakeClock) -> None:
    clock.advance(timedelta(hours=73).total_seconds())

    with pytest.raises(NotLetIn):
        enrol(central, asking(code, Keys.made()))


def test_the_table_of_codes_lets_nobody_in(central: Central, code: str) -> None:
    secret = code_parts(code)[1]
    with central.database.read() as db:
        row = db.execute(select(EnrolCode)).one()

    assert secret not in str(tuple(row))


def test_an_unknown_code_is_refused(central: Central) -> None:
    with pytest.raises(NotLetIn):
        enrol(central, asking("AAAA-AAAA-AAAA-AAAA", Keys.made()))


def test_keys_that_are_no_keys_are_refused(central: Central, code: str) -> None:
    with pytest.raises(Malformed):
        enrol(central, replace(asking(code, Keys.made()), seal_key="AAAA"))


def test_codes_are_made_for_one_window_or_for_all_and_only_where_there_are_any(central: Central) -> None:
    assert set(new_codes(central, "H001", None)) == {"1", "2", "3", "4"}
    with pytest.raises(Unknown, match="no window 9"):
        new_codes(central, "H001", "9")
    with pytest.raises(Unknown, match="load it first"):
        new_codes(central, "H002", None)


def test_over_http_each_refusal_says_what_to_do(url: str, central: Central, code: str) -> None:
    def post(body: bytes) -> requests.Response:
        return requests.post(url + "/api/v1/enrolments", data=body, timeout=30)

    good = canonical(asking(code, Keys.made())).encode()

    assert post(b"{}").status_code == 400
    assert post(b"x" * 600_000).status_code == 413
    assert post(canonical(asking("AAAA-AAAA-AAAA-AAAA", Keys.made())).encode()).status_code == 403
    assert post(good).status_code == 200
    assert len(rows(central, Kiosk)) == 1
