"""The fast reader and the contract's own reader never disagree."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.central.intake.reading import Readable, Unreadable, kept, opaque, read, storable, stored
from sync.central.intake.timing import mark_of
from sync.contract import Record, canonical, read_record
from sync.kinds import KINDS, Level
from sync.shape import Malformed, plain
from sync.times import mark
from tests.contract.examples import examples
from tests.support.make import LedgerMaker

TEXTS: list[str] = []


def texts() -> list[str]:
    """Return records of every kind of version 1, as frozen in the contract's examples."""
    if not TEXTS:
        TEXTS.extend(_found(examples()))
    return TEXTS


def _found(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _found(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in _found(one)]
    return [value] if isinstance(value, str) and value.startswith('{"alg"') else []


def contract_says(text: str) -> Record | None:
    try:
        return read_record(text)
    except Malformed:
        return None


def test_the_examples_hold_every_kind() -> None:
    assert {json.loads(text)["kind"] for text in texts()} >= set(KINDS)


def test_every_kind_is_read_as_the_contract_reads_it() -> None:
    for text in texts():
        wanted, found = read_record(text), read(text)
        assert isinstance(found, Readable), text
        fields = {**plain(wanted.stamp), **(plain(wanted.body) if wanted.body else {})}
        assert found.record.kind == wanted.kind
        assert {name: plain(getattr(found.record, name)) for name in fields if name not in ("v", "alg")} == {
            name: value for name, value in fields.items() if name not in ("v", "alg")
        } or wanted.body is None
        assert found.understood == wanted.understood
        assert mark_of(found.record, found.wall_ms) == mark(wanted)


@given(seed=st.integers(0, 2**32))
def test_whatever_is_done_to_a_record_both_readers_say_the_same(seed: int) -> None:
    chance = Random(seed)
    text = _spoiled(chance.choice(texts()), chance)

    found, wanted = read(text), contract_says(text)

    if isinstance(found, Readable):
        assert wanted is not None
        assert found.understood == wanted.understood
        assert (found.record.id, found.record.kind) == (wanted.stamp.id, wanted.kind)


def _spoiled(text: str, chance: Random) -> str:
    """Change one thing: a character, a field's value, a field more, a field less, the order, the spacing."""
    value = json.loads(text)
    name = chance.choice(sorted(value))
    odd: list[Any] = [None, True, 1.5, 2**53, -(2**60), "", "x" * 5000, [], {}, [1], "\x00", 10**400, "\u2028", "é"]
    match chance.randrange(7):
        case 0:
            at = chance.randrange(len(text))
            return text[:at] + chance.choice('{}[]",:0aZ\\ é') + text[at + 1 :]
        case 1:
            return canonical_or_not({**value, name: chance.choice(odd)})
        case 2:
            return canonical_or_not({**value, f"zz{chance.randrange(9)}": chance.choice(odd)})
        case 3:
            return canonical_or_not({key: one for key, one in value.items() if key != name})
        case 4:
            return json.dumps(dict(reversed(value.items())), separators=(",", ":"), ensure_ascii=False)
        case 5:
            return json.dumps(value, sort_keys=True, ensure_ascii=chance.random() < 0.5)
        case _:
            return text.replace(f'"{name}":', f'"{name}":1,"{name}":', 1)


def canonical_or_not(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("text", ["", "x", "b64:", "b64:AAAA", "\0", "a\0b", "\ud800", "{}", '{"id":"\ud83d"}', "号"])
def test_whatever_is_kept_comes_back_as_it_was_and_can_be_stored(text: str) -> None:
    saved = storable(text)

    saved.encode()
    assert "\0" not in saved
    assert stored(saved) == text
    assert isinstance(read(text), Unreadable)


def test_a_record_kept_as_bytes_is_never_read_again() -> None:
    maker = LedgerMaker()
    maker.rated_visit("A001", Level.SATISFIED)

    assert isinstance(read(maker.texts[1]), Readable)
    assert isinstance(kept(opaque(maker.texts[1])), Unreadable)
    assert stored(opaque(maker.texts[1])) == maker.texts[1]


def test_reading_is_canonical_text_only() -> None:
    maker = LedgerMaker()
    spaced = json.dumps(json.loads(maker.texts[0]), sort_keys=True)

    assert isinstance(read(spaced), Unreadable)
    assert isinstance(read(canonical(json.loads(spaced))), Readable)
