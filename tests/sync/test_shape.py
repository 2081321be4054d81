from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.shape import LARGEST, LONGEST, Malformed, fields_of, plain, shaped


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    BIG = 5


@dataclass(frozen=True, slots=True)
class Inner:
    name: str


@dataclass(frozen=True, slots=True)
class Outer:
    word: str
    number: int
    yes: bool
    colour: Colour
    size: Size
    inner: Inner
    many: tuple[Inner, ...]
    words: tuple[str, ...]
    anything: dict[str, object]
    maybe: str | None = None
    inner_maybe: Inner | None = None


WHOLE = {
    "word": "急",
    "number": -3,
    "yes": True,
    "colour": "red",
    "size": 5,
    "inner": {"name": "a"},
    "many": [{"name": "b"}, {"name": "c"}],
    "words": ["d"],
    "anything": {"x": [1, {"y": None}]},
}


def test_a_value_is_read_into_its_dataclass_and_written_back() -> None:
    made = shaped(Outer, WHOLE)

    assert made.many == (Inner("b"), Inner("c"))
    assert made.colour is Colour.RED
    assert made.size is Size.BIG
    assert plain(made) == WHOLE


def test_unknown_fields_are_passed_over_and_none_is_none() -> None:
    made = shaped(Outer, {**WHOLE, "new": 1, "maybe": None, "inner_maybe": {"name": "z", "more": 2}})

    assert made.maybe is None
    assert made.inner_maybe == Inner("z")


def test_fields_say_whether_they_are_required() -> None:
    assert {name for name, (_, required) in fields_of(Outer).items() if not required} == {"maybe", "inner_maybe"}


@pytest.mark.parametrize("name", WHOLE)
def test_a_missing_field_is_named(name: str) -> None:
    value = {field: item for field, item in WHOLE.items() if field != name}

    with pytest.raises(Malformed, match=rf"Outer\.{name} is missing"):
        shaped(Outer, value)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("word", 1),
        ("word", None),
        ("word", ["a"]),
        ("word", "a\0b"),
        ("word", "\ud800"),
        ("word", "x" * (LONGEST + 1)),
        ("number", "1"),
        ("number", True),
        ("number", 1.0),
        ("number", LARGEST + 1),
        ("number", -LARGEST - 1),
        ("yes", 1),
        ("yes", "true"),
        ("colour", "blue"),
        ("colour", 1),
        ("colour", ["red"]),
        ("size", "5"),
        ("size", True),
        ("size", 4),
        ("inner", []),
        ("inner", "a"),
        ("inner", {}),
        ("inner", {"name": 1}),
        ("many", {}),
        ("many", [{"name": "b"}, {}]),
        ("many", "bc"),
        ("words", "d"),
        ("words", ["d", 1]),
        ("anything", []),
        ("maybe", 7),
        ("inner_maybe", "z"),
    ],
)
def test_a_wrong_field_is_named_and_never_turned_into_something(name: str, wrong: object) -> None:
    with pytest.raises(Malformed, match=r"Outer|Inner"):
        shaped(Outer, {**WHOLE, name: wrong})


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_what_is_no_object_is_malformed(value: object) -> None:
    with pytest.raises(Malformed, match="Outer must be an object"):
        shaped(Outer, value)


def test_the_limits_themselves_are_allowed() -> None:
    made = shaped(Outer, {**WHOLE, "word": "长" * LONGEST, "number": LARGEST})

    assert (len(made.word), made.number) == (LONGEST, LARGEST)


def test_a_message_about_a_long_wrong_value_stays_short() -> None:
    with pytest.raises(Malformed) as trouble:
        shaped(Outer, {**WHOLE, "colour": "x" * 100_000})

    assert len(str(trouble.value)) < 200


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WHOLE, "maybe"]), inner, max_size=6),
    max_leaves=30,
)


@given(JUNK)
def test_any_junk_is_read_or_malformed_and_never_a_crash(value: object) -> None:
    try:
        made = shaped(Outer, value)
    except Malformed:
        return
    assert isinstance(made, Outer)
