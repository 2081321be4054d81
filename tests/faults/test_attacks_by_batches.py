"""Batches no kiosk would send, well signed: each gets verdicts (or a signed 413), the next honest batch goes through,
other windows' ratings stay what they were, and `verify` agrees with what is held."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.central.figures.export import exported
from sync.central.intake.models import AttachmentRow, Day, Ledger, Rating
from sync.central.verify.verify import verify
from sync.central.web.phone import Kept
from sync.central.web.phone_form import Tapped
from sync.contract import GENESIS, Attachment, b64, canonical, uuid7
from sync.kinds import Anchor, Explained, LedgerOpened, Level, Paused, WhyLedger
from tests.support.attacker import Forger, changed, loose, post, said, standing
from tests.support.facing import Tablet, Town, town
from tests.support.make import LedgerMaker

DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """Two windows that rated honestly, before the attack."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with town(tmp_path, url, halls=("H001", "H002")) as made:
        for window, level in (("3", Level.VERY_DISSATISFIED), ("4", Level.SATISFIED)):
            tablet = made.tablet(window)
            tablet.ledger.rated_visit(f"A00{window}", level)
            made.deliver(tablet)
        yield made
        _nothing_is_broken(made)


@pytest.fixture
def thief(place: Town) -> Tablet:
    return place.tablet("4")


@pytest.fixture
def forger(thief: Tablet) -> Forger:
    return Forger(thief)


def _nothing_is_broken(place: Town) -> None:
    """Both tablets deliver honestly after the attack; what stood at window 3 stands; everything can be recomputed."""
    before = Counter(standing(place))
    assert before["3", 1, "tablet"] == 1
    for window in ("3", "4"):
        tablet = place.tablet(window)
        first = tablet.delivered + 1
        tablet.ledger.rated_visit(f"B00{window}", Level.BASICALLY_SATISFIED)
        verdicts = said(post(place, tablet, tablet.ledger.batch(first)))
        assert {one for one, _ in verdicts} == {"accepted"}, verdicts
    after = Counter(standing(place))
    assert before + Counter({("3", 3, "tablet"): 1, ("4", 3, "tablet"): 1}) <= after
    assert {one: n for one, n in after.items() if one[0] == "3"} == {("3", 1, "tablet"): 1, ("3", 3, "tablet"): 1}
    with place.central.database.read() as db:
        days = db.execute(select(Day.hall_id, Day.day)).all()
    for hall, day in days:
        assert exported(place.central, hall, day).plain()["total"]
    report = verify(place.central)
    assert report.holds, report


# --- the chain --------------------------------------------------------------------------------------------------------


def test_replayed_and_reordered_batches_change_nothing(place: Town, thief: Tablet) -> None:
    for number in range(6):
        thief.ledger.rated_visit(f"C{number}", Level.SATISFIED)
    batches = [thief.ledger.batch(first, first + 4) for first in range(1, len(thief.ledger.texts) + 1, 5)]
    for batch in [*reversed(batches), *batches, batches[2], batches[0]]:
        said(post(place, thief, batch))
    thief.delivered = len(thief.ledger.texts)
    assert len(standing(place)) == 2 + 6


def test_another_kiosks_ledger_cannot_be_gone_on_with(place: Town, thief: Tablet) -> None:
    mine, theirs = thief.ledger, place.tablet("3").ledger
    other = LedgerMaker(kiosk=mine.kiosk, window="4", clock=mine.clock, seed="go on", opened=False)
    other.ledger, other.texts, other.heads = theirs.ledger, list(theirs.texts), list(theirs.heads)
    first = len(other.texts) + 1
    other.rated_visit("A003", Level.VERY_SATISFIED)
    assert {why for _, why in said(post(place, thief, other.batch(first)))} == {"other_place"}
    assert {why for _, why in said(post(place, thief, other.batch()))} == {"other_place"}


