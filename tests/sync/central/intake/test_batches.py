"""What a kiosk gets for its batches, over HTTP, signed both ways, on both databases."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from sync.central.central import Central
from sync.central.intake.models import Alarm, AttachmentRow, Gap, Rating, RecordRow, Stray, Visit
from sync.central.kiosks.models import Kiosk
from sync.central.verify.verify import verify
from sync.contract import (
    GENESIS,
    Attachment,
    BatchAnswer,
    Said,
    State,
    Why,
    b64,
    canonical,
    link,
    uuid7,
)
from sync.kinds import Explained, Level
from sync.suite import seal
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker

BATCHES = "/api/v1/batches"


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


def words(answer: BatchAnswer) -> list[tuple[Said, Why | None]]:
    return [(one.said, one.why) for one in answer.verdicts]


def test_new_records_are_accepted_and_settled_to_the_last(tablet: FakeKiosk) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)

    answer = tablet.deliver()

    assert {one.said for one in answer.verdicts} == {Said.ACCEPTED}
    assert (answer.settled_through, answer.head) == (5, tablet.ledger.head.hex())
    assert answer.answer.state is State.ACTIVE


def test_an_answer_that_got_lost_comes_back_as_duplicates_and_changes_nothing(
    central: Central, tablet: FakeKiosk
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    before = rows(central, Visit), rows(central, Rating), rows(central, RecordRow)

    answer = tablet.deliver()

    assert {one.said for one in answer.verdicts} == {Said.DUPLICATE}
    assert answer.settled_through == len(tablet.ledger.texts)
    assert (rows(central, Visit), rows(central, Rating), rows(central, RecordRow)) == before


def test_a_batch_may_be_zipped(tablet: FakeKiosk) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    body = gzip.compress(canonical(tablet.ledger.batch()).encode())

    answer = tablet.ask("POST", BATCHES, body, headers={"Content-Encoding": "gzip"})

    assert answer.status == 200


def test_records_left_out_are_a_gap_until_they_come(central: Central, tablet: FakeKiosk) -> None:
    for number in range(4):
        tablet.ledger.rated_visit(f"A{number}", Level.SATISFIED)
    tablet.deliver(tablet.ledger.batch(1, 3))

    ahead = tablet.deliver(tablet.ledger.batch(10))
    assert ahead.settled_through == 3
    assert [(one.first_seq, one.last_seq) for one in rows(central, Gap)] == [(4, 9)]
    assert [one.kind for one in rows(central, Alarm) if one.closed_ms is None] == ["gap"]

    filled = tablet.deliver(tablet.ledger.batch(4, 9))
    assert filled.settled_through == len(tablet.ledger.texts)
    assert rows(central, Gap) == []
    assert [one for one in rows(central, Alarm) if one.closed_ms is None] == []
    assert verify(central).holds


def test_a_copy_of_a_tablet_forks_the_chain_and_is_noticed_at_the_first_overlap(
    central: Central, tablet: FakeKiosk
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    copy = LedgerMaker(kiosk=tablet.id, window=tablet.window, clock=FakeClock(machine="copy"), seed="c", opened=False)
    copy.ledger = tablet.ledger.ledger
    for _ in range(3):
        copy.rated_visit("A009", Level.VERY_DISSATISFIED)

    answer = tablet.deliver(copy.batch(1, 8))

    assert set(words(answer)) == {(Said.SET_ASIDE, Why.FORK), (Said.SET_ASIDE, Why.CHAIN_BROKEN)}
    assert answer.settled_through == 8  # nothing comes for ever
    assert answer.head == tablet.ledger.head.hex()  # and the copy sees that this is not its chain
    assert [one.kind for one in rows(central, Alarm)] == ["fork"]
    assert [one.level for one in rows(central, Rating)] == [4]
    assert len(rows(central, Stray)) == 8
    assert verify(central).holds


def test_a_gap_on_an_old_request_that_the_network_held_back_raises_no_alarm(
    central: Central, tablet: FakeKiosk
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    first = len(tablet.ledger.texts) + 1
    old = tablet.challenge
    tablet.ledger.rated_visit("A002", Level.SATISFIED)
    tablet.deliver(tablet.ledger.batch(first))
    tablet.ledger.rated_visit("A003", Level.SATISFIED)
    tablet.ledger.rated_visit("A004", Level.SATISFIED)
    tablet.challenge = old

    tablet.deliver(tablet.ledger.batch(len(tablet.ledger.texts)))  # the control is the test of a gap above

    assert len(rows(central, Gap)) == 1
    assert rows(central, Alarm) == []


@pytest.mark.parametrize("challenge", ["", "old"])
def test_a_fork_proves_itself_on_any_request_and_is_not_raised_again_for_the_same_records(
    central: Central, tablet: FakeKiosk, challenge: str
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    copy = LedgerMaker(kiosk=tablet.id, window=tablet.window, clock=FakeClock(machine="x"), seed="x", opened=False)
    copy.ledger = tablet.ledger.ledger
    copy.rated_visit("A001", Level.SATISFIED)
    tablet.challenge = challenge and tablet.challenge

    tablet.deliver(copy.batch(1, 2))
    assert [one.kind for one in rows(central, Alarm)] == ["fork"]

    with central.database.write() as connection:
        connection.execute(update(Alarm).values(closed_ms=1))
    tablet.deliver(copy.batch(1, 2))
    assert [one.closed_ms for one in rows(central, Alarm)] == [1]


def test_the_same_id_with_another_body_is_set_aside_and_noticed(central: Central, tablet: FakeKiosk) -> None:
    visit = tablet.ledger.serve("A001")
    tablet.ledger.ask(visit)
    rating = tablet.ledger.rate(visit, Level.SATISFIED)
    tablet.deliver()
    first = len(tablet.ledger.texts) + 1
    again = json.loads(tablet.ledger.texts[-1]) | {"seq": first, "level": 1}
    tablet.ledger.add_text(canonical(again))

    answer = tablet.deliver(tablet.ledger.batch(first))

    assert words(answer) == [(Said.SET_ASIDE, Why.ID_REUSED)]
    assert answer.settled_through == first
    assert [(one.id, one.level) for one in rows(central, Rating)] == [(rating, 4)]
    assert [one.kind for one in rows(central, Alarm)] == ["id_reused"]
    assert verify(central).holds


def test_another_halls_or_windows_records_are_set_aside(central: Central, tablet: FakeKiosk) -> None:
    tablet.ledger.window = "4"
    tablet.ledger.rated_visit("A001", Level.VERY_SATISFIED)

    answer = tablet.deliver()

    assert words(answer)[1:] == [(Said.SET_ASIDE, Why.OTHER_PLACE)] * 4
    assert rows(central, Rating) == []
    assert verify(central).holds


def test_another_kiosks_ledger_cannot_be_written_to(central: Central, url: str, tablet: FakeKiosk) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    thief = kiosk(central, url, "4")
    batch = replace(tablet.ledger.batch(), kiosk=thief.id)

    answer = thief.deliver(batch)

    assert set(words(answer)) == {(Said.SET_ASIDE, Why.OTHER_PLACE)}
    assert answer.settled_through == len(batch.records)
    assert verify(central).holds


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not json", Why.MALFORMED),
        ('{"kind":"served"}', Why.MALFORMED),
        ('{"a":"\\u0000"}', Why.MALFORMED),
        ("\0", Why.MALFORMED),
        ("\ud800", Why.MALFORMED),
        ("b64:AAAA", Why.MALFORMED),
        ("[" * 5000, Why.MALFORMED),
        ('{"n":' + "9" * 400 + "}", Why.MALFORMED),
        ("x" * 9000, Why.TOO_LARGE),
        ("", Why.MALFORMED),
    ],
)
def test_a_bad_record_is_kept_set_aside_and_stops_nobody(
    central: Central, tablet: FakeKiosk, text: str, why: Why
) -> None:
    ledger = tablet.ledger
    ledger.texts.append(text)
    ledger.heads.append(_link(ledger.head, text))
    prev = ledger.heads[-3] if len(ledger.heads) > 2 else GENESIS
    body = {
        "v": 1,
        "kiosk": tablet.id,
        "ledger": ledger.ledger,
        "first": 1,
        "prev": prev.hex(),
        "records": ledger.texts,
    }

    answer = tablet.ask("POST", BATCHES, json.dumps(body).encode())
    ledger.rated_visit("A001", Level.SATISFIED)
    after = {**body, "first": 3, "prev": ledger.heads[1].hex(), "records": ledger.texts[2:]}
    then = tablet.ask("POST", BATCHES, json.dumps(after).encode())

    assert answer.status == 200
    assert [one.get("why") for one in answer.body["verdicts"]] == [None, why.value]
    assert {one["said"] for one in then.body["verdicts"]} == {"accepted"}
    assert then.body["settled_through"] == len(ledger.texts)
    assert [one.level for one in rows(central, Rating)] == [4]
    assert verify(central).holds


def test_what_is_not_understood_is_kept_and_accepted(central: Central, tablet: FakeKiosk) -> None:
    visit = tablet.ledger.serve("A001")
    strange = json.loads(tablet.ledger.texts[-1]) | {
        "seq": 3,
        "id": uuid7(),
        "kind": "sung",
        "note": "la",
        "depth": {"a": [1]},
    }
    tablet.ledger.add_text(canonical(strange))
    newer = {**strange, "seq": 4, "id": uuid7(), "kind": "rated", "round": 1, "channel": "tablet", "level": 2}
    newer |= {"questionnaire": "national", "questionnaire_version": "2031", "language": "zh-CN"}
    tablet.ledger.add_text(canonical(newer))

    answer = tablet.deliver()

    assert [one.said for one in answer.verdicts[2:]] == [Said.NOT_UNDERSTOOD] * 2
    assert [(one.level, one.standing, one.visit_id) for one in rows(central, Rating)] == [(2, True, visit)]
    assert verify(central).holds


def test_a_rating_that_nobody_was_served_for_does_not_stand_until_the_service_is_known(
    central: Central, tablet: FakeKiosk
) -> None:
    visit = tablet.ledger.serve("A001")
    tablet.ledger.ask(visit)
    tablet.ledger.rate(visit, Level.VERY_SATISFIED)
    tablet.deliver(tablet.ledger.batch(1, 1))

    ahead = tablet.deliver(tablet.ledger.batch(5))
    assert words(ahead) == [(Said.SET_ASIDE, Why.NOT_SERVED)]
    assert [(one.void, one.standing) for one in rows(central, Rating)] == [("not_served", False)]

    tablet.deliver(tablet.ledger.batch(2, 4))
    assert [(one.void, one.standing) for one in rows(central, Rating)] == [(None, True)]
    assert verify(central).holds


def test_a_revoked_kiosk_is_answered_and_everything_it_sends_is_kept_and_set_aside(
    central: Central, tablet: FakeKiosk
) -> None:
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    with central.database.write() as db:
        db.execute(update(Kiosk).where(Kiosk.id == tablet.id).values(state="revoked"))
    first = len(tablet.ledger.texts) + 1
    tablet.ledger.rated_visit("A002", Level.VERY_SATISFIED)

    answer = tablet.deliver(tablet.ledger.batch(first))

    assert answer.answer.state is State.REVOKED
    assert set(words(answer)) == {(Said.SET_ASIDE, Why.REVOKED)}
    assert answer.settled_through == len(tablet.ledger.texts)
    assert len(rows(central, Rating)) == 1
    assert len(rows(central, RecordRow)) == len(tablet.ledger.texts)
    assert verify(central).holds


def test_sealed_bytes_are_kept_beside_the_record_that_names_them_and_nothing_else_is(
    central: Central, tablet: FakeKiosk
) -> None:
    ledger = tablet.ledger
    visit = ledger.serve("A001")
    ledger.ask(visit)
    rating = ledger.rate(visit, Level.VERY_DISSATISFIED)
    record = ledger.id()
    public = central.keys.pair.public
    name = ledger.attach(record, public.id, seal(public.seal, "等了很久".encode(), record))
    ledger.add(Explained(rating=rating, comment=name), visit=visit, named=record)
    ledger.attachments.append(Attachment(rating, "0" * 64, public.id, b64(b"smuggled")))

    tablet.deliver()

    assert [(one.record_id, one.sha256) for one in rows(central, AttachmentRow)] == [(record, name)]
    assert [(one.comment, one.unexplained) for one in rows(central, Rating)] == [(name, False)]


def test_only_a_served_record_of_the_same_window_lets_a_rating_stand(
    central: Central, url: str, tablet: FakeKiosk
) -> None:
    visit = tablet.ledger.serve("A001")
    tablet.deliver()
    cheat = kiosk(central, url, "4")
    cheat.ledger.rate(visit, Level.VERY_SATISFIED)
    cheat.deliver()

    with central.database.read() as db:
        found = db.execute(select(Rating.standing, Rating.void)).one()
    assert tuple(found) == (False, "other_window")


def _link(head: bytes, text: str) -> bytes:
    try:
        return link(head, text)
    except UnicodeEncodeError:  # a kiosk could not have chained it; the centre must survive it all the same
        return hashlib.sha256(head + text.encode(errors="surrogatepass")).digest()
