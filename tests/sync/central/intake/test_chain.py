"""Where each record of a batch belongs: pure, case by case."""

from __future__ import annotations

from sync.central.intake.chain import Around, Placed, placed, sort
from sync.contract import GENESIS, Why, link

TEXTS = [f"record {at}" for at in range(1, 9)]
OTHER = [f"another {at}" for at in range(1, 9)]


def run(texts: list[str], first: int = 1, prev: str = "") -> list[Placed]:
    return placed(first, prev or GENESIS.hex(), texts)


OURS = run(TEXTS)
HEADS = {one.seq: one.hash for one in OURS}


def part(first: int, last: int) -> list[Placed]:
    return OURS[first - 1 : last]


def held(*seqs: int, next_text: str | None = None) -> Around:
    return Around({seq: HEADS[seq] for seq in seqs}, frozenset(), next_text)


def seqs(run: tuple[Placed, ...]) -> list[int]:
    return [one.seq for one in run]


def test_hashes_are_the_contracts() -> None:
    assert OURS[0].hash == link(GENESIS, TEXTS[0]).hex()
    assert [one.prev for one in OURS[1:]] == [one.hash for one in OURS[:-1]]


def test_what_follows_on_what_is_held_is_new_and_what_is_there_is_held() -> None:
    found = sort(part(2, 6), held(1, 2, 3))

    assert (seqs(found.held), seqs(found.new), found.astray) == ([2, 3], [4, 5, 6], ())


def test_a_run_beyond_a_gap_is_new() -> None:
    assert seqs(sort(part(5, 6), held(1, 2)).new) == [5, 6]


def test_another_record_at_a_number_that_is_held_is_a_fork_and_all_after_it_too() -> None:
    found = sort(run([*TEXTS[:2], *OTHER[2:5]]), held(1, 2, 3))

    assert (seqs(found.held), found.new) == ([1, 2], ())
    assert [(one.seq, why) for one, why in found.astray] == [
        (3, Why.FORK),
        (4, Why.CHAIN_BROKEN),
        (5, Why.CHAIN_BROKEN),
    ]


def test_a_batch_that_does_not_hash_onto_what_is_held_is_broken() -> None:
    found = sort(run(TEXTS[2:4], 3, "f" * 64), held(1, 2))

    assert [why for _, why in found.astray] == [Why.CHAIN_BROKEN] * 2


def test_a_first_record_must_begin_at_the_beginning() -> None:
    assert [why for _, why in sort(run(TEXTS[:1], 1, "f" * 64), held()).astray] == [Why.CHAIN_BROKEN]


def test_what_follows_on_a_stray_is_astray() -> None:
    other = run(OTHER)
    around = Around({}, frozenset({(2, other[1].hash)}))

    assert [why for _, why in sort(other[2:4], around).astray] == [Why.CHAIN_BROKEN] * 2


def test_a_gap_is_filled_only_by_what_meets_its_other_side() -> None:
    other = run(OTHER)

    fits = sort(part(1, 3), held(4, next_text=TEXTS[3]))
    clashes = sort(other[:3], held(4, next_text=TEXTS[3]))

    assert seqs(fits.new) == [1, 2, 3]
    assert [(one.seq, why) for one, why in clashes.astray] == [(seq, Why.CHAIN_BROKEN) for seq in (1, 2, 3)]


def test_new_records_that_run_into_a_fork_are_turned_away_with_it() -> None:
    other = run(OTHER)

    found = sort(other[:5], held(4))

    assert found.new == ()
    assert [(one.seq, why) for one, why in found.astray] == [
        *((seq, Why.CHAIN_BROKEN) for seq in (1, 2, 3)),
        (4, Why.FORK),
        (5, Why.CHAIN_BROKEN),
    ]