def test_a_batch_that_names_another_kiosk_is_refused(place: Town, thief: Tablet) -> None:
    assert post(place, thief, place.tablet("3").ledger.batch()).status == 400


def test_the_centres_own_ledger_cannot_be_taken_before_the_centre_writes_in_it(place: Town) -> None:
    thief = place.tablet("3", "H002")
    own = str(uuid.uuid5(uuid.UUID(place.central.keys.centre), "H002"))
    maker = Forger(thief).new(hall="H002")
    maker.ledger = own
    maker.texts, maker.heads = [], []
    maker.add(LedgerOpened(why=WhyLedger.CENTRE, kiosk="centre"))
    assert said(post(place, thief, maker.batch())) == [("set_aside", "other_place")]
    with place.central.database.read() as db:
        assert db.execute(select(Ledger.kiosk_id).where(Ledger.id == own)).scalar() in (None, "centre")
    phone = place.phone()
    token = thief.mint(uuid7(), "A001")
    told = phone.take(token, Tapped(uuid7(), Level(1)), language="zh-CN", now=place.clock.now())
    assert isinstance(told, Kept)
    assert standing(place, "H002") == [("3", 1, "phone")]


def test_ids_used_before_are_set_aside(place: Town, thief: Tablet, forger: Forger) -> None:
    taken = place.tablet("3").ledger.texts[-1].split('"id":"', 1)[1][:36]
    visit = forger.ledger.serve("Z1")
    forger.ledger.add(Paused(), named=taken)
    twice = forger.ledger.id()
    forger.ledger.add(Paused(), named=twice)
    forger.ledger.add(Paused(), visit=visit, named=twice)
    assert [why for _, why in said(post(place, thief, forger.ledger.batch()))][2:] == ["id_reused", None, "id_reused"]


def test_a_gap_of_any_size_is_only_a_gap(place: Town, thief: Tablet, forger: Forger) -> None:
    for first in (10, 10**9, 2**53 - 1 - 500):
        maker = forger.new()
        texts = [changed(text, seq=first + at) for at, text in enumerate(maker.texts)]
        came = post(place, thief, forger.batch(maker, texts, first=first, prev="ab" * 32))
        assert said(came) == [("accepted", None)]
        assert came.json()["settled_through"] == 0


def test_a_number_no_record_can_have_is_refused(place: Town, thief: Tablet, forger: Forger) -> None:
    for first in (0, -1, 2**53, 2**63, 10**40, True, None, "1", 1.0):
        assert post(place, thief, forger.batch(forger.ledger, first=first)).status == 400, first


def test_a_forged_head_before_a_batch_forks_nothing(place: Town, thief: Tablet) -> None:
    thief.ledger.rated_visit("C1", Level.SATISFIED)
    first = thief.delivered + 1
    for prev in ("00" * 32, "ff" * 32):
        batch = {**json.loads(canonical(thief.ledger.batch(first))), "prev": prev}
        assert {one for one, _ in said(post(place, thief, batch))} == {"set_aside"}


def test_a_ledger_that_follows_on_itself_or_on_others_is_only_a_ledger(place: Town, thief: Tablet) -> None:
    forger = Forger(thief)
    one, two = (forger.new(opened=False) for _ in range(2))
    three = place.tablet("3").ledger.ledger
    for maker, old in ((one, two.ledger), (two, one.ledger), (forger.new(opened=False), three)):
        maker.add(LedgerOpened(why=WhyLedger.RESTORED, kiosk=maker.kiosk, old_ledger=old, old_seq=1, old_head="x"))
        maker.rated_visit("F1" + old, Level.SATISFIED)
        said(post(place, thief, maker.batch()))
    own = forger.new(opened=False)
    own.add(LedgerOpened(why=WhyLedger.RESTORED, kiosk=own.kiosk, old_ledger=own.ledger, old_seq=2**53 - 1))
    own.rated_visit("F2", Level.SATISFIED)
    said(post(place, thief, own.batch()))


