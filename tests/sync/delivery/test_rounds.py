"""One round: what goes out, and what of it is settled."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from sync.contract import BatchAnswer, Said, State, Verdict, Why, canonical
from sync.delivery.client import Client
from sync.delivery.outbox import Unsettled
from sync.delivery.outcomes import Delivered, NothingToDo, Outcome, Refused, Revoked
from sync.delivery.pace import Limits
from sync.delivery.rounds import covered, one_round, packed
from sync.kinds import Explained, Level
from tests.support.clock import FakeClock
from tests.support.make import LedgerMaker
from tests.sync.delivery.conftest import Pair
from tests.sync.delivery.test_client import Bent


def go(pair: Pair, limits: Limits | None = None) -> Outcome:
    return one_round(pair.outbox, pair.client, limits or Limits())


def delivered(pair: Pair, records: int, *, aside: int = 0, first: int = 1) -> Delivered:
    return Delivered(records, aside, ledger=pair.outbox.maker.ledger, first=first)


def drain(pair: Pair) -> list[Outcome]:
    outcomes = [go(pair)]
    while not isinstance(outcomes[-1], NothingToDo):
        outcomes.append(go(pair))
    return outcomes


def write(pair: Pair, visits: int = 3) -> None:
    for number in range(visits):
        pair.outbox.maker.rated_visit(f"A{number:03}", Level(1 + number % 5), reasons=["501"])


def test_everything_goes_in_one_order_good_and_bad_alike(pair: Pair) -> None:
    write(pair, 5)

    outcomes = drain(pair)

    assert pair.held == pair.outbox.maker.texts
    assert outcomes == [delivered(pair, len(pair.held)), NothingToDo()]


def test_a_settled_batch_leaves_an_anchor(pair: Pair) -> None:
    write(pair)
    drain(pair)

    assert [one.boot_id for one in pair.outbox.anchors] == [pair.clock.boot_id]


def test_an_answer_that_took_five_seconds_says_nothing_about_the_time(pair: Pair) -> None:
    write(pair)
    client = Client(pair.identity, Bent(pair, lambda same: same, lasts_ms=5000), pair.clock)

    assert isinstance(one_round(pair.outbox, client, Limits()), Delivered)
    assert pair.outbox.anchors == []


def test_what_the_centre_already_has_comes_back_as_duplicates_and_is_settled(pair: Pair) -> None:
    write(pair)
    drain(pair)
    pair.outbox.settled_through = 0

    assert isinstance(go(pair), Delivered)
    assert {one.said for one in pair.outbox.verdicts.values()} == {Said.DUPLICATE}
    assert pair.held == pair.outbox.maker.texts


def test_a_batch_resent_shorter_settles_only_what_it_carried(pair: Pair) -> None:
    write(pair)
    drain(pair)
    pair.outbox.settled_through = 0

    assert go(pair, Limits(2)) == delivered(pair, 2)
    assert pair.outbox.settled_through == 2


def test_a_restored_centre_makes_records_pending_again(pair: Pair) -> None:
    write(pair)
    drain(pair)
    del pair.held[2:]
    write(pair, 1)

    go(pair)
    assert pair.outbox.settled_through == 2
    drain(pair)

    assert pair.held == pair.outbox.maker.texts


@pytest.mark.parametrize("state", [State.REVOKED, State.DISABLED])
def test_a_revoked_kiosk_still_hands_over_what_it_has_and_hears_that_it_is_set_aside(pair: Pair, state: State) -> None:
    write(pair)
    pair.centre.state = state

    assert go(pair) == Revoked(state, len(pair.held))
    assert pair.held == pair.outbox.maker.texts
    assert {one.why for one in pair.outbox.verdicts.values()} == {Why(state.value)}


def test_set_aside_records_are_counted_and_block_nothing(pair: Pair) -> None:
    write(pair, 1)
    real = pair.centre._verdict
    pair.centre._verdict = lambda held, seq, text: (  # type: ignore[method-assign] - a centre that dislikes record 2
        replace(real(held, seq, text), said=Said.SET_ASIDE, why=Why.NOT_SERVED) if seq == 2 else real(held, seq, text)
    )

    assert go(pair) == delivered(pair, len(pair.held), aside=1)
    assert pair.outbox.facts().set_aside == 1


# --- packing ------------------------------------------------------------------------------------------------------------


def run_of(maker: LedgerMaker) -> Unsettled:
    batch = maker.batch()
    return Unsettled(ledger=batch.ledger, first=1, prev=batch.prev, texts=batch.records, attachments=batch.attachments)


def test_a_batch_never_exceeds_its_size_in_json() -> None:
    maker = LedgerMaker()
    for number in range(150):
        maker.rated_visit(f"A{number:03}", Level.SATISFIED)

    for size in (256 * 1024, 100_000, 8 * 1024):
        batch, body = packed("k", run_of(maker), size)
        assert len(body) <= size
        assert len(batch.records) >= 5
        assert batch.records == tuple(maker.texts[: len(batch.records)])
        assert body == canonical(batch).encode()


def test_a_single_record_goes_even_when_it_is_too_large() -> None:
    batch, body = packed("k", run_of(LedgerMaker()), 10)

    assert len(batch.records) == 1
    assert len(body) > 10


def test_an_attachment_travels_with_its_record_and_not_before() -> None:
    maker = LedgerMaker(clock=FakeClock())
    visit = maker.serve("A001")
    rating = maker.rate(visit, Level.DISSATISFIED)
    name = maker.id()
    maker.add(Explained(rating=rating, comment=hashlib.sha256(b"s" * 3000).hexdigest()), visit=visit, named=name)
    maker.attach(name, "key", b"s" * 3000)
    run = run_of(maker)

    whole, body = packed("k", run, 256 * 1024)
    part, _ = packed("k", run, len(body) - 1)

    assert [one.record for one in whole.attachments] == [name]
    assert len(part.records) < len(run.texts)
    assert part.attachments == ()


# --- what an answer covers -----------------------------------------------------------------------------------------------


@pytest.fixture
def answered(pair: Pair) -> tuple[LedgerMaker, BatchAnswer]:
    """A ledger of which everything was sent in one batch, and the true answer to it."""
    write(pair, 1)
    maker = pair.outbox.maker
    kept: list[BatchAnswer] = []
    real = pair.centre._take
    pair.centre._take = lambda *it: kept.append(real(*it)) or kept[-1]  # type: ignore[method-assign] - listens in
    go(pair)
    return maker, kept[0]


Answered = tuple[LedgerMaker, BatchAnswer]


def test_a_true_answer_covers_the_batch(answered: Answered) -> None:
    maker, answer = answered
    settled = covered(maker.batch(), answer)

    assert not isinstance(settled, str)
    assert settled.settled_through == len(maker.texts)
    assert settled.head == maker.head.hex()


def test_an_answer_about_another_ledger_settles_nothing(answered: Answered) -> None:
    maker, answer = answered
    assert isinstance(covered(maker.batch(), replace(answer, ledger="other")), str)


@pytest.mark.parametrize("missing", [0, 3, -1])
def test_no_record_is_settled_without_its_own_verdict(answered: Answered, missing: int) -> None:
    maker, answer = answered
    verdicts = [one for one in answer.verdicts if one is not answer.verdicts[missing]]

    assert isinstance(covered(maker.batch(), replace(answer, verdicts=tuple(verdicts))), str)


def test_a_verdict_on_another_record_of_that_number_settles_nothing(answered: Answered) -> None:
    maker, answer = answered
    wrong = (Verdict(1, "another", Said.ACCEPTED), *answer.verdicts[1:])

    assert isinstance(covered(maker.batch(), replace(answer, verdicts=wrong)), str)


def test_a_head_that_is_not_ours_is_handed_to_the_store_as_it_is(answered: Answered) -> None:
    maker, answer = answered
    settled = covered(maker.batch(), replace(answer, head="0" * 64))

    assert not isinstance(settled, str)
    assert settled.head == "0" * 64


def test_where_the_centre_has_more_its_head_is_not_mistaken_for_that_of_this_batch(answered: Answered) -> None:
    maker, answer = answered
    settled = covered(maker.batch(1, 2), answer)

    assert not isinstance(settled, str)
    assert (settled.settled_through, settled.head) == (2, maker.heads[1].hex())


def test_a_fork_is_handed_to_the_store_with_the_centres_head(answered: Answered) -> None:
    maker, answer = answered
    forked = tuple(replace(one, said=Said.SET_ASIDE, why=Why.FORK) for one in answer.verdicts)
    settled = covered(maker.batch(1, 2), replace(answer, verdicts=forked))

    assert not isinstance(settled, str)
    assert (settled.settled_through, settled.head) == (2, answer.head)


def test_verdicts_behind_a_hole_of_ours_are_passed_on(answered: Answered) -> None:
    maker, answer = answered
    settled = covered(maker.batch(4), replace(answer, settled_through=2, head=maker.heads[1].hex()))

    assert not isinstance(settled, str)
    assert settled.settled_through == 2
    assert [one.seq for one in settled.verdicts] == list(range(4, len(maker.texts) + 1))


def test_a_centre_that_takes_nothing_is_said_to_refuse(pair: Pair) -> None:
    write(pair, 1)
    real = pair.centre._take
    pair.centre._take = lambda *it: replace(  # type: ignore[method-assign] - says nothing about any record
        real(*it), settled_through=0, verdicts=()
    )

    assert isinstance(go(pair), Refused)
    assert pair.outbox.settled_through == 0
