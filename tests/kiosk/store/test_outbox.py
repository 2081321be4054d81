"""The outbox: what waits, in what order, and what an answer of the centre changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.entry import Attached, Entry
from kiosk.store.answered import read_answered
from kiosk.store.place import Place
from kiosk.store.store import Store
from sync.contract import MAX_BATCH_BYTES, MAX_RECORDS, Said, Verdict, Why, b64, chained, uuid7
from sync.delivery.outbox import Mark, Settled, Unsettled
from sync.kinds import LedgerOpened, Paused, WhyLedger
from tests.faults.filling import fill
from tests.kiosk.store.conftest import PLACE
from tests.support.clock import FakeClock


def run_of(store: Store, records: int = MAX_RECORDS, size: int = MAX_BATCH_BYTES) -> Unsettled:
    run = store.unsettled(records, size)
    assert run is not None
    return run


def answer(run: Unsettled, said: Said = Said.ACCEPTED, *, backed_up: int = 0, **changed: object) -> Settled:
    """The centre took everything of this run in."""
    head = chained(bytes.fromhex(run.prev), run.texts)[-1].hex()
    last = run.first + len(run.texts) - 1
    verdicts = tuple(
        Verdict(seq, text.split('"id":"', 1)[1][:36], said, Why.NOT_SERVED if said is Said.SET_ASIDE else None)
        for seq, text in enumerate(run.texts, run.first)
    )
    values = {"settled_through": last, "head": head, "verdicts": verdicts, "backed_up_through": backed_up, **changed}
    return Settled(ledger=run.ledger, **values)  # type: ignore[arg-type] - a test changes what it likes


def drain(store: Store, **more: int) -> None:
    while run := store.unsettled(MAX_RECORDS, MAX_BATCH_BYTES):
        store.settle(answer(run, backed_up=more.get("backed_up", 0)))


def test_what_is_settled_is_not_asked_for_again(store: Store) -> None:
    fill(store, 3)
    first = run_of(store, records=5)
    store.settle(answer(first))

    second = run_of(store)
    assert second.first == 6
    assert second.prev == chained(bytes.fromhex(first.prev), first.texts)[-1].hex()
    store.settle(answer(second))
    assert store.unsettled(500, 1 << 18) is None
    assert store.facts().pending == 0
    assert store.facts().oldest_pending_s is None


def test_a_run_keeps_to_both_limits_but_is_never_empty(store: Store) -> None:
    fill(store, 10)

    assert len(run_of(store, records=7).texts) == 7
    small = run_of(store, size=6000)
    assert 1 < len(small.texts) < 20
    assert len(run_of(store, size=1).texts) == 1


def test_sealed_bytes_travel_beside_their_record(store: Store) -> None:
    sealed = b"only the centre can read this"
    attached = Attached(hashlib.sha256(sealed).hexdigest(), "k" * 16, sealed)
    entry = Entry(id=uuid7(), body=Paused(), attached=attached)
    store.keep([entry])

    (beside,) = run_of(store).attachments
    assert (beside.record, beside.sealed, beside.sha256) == (entry.id, b64(sealed), attached.sha256)


def test_a_record_set_aside_is_settled_counted_and_blocks_nothing(store: Store) -> None:
    store.settle(answer(run_of(store), Said.SET_ASIDE))
    fill(store, 1)

    assert store.facts().set_aside == 2
    assert run_of(store).first == 3
    assert any(line.what == "set aside" and not line.ok and "not_served" in line.said for line in store.checkup())


def test_a_duplicate_is_as_good_as_accepted(store: Store) -> None:
    store.settle(answer(run_of(store), Said.DUPLICATE))

    assert store.facts().pending == 0
    assert store.facts().set_aside == 0


def test_a_record_set_aside_that_is_accepted_the_second_time_is_set_aside_no_longer(store: Store) -> None:
    run = run_of(store)
    store.settle(answer(run, Said.SET_ASIDE))
    store.settle(answer(run, Said.SET_ASIDE, settled_through=0, head="", verdicts=()))
    store.settle(answer(run_of(store), Said.DUPLICATE))

    assert (store.facts().pending, store.facts().set_aside) == (0, 0)


def test_a_heartbeats_answer_without_a_head_goes_back_and_disputes_nothing(store: Store) -> None:
    fill(store, 2)
    drain(store)
    ledger = store.facts().ledger

    store.settle(Settled(ledger=ledger, settled_through=3, head="", verdicts=(), backed_up_through=0))

    assert store.facts().ledger == ledger
    assert run_of(store).first == 4


def test_when_the_centre_was_restored_from_a_backup_what_it_forgot_is_sent_again(store: Store) -> None:
    fill(store, 5)
    whole = run_of(store)
    drain(store)
    fill(store, 1)
    new = run_of(store)
    heads = chained(bytes.fromhex(whole.prev), whole.texts)

    store.settle(answer(new, Said.SET_ASIDE, settled_through=10, head=heads[9].hex(), verdicts=()))

    again = run_of(store)
    assert again.first == 11
    assert again.texts[: len(whole.texts) - 10] == whole.texts[10:]


def test_an_answer_of_another_chain_ends_the_ledger_once(store: Store) -> None:
    fill(store, 2)
    run = run_of(store)
    before = store.facts()
    store.settle(answer(run, head="0" * 64))
    store.settle(answer(run, head="0" * 64))

    opened = [record.body for record in store.records(kind="ledger_opened")]
    assert len(opened) == 2
    last = opened[-1]
    assert isinstance(last, LedgerOpened)
    assert (last.why, last.old_ledger, last.old_seq, last.old_head) == (
        WhyLedger.DISPUTED, before.ledger, before.seq, before.head,
    )  # fmt: skip
    assert store.facts().ledger != before.ledger


def test_the_oldest_ledger_goes_first(reopen: Callable[..., Store]) -> None:
    old = reopen().facts().ledger
    store = reopen(Place(PLACE.kiosk, PLACE.hall, "4"))

    first = run_of(store)
    assert first.ledger == old
    store.settle(answer(first))
    assert run_of(store).ledger == store.facts().ledger != old


def test_earlier_ledgers_of_this_place_are_asked_about_while_something_settled_of_them_is_here(
    reopen: Callable[..., Store],
) -> None:
    old = reopen().facts().ledger
    store = reopen(Place(PLACE.kiosk, PLACE.hall, "4"))
    assert store.facts().earlier == ()  # nothing of it was settled

    drain(store)
    assert store.facts().earlier == (Mark(ledger=old, settled=2),)
    assert store.facts().settled == store.facts().seq == 3

    store._opened.db.exec_driver_sql("UPDATE ledgers SET pruned = 2 WHERE ledger = ?", (old,))
    assert store.facts().earlier == ()


@pytest.mark.parametrize("place", [Place(uuid7(), PLACE.hall, "3"), Place(PLACE.kiosk, "H002", "3")])
def test_what_was_written_elsewhere_is_not_asked_for_here(reopen: Callable[..., Store], place: Place) -> None:
    drain(reopen())
    store = reopen(place)
    drain(store)

    assert store.facts().earlier == ()


def told(store: Store, through: int, last: int) -> bool:
    """What a heartbeat's answer says of the current ledger."""
    settled = Settled(
        ledger=store.facts().ledger,
        settled_through=through,
        head="",
        verdicts=(),
        backed_up_through=0,
        last=last,
    )
    return store.settle(settled)