# --- what is in the texts ---------------------------------------------------------------------------------------------


def _deep(depth: int) -> str:
    return "[" * depth + "]" * depth


NASTY: dict[str, Callable[[str], str]] = {
    "deep lists": lambda _: _deep(3000),
    "deep objects": lambda _: '{"a":' * 800 + "1" + "}" * 800,
    "deep field": lambda text: text[:-1] + ',"zz":' + _deep(1500) + "}",
    "nul": lambda text: changed(text, ticket="A\0B"),
    "raw nul": lambda text: text.replace("Z1", "Z\0"),
    "nul in an unknown field": lambda text: changed(text, zz="\0"),
    "nul in an unknown kind": lambda text: changed(text, kind="a\0b"),
    "long unknown kind": lambda text: changed(text, kind="好" * 2000),
    "empty kind": lambda text: changed(text, kind=""),
    "lone surrogate": lambda text: text.replace("Z1", "\ud800"),
    "escaped surrogate": lambda text: text.replace("Z1", "\\ud800"),
    "2^63": lambda text: changed(text, boot_ms=2**63),
    "-2^63": lambda text: changed(text, boot_ms=-(2**63)),
    "2^64 in an unknown field": lambda text: changed(text, zz=2**64),
    "10^400": lambda text: changed(text, seq=10**400),
    "year 9999": lambda text: changed(text, wall="9999-12-31T23:59:59.999Z"),
    "year 1": lambda text: changed(text, wall="0001-01-01T00:00:00.000Z"),
    "before year 1": lambda text: changed(text, wall="0001-01-01T00:00:00.000+23:59"),
    "after year 9999": lambda text: changed(text, wall="9999-12-31T23:59:59.999-23:59"),
    "no zone": lambda text: changed(text, wall="2026-03-02T01:00:00.000"),
    "no time": lambda text: changed(text, wall="yesterday"),
    "absurd boot": lambda text: changed(text, boot_ms=2**53 - 1),
    "negative boot": lambda text: changed(text, boot_ms=-1),
    "long boot id": lambda text: changed(text, boot_id="b" * 65),
    "long staff": lambda text: changed(text, staff="S" * 3000, service="事" * 500),
    "long number": lambda text: changed(text, ticket="9" * 300, ticket_key="k" * 3000),
    "series": lambda text: changed(text, series=2**53 - 1),
    "bad day": lambda text: changed(text, day="2026-99-99"),
    "visit in capitals": lambda text: changed(text, visit=uuid7().upper()),
    "visit not a uuid": lambda text: changed(text, visit="w:1"),
    "id not a uuid": lambda text: changed(text, id="x" * 5000),
    "array": lambda _: "[1]",
    "null": lambda _: "null",
    "empty": lambda _: "",
    "not canonical": lambda text: " " + text,
    "doubled key": lambda text: text[:-1] + ',"v":1}',
    "fraction": lambda text: text.replace('"v":1', '"v":1.0'),
    "infinity": lambda text: text.replace('"v":1', '"v":Infinity'),
    "too large": lambda text: changed(text, zz="x" * 9000),
    "looks stored": lambda _: "b64:AAAA",
    "bom": lambda text: "\ufeff" + text,
    "control characters": lambda text: changed(text, ticket="\x01\x1f\x7f\u2028\uffff\U0010ffff"),
}


