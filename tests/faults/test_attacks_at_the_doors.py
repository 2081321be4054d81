"""Codes, enrolment and reading: what is guessed, stolen, replayed or tampered with opens nothing, and nothing falls over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, update

from sync.central.accounts.people import create_account
from sync.central.accounts.tokens import create_token, revoke_token
from sync.central.intake.models import RecordRow, Visit
from sync.central.kiosks.enrol import new_codes
from sync.central.kiosks.models import Kiosk
from sync.central.verify.verify import verify
from sync.contract import Enrolment, b64, canonical, uuid7
from sync.kinds import Level, TimeQuality
from sync.suite import Keys, code_parts, code_proof, sign
from sync.token import token_bytes, token_text
from tests.support.asking import Client, Got
from tests.support.attacker import ask, post, said, standing
from tests.support.facing import Tablet, Town, town

VISIT = "01890a5d-0000-7000-8000-0000000000aa"
SUMMARY = "/api/v1/halls/H001/days/2026-03-02/summary"
STORY = "/api/v1/halls/H001/days/2026-03-02/visits/A001"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url, halls=("H001", "H002")) as made:
        yield made
        assert verify(made.central).holds


def records(place: Town) -> int:
    with place.central.database.read() as db:
        return db.execute(select(func.count()).select_from(RecordRow)).scalar_one()


def revoke(place: Town, tablet: Tablet) -> None:
    with place.central.database.write() as db:
        db.execute(update(Kiosk).where(Kiosk.id == tablet.known.id).values(state="revoked"))


def rate(place: Town, text: str, level: int = 5, rating: str = "") -> Got:
    return Client(place.app).post(f"/r/{text}", {"rating": rating or uuid7(), "level": str(level)})


# --- the QR code ------------------------------------------------------------------------------------------------------


def test_the_control_a_true_code_is_looked_at_for_nothing_and_rates_once(place: Town) -> None:
    text = place.tablet().mint(VISIT)
    before = records(place)
    for method in ("GET", "HEAD", "GET"):
        assert Client(place.app).get(f"/r/{text}", method).status == 200
    assert records(place) == before
    rating = uuid7()
    assert rate(place, text, 2, rating).status == 200
    assert rate(place, text, 2, rating).status == 200, "the same page sent twice is one rating"
    assert rate(place, text, 5, rating).status == 200, "and stays what it was"
    assert rate(place, text, 5).status == 409
    assert standing(place) == [("3", 2, "phone")]


def test_a_code_used_after_the_tablets_rating_changes_nothing(place: Town) -> None:
    tablet = place.tablet()
    visit = tablet.ledger.rated_visit("A042", Level.DISSATISFIED)
    place.deliver(tablet)
    assert rate(place, tablet.mint(visit), 5).status == 409
    assert standing(place) == [("3", 2, "tablet")]


def _forged(place: Town, what: str) -> str:
    tablet = place.tablet()
    far = int((place.clock.now() + timedelta(days=3650)).timestamp())
    match what:
        case "expired":
            text = tablet.mint(VISIT)
            place.clock.advance(days=5, seconds=1)
            return text
        case "a revoked kiosk's":
            revoke(place, tablet)
            return tablet.mint(VISIT)
        case "another hall's":
            return tablet.mint(VISIT, hall="H002")
        case "no hall's":
            return tablet.mint(VISIT, hall="H999")
        case "another window's":
            return tablet.mint(VISIT, window="4")
        case "minted in the future":
            return tablet.mint(VISIT, minted=far, expires=far + 86_400)
        case "good for ten years":
            return tablet.mint(VISIT, expires=far)
        case "good for ten years, clock unsure":
            return tablet.mint(VISIT, expires=far, quality=TimeQuality.CLAIMED)
        case "minted before all times":
            return tablet.mint(VISIT, minted=-(2**53) + 1, expires=far)
        case "for ever":
            return tablet.mint(VISIT, expires=2**53 - 1, quality=TimeQuality.CLAIMED)
        case "of no day":
            return tablet.mint(VISIT, day="x" * 300)
        case "of the 30th of February":
            return tablet.mint(VISIT, day="2026-02-30")
        case "of another key":
            token = tablet.token(VISIT)
            return token_text(token, sign(Keys.made(), token_bytes(token)))
        case "of a key that names ours":
            keys = Keys.made()
            token = tablet.token(VISIT)
            return token_text(token, sign(keys, token_bytes(token)))
        case "without a signature":
            return token_text(tablet.token(VISIT), b"")
    raise AssertionError(what)


FORGED = [
    "another hall's",
    "no hall's",
    "another window's",
    "minted in the future",
    "good for ten years",
    "good for ten years, clock unsure",
    "minted before all times",
    "for ever",
    "of no day",
    "of the 30th of February",
    "of another key",
    "of a key that names ours",
    "without a signature",
    "expired",
    "a revoked kiosk's",
]


def test_a_code_that_is_not_what_a_kiosk_shows_rates_nothing(place: Town) -> None:
    for what in FORGED:
        text = _forged(place, what)
        assert Client(place.app).get(f"/r/{text}").status in (404, 410), what
        assert rate(place, text).status in (404, 410), what
    assert standing(place) == standing(place, "H002") == []


def test_a_thousand_mutated_codes_open_nothing(place: Town) -> None:
    from sync.central.web.opening import Opened, opened

    seed = 20260302
    print(f"seed {seed}")
    chance = Random(seed)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=\0 "
    true = place.tablet().mint(VISIT)
    with place.central.database.read() as db:
        assert isinstance(opened(db, true, place.clock.now()), Opened)
        for _ in range(1_000):
            at = chance.randrange(len(true))
            mutated = true[:at] + chance.choice(letters) + true[at + chance.randrange(3) :]
            assert mutated == true or not isinstance(opened(db, mutated, place.clock.now()), Opened)


# --- enrolment --------------------------------------------------------------------------------------------------------


def enrolment(code: str, keys: Keys, **more: str) -> bytes:
    name, secret = code_parts(code)
    ours = keys.public
    proof = code_proof(secret, "kiosk", ours.sign, ours.seal)
    asked = Enrolment(code_id=name, sign_key=b64(ours.sign), seal_key=b64(ours.seal), proof=proof)
    return json.dumps({**json.loads(canonical(asked)), **more}).encode()


def enrol(place: Town, body: bytes) -> Got:
    return Client(place.app).post("/api/v1/enrolments", body)


def kiosks(place: Town) -> list[str]:
    with place.central.database.read() as db:
        return sorted(db.execute(select(Kiosk.window_id)).scalars())


def test_a_code_lets_in_one_kiosk_at_its_own_window(place: Town) -> None:
    code, keys = new_codes(place.central, "H001", "2")["2"], Keys.made()
    first, again = enrol(place, enrolment(code, keys)), enrol(place, enrolment(code, keys))
    assert first.status == again.status == 200
    assert first.json()["kiosk"] == again.json()["kiosk"], "the first answer may have been lost"
    assert first.json()["window"] == "2"
    assert enrol(place, enrolment(code, Keys.made())).status == 403
    assert enrol(place, enrolment(code, keys, window="3", hall="H002")).json()["window"] == "2"
    assert kiosks(place) == ["2"]


def test_an_expired_code_and_one_with_another_codes_secret_let_nobody_in(place: Town) -> None:
    codes = new_codes(place.central, "H001", None)
    mixed = code_parts(codes["2"])[0] + code_parts(codes["3"])[1]
    assert enrol(place, enrolment(mixed, Keys.made())).status == 403
    place.clock.advance(hours=place.central.settings.kiosks.code_hours, seconds=1)
    assert enrol(place, enrolment(codes["4"], Keys.made())).status == 403
    assert kiosks(place) == []


def test_guessing_ends_the_code(place: Town) -> None:
    code, keys = new_codes(place.central, "H001", "2")["2"], Keys.made()
    for number in range(10):
        assert enrol(place, enrolment(code, keys, proof=f"{number:064x}")).status == 403
    assert enrol(place, enrolment(code, keys)).status == 403
    assert kiosks(place) == []


def test_a_proof_over_other_keys_is_no_proof(place: Town) -> None:
    code, keys, mallory = new_codes(place.central, "H001", "2")["2"], Keys.made(), Keys.made().public
    for swapped in ({"sign_key": b64(mallory.sign)}, {"seal_key": b64(mallory.seal)}):
        assert enrol(place, enrolment(code, keys, **swapped)).status == 403
    assert kiosks(place) == []


NONSENSE: list[dict[str, str]] = [
    {"proof": "é" * 64},
    {"proof": ""},
    {"proof": "0" * 30_000},
    {"code_id": "\0"},
    {"code_id": "' OR 1=1"},
    {"code_id": "x" * 5000},
    {"sign_key": ""},
    {"sign_key": "***"},
    {"seal_key": b64(bytes(31))},
    {"seal_key": "\ud800"},
]


def test_an_enrolment_of_nonsense_is_refused(place: Town) -> None:
    code = new_codes(place.central, "H001", "2")["2"]
    for more in NONSENSE:
        assert enrol(place, enrolment(code, Keys.made(), **more)).status in (400, 403), more
    assert kiosks(place) == []


def test_a_stolen_tablet_that_was_revoked_is_given_no_pins_and_closes_nobodys_shift(place: Town) -> None:
    tablet, other = place.tablet("3"), place.tablet("4")
    assert ask(place, tablet, "GET", "/api/v1/kiosk").json()["roster"]
    revoke(place, tablet)
    given = ask(place, tablet, "GET", "/api/v1/kiosk").json()
    assert given["answer"]["state"] == "revoked"
    assert given.get("roster", []) == []
    for one, shift in ((tablet, uuid7()), (other, uuid7(1))):
        beat = {"v": 1, "kiosk": one.known.id, "ledger": one.ledger.ledger, "seq": 1, "head": "0" * 64, "pending": 0}
        beat |= {"version": "1", "page": "Idle", "wall": "2026-03-02T01:00:00.000Z", "boot_id": "b", "boot_ms": 1}
        beat |= {"staff": "S001", "shift": shift}
        answer = ask(place, one, "POST", "/api/v1/heartbeats", json.dumps(beat).encode()).json()
        assert answer.get("close_shift") is None
    assert {why for _, why in said(post(place, tablet, tablet.ledger.batch()))} == {"revoked"}


# --- reading ----------------------------------------------------------------------------------------------------------


def test_only_ones_own_hall_is_read_and_nothing_tampered_with_opens_it(place: Town) -> None:
    tablet = place.tablet()
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    place.deliver(tablet)
    now = place.clock.now()
    with place.central.database.write() as db:
        mine, theirs, ended = (create_token(db, hall, now=now) for hall in ("H001", "H002", "H001"))
        revoke_token(db, "H001", ended, now=now)
        create_account(db, "li", "correct horse battery", halls=["H001"], now=now)
        create_account(db, "mo", "correct horse battery", halls=["H002"], now=now)
    for path in (SUMMARY, STORY):
        assert Client(place.app).get(path, authorization=f"Bearer {mine}").status == 200
        assert Client(place.app).get(path, authorization=f"Bearer {theirs}").status == 404
        for bad in ("", ended, mine[:-1], mine + "x", mine.upper(), "\x00", "é", "yr_", "x" * 9000):
            assert Client(place.app).get(path, authorization=f"Bearer {bad}").status == 401
    li, mo = Client(place.app), Client(place.app)
    for one, name in ((li, "li"), (mo, "mo")):
        assert one.post("/login", {"name": name, "password": "correct horse battery"}).status == 303
    assert (li.get(SUMMARY).status, mo.get(SUMMARY).status) == (200, 404)
    cookie = li.cookies["yiping"]
    for bad in (cookie[:-1], cookie + "x", cookie.swapcase(), "", "a;b", "x" * 9000):
        assert Client(place.app, cookies={"yiping": bad}).get(SUMMARY).status == 401
    place.clock.advance(hours=12, seconds=1)
    assert li.get(SUMMARY).status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/halls/%00/days/2026-03-02/summary",
        "/api/v1/halls/H001/days/2026-03-02/visits/%00",
        "/api/v1/halls/%ED%A0%80/live",
        "/receipts/%00",
        "/r/%00",
        "/r/%00.%00",
        "/%00",
    ],
)
def test_a_nul_in_an_address_is_told_so(place: Town, path: str) -> None:
    with place.central.database.write() as db:
        mine = create_token(db, "H001", now=place.clock.now())
    for headers in ({}, {"authorization": f"Bearer {mine}"}):
        assert 400 <= Client(place.app).get(path, **headers).status < 500


def test_a_nul_in_a_form_is_told_so(place: Town) -> None:
    for fields in ({"name": "\0", "password": "x"}, {"name": "li\0", "password": "\0"}):
        assert 400 <= Client(place.app).post("/login", fields).status < 500
    text = place.tablet().mint(VISIT)
    for form in (
        {"rating": "\0", "level": "5"},
        {"explains": "\0", "comment": "\0"},
        {"rating": uuid7(), "level": "\0"},
    ):
        assert Client(place.app).post(f"/r/{text}", form).status == 400
    with place.central.database.read() as db:
        assert db.execute(select(func.count()).select_from(Visit)).scalar_one() == 0


OPEN = ("/healthz", "/readyz", "/public", "/r/", "/receipts", "/metrics")


def test_every_path_that_the_centre_describes_is_shut_to_whoever_proves_nothing(place: Town) -> None:
    """Whoever adds a route finds here that it needs a token, a log-in or a signature, or belongs to what is open."""
    shut = []
    for path, methods in Client(place.app).get("/openapi.json").json()["paths"].items():
        if path.startswith(OPEN) or path == "/api/v1/enrolments":  # a kiosk enrols by its code
            continue
        at = re.sub(r"{(\w+)}", lambda name: {"hall": "H001", "day": "2026-03-02"}.get(name[1], "0" * 64), path)
        for method in methods:
            client, days = Client(place.app), f"{at}?first=2026-03-02&last=2026-03-02"  # what some need beside
            json = {"content-type": "application/json"}
            answer = client.get(days) if method == "get" else client.send(method.upper(), at, b"{}", **json)
            assert answer.status == 401, f"{method} {path} answered {answer.status}"
            shut.append(path)
    assert {"/api/v1/queue-events", "/api/v1/kiosk/events", "/api/v1/files/{sha256}"} <= set(shut)
    assert len(shut) >= 10