def test_where_a_hole_of_ours_stops_the_centre_what_it_holds_beyond_tells_what_it_forgot(store: Store) -> None:
    fill(store, 5)
    drain(store)
    last = store.facts().seq
    store._opened.db.exec_driver_sql("DELETE FROM records WHERE at & 255 IN (4, 5)")

    assert not told(store, 3, last)
    assert store.facts().settled == last
    assert told(store, 3, 9)
    assert run_of(store).first == 10


def test_a_centre_restored_to_before_what_was_pruned_gets_all_that_is_left(store: Store) -> None:
    fill(store, 5)
    drain(store)
    store._opened.db.exec_driver_sql("DELETE FROM records WHERE at & 255 < 7").close()
    store._opened.db.exec_driver_sql("UPDATE ledgers SET pruned = 6").close()

    assert told(store, 0, 0)
    assert run_of(store).first == 7


def test_a_settled_mark_moved_by_hand_is_put_back_at_the_next_start(reopen: Callable[..., Store], folder: Path) -> None:
    store = reopen()
    fill(store, 3)
    store.settle(answer(run_of(store, records=4)))
    store._opened.db.exec_driver_sql("UPDATE ledgers SET settled = seq")
    assert store.unsettled(500, 1 << 18) is None

    again = reopen()
    assert run_of(again).first == 5
    assert read_answered(folder)[again.facts().ledger].through == 4


def test_facts_tell_the_age_of_the_oldest_waiting_record_by_the_boot_clock(store: Store, clock: FakeClock) -> None:
    clock.jump(hours=5)
    clock.advance(90)

    assert store.facts().oldest_pending_s == 90


def test_facts_tell_the_age_by_the_wall_after_a_reboot(reopen: Callable[..., Store], clock: FakeClock) -> None:
    reopen()
    clock.reboot(off=600)

    assert reopen().facts().oldest_pending_s == 600


def test_an_answer_about_an_unknown_ledger_changes_nothing(store: Store) -> None:
    before = store.facts()
    store.settle(Settled(ledger=uuid7(), settled_through=9, head="0" * 64, verdicts=(), backed_up_through=0))

    assert store.facts() == before


@pytest.mark.parametrize("count", [1, 2, 499, 500, 501])
def test_draining_gives_every_record_exactly_once(store: Store, count: int) -> None:
    store.keep([Entry(id=uuid7(), body=Paused()) for _ in range(count)])
    seen: list[str] = []
    while run := store.unsettled(MAX_RECORDS, MAX_BATCH_BYTES):
        seen += run.texts
        store.settle(answer(run))

    assert len(seen) == len(set(seen)) == count + 2