def test_no_text_whatever_poisons_the_batch_it_is_in_or_the_next(place: Town, thief: Tablet, forger: Forger) -> None:
    """One ledger that holds them all, an honest visit after each."""
    maker = forger.ledger
    for name, spoil in NASTY.items():
        maker.serve("Z1")
        text = spoil(maker.texts.pop())
        maker.heads.pop()
        maker.texts.append(text)
        maker.heads.append(hashlib.sha256(maker.head + text.encode(errors="surrogatepass")).digest())
        maker.rated_visit(f"N {name}", Level.SATISFIED)
    made = loose(maker, maker.texts[:100], ledger=maker.ledger)
    again = loose(maker, maker.texts[100:], ledger=maker.ledger, first=101, prev=maker.heads[99].hex())
    verdicts = [*said(post(place, thief, made)), *said(post(place, thief, again))]
    assert len(verdicts) == len(maker.texts)
    assert len(standing(place)) == 2 + len(NASTY), "every honest visit stands"
    aside = [name for name, one in zip(NASTY, verdicts[1::5], strict=True) if one[0] == "set_aside"]
    assert {"deep lists", "nul", "lone surrogate", "2^63", "no time", "too large", "before year 1"} <= set(aside)


def test_every_nasty_text_alone_and_twice_gets_its_verdict(place: Town, thief: Tablet, forger: Forger) -> None:
    for spoil in NASTY.values():
        maker = forger.new()
        maker.serve("Z1")
        made = loose(maker, [spoil(maker.texts[-1]), *maker.texts[:1]], ledger=maker.ledger)
        assert len(said(post(place, thief, made))) == 2
        assert len(said(post(place, thief, made))) == 2


def test_clocks_that_run_for_ages_in_boot_after_boot_do_not_overflow(
    place: Town, thief: Tablet, forger: Forger
) -> None:
    maker = forger.ledger
    maker.add(Anchor(time="2026-03-02T01:00:00.000Z", round_trip_ms=2**53 - 1, centre="c", answer="a"))
    for number in range(1250):
        for boot_ms in (0, 2**53 - 1):
            maker.add(Paused())
            text = changed(maker.texts.pop(), boot_id=f"boot {number}", boot_ms=boot_ms)
            maker.heads.pop()
            maker.add_text(text)
    for first in range(1, len(maker.texts) + 1, 500):
        said(post(place, thief, maker.batch(first, first + 499)))
    late = forger.new(opened=False)
    late.add(
        LedgerOpened(
            why=WhyLedger.RESTORED, kiosk=late.kiosk, old_ledger=maker.ledger, old_seq=len(maker.texts), old_head="x"
        )
    )
    late.rated_visit("L1", Level.SATISFIED)
    said(post(place, thief, late.batch()))


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
@pytest.mark.parametrize("trip", [-(2**53) + 1, 2**53 - 1])
def test_an_anchor_from_another_age_moves_only_its_own_kiosk(
    place: Town, thief: Tablet, forger: Forger, time: str, trip: int
) -> None:
    forger.ledger.rated_visit("Z1", Level.SATISFIED)
    forger.ledger.add(Anchor(time=time, round_trip_ms=trip, centre="c", answer="a"))
    said(post(place, thief, forger.ledger.batch()))
    with place.central.database.read() as db:
        rows = db.execute(select(Rating.day).where(Rating.window_id == "3")).scalars().all()
    assert rows == ["2026-03-02"]


# --- attachments ------------------------------------------------------------------------------------------------------


def _explained(maker: LedgerMaker, sealed: bytes) -> str:
    visit = maker.serve("Z1")
    maker.ask(visit)
    rating = maker.rate(visit, Level.SATISFIED)
    return maker.add(Explained(rating=rating, comment=hashlib.sha256(sealed).hexdigest()), visit=visit)


def _held(place: Town) -> int:
    with place.central.database.read() as db:
        return len(db.execute(select(AttachmentRow.record_id)).all())


def test_of_what_travels_beside_records_only_what_a_record_names_is_kept_and_once(
    place: Town, thief: Tablet, forger: Forger
) -> None:
    sealed = b"sealed bytes"
    record = _explained(forger.ledger, sealed)
    name = hashlib.sha256(sealed).hexdigest()
    true = {"record": record, "sha256": name, "key": "k" * 16, "sealed": b64(sealed)}
    beside = [
        {**true, "record": uuid7()},
        {**true, "record": "\0"},
        {**true, "sha256": "0" * 64},
        {**true, "sealed": b64(b"other bytes")},
        {**true, "sealed": "***"},
        {**true, "sealed": ""},
        true,
        true,
        {**true, "key": "another"},
    ]
    made = forger.batch(forger.ledger, attachments=beside)
    assert {one for one, _ in said(post(place, thief, made))} == {"accepted"}
    assert {one for one, _ in said(post(place, thief, made))} == {"duplicate"}
    assert _held(place) == 1


@pytest.mark.parametrize("key", ["\0", "k" * 5000, "", "钥\u0001"])
def test_the_name_of_a_sealing_key_can_be_anything(place: Town, thief: Tablet, forger: Forger, key: str) -> None:
    sealed = b"sealed"
    record = _explained(forger.ledger, sealed)
    beside = [{"record": record, "sha256": hashlib.sha256(sealed).hexdigest(), "key": key, "sealed": b64(sealed)}]
    assert {one for one, _ in said(post(place, thief, forger.batch(forger.ledger, attachments=beside)))} == {"accepted"}


def test_a_megabyte_beside_a_record_is_a_signed_413(place: Town, thief: Tablet, forger: Forger) -> None:
    sealed = bytes(2**20)
    record = _explained(forger.ledger, sealed)
    forger.ledger.attachments.append(Attachment(record, hashlib.sha256(sealed).hexdigest(), "k", b64(sealed)))
    assert post(place, thief, forger.ledger.batch()).status == 413


# --- the body ---------------------------------------------------------------------------------------------------------


def test_gzip_bombs_and_halves_are_refused_and_signed(place: Town, thief: Tablet) -> None:
    honest = canonical(thief.ledger.batch()).encode()
    assert post(place, thief, gzip.compress(honest), content_encoding="gzip").status == 200
    bomb = zlib.compressobj(9, wbits=31)
    zeros = b"".join([*(bomb.compress(bytes(2**20)) for _ in range(64)), bomb.flush()])
    assert post(place, thief, zeros, content_encoding="gzip").status == 413
    nested = gzip.compress(gzip.compress(bytes(2**24)))
    for body in (gzip.compress(honest)[:-9], b"\x1f\x8b", b"", nested, honest):
        assert post(place, thief, body, content_encoding="gzip").status == 400


NOT_BATCHES = [
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"\xff\xfe",
    b"{" * 100_000,
    b"[" * 200_000,
    b'{"records":' + b"[" * 100_000,
    b'{"a":' + b"9" * 100_000 + b"}",
    b'{"kiosk":1}',
    b'{"records":null}',
    b'{"records":["\\ud800"],"attachments":null}',
    b'{"records":["\\ud800"],"attachments":[1]}',
]


def test_what_is_not_a_batch_is_refused_and_signed(place: Town, thief: Tablet) -> None:
    for body in NOT_BATCHES:
        assert post(place, thief, body).status == 400, body[:40]


def test_too_many_records_and_too_many_bytes_are_a_signed_413(place: Town, thief: Tablet, forger: Forger) -> None:
    assert post(place, thief, loose(forger.ledger, ["x"] * 501)).status == 413
    assert post(place, thief, loose(forger.ledger, ["x" * 8000] * 40)).status == 413
    assert said(post(place, thief, loose(forger.ledger, ["x"] * 500)))[0] == ("set_aside", "malformed")


def test_a_batch_of_half_characters_among_honest_records_is_taken(place: Town, thief: Tablet, forger: Forger) -> None:
    maker = forger.ledger
    maker.rated_visit("Z1", Level.SATISFIED)
    made = loose(maker, [*maker.texts, "\ud800", "\udfff\ud800"], ledger=maker.ledger)
    assert [one for one, _ in said(post(place, thief, made))] == ["accepted"] * 5 + ["set_aside"] * 2
    assert GENESIS.hex() == made["prev"]
