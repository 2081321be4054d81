from __future__ import annotations

import json
import uuid
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.contract import (
    GENESIS,
    b64,
    canonical,
    chained,
    digest_header,
    key_id,
    link,
    moment,
    parsed,
    read_record,
    rfc3339,
    signature_base,
    signature_params,
    unb64,
    uuid7,
    write_record,
)
from sync.kinds import Level, Rated, Unrated
from sync.shape import LARGEST, LONGEST, Malformed, plain
from tests.contract.bodies import FULL, RATED, SERVED
from tests.contract.examples import stamp

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=20,
)
SEVENTH = write_record(stamp(7, SERVED), SERVED)


def _with(**changes: Any) -> str:
    value = {**json.loads(SEVENTH), **changes}
    return canonical({name: item for name, item in value.items() if item is not ...})


# --- the one text of a value ------------------------------------------------------------------------------------------


@given(JSON)
def test_a_value_has_one_text_and_is_read_back_from_it(value: object) -> None:
    text = canonical(value)

    assert parsed(text) == value
    assert canonical(parsed(text)) == text


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers(-LARGEST, LARGEST), min_size=2))
def test_the_order_in_which_fields_were_given_does_not_show(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_chinese_is_written_as_it_is() -> None:
    assert canonical({"service": "身份证"}) == '{"service":"身份证"}'


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"b":{"a":1,"a":1}}',
        "1.0",
        "1e3",
        '{"a":0.5}',
        "NaN",
        "Infinity",
        "-Infinity",
        "",
        "{",
        "{'a':1}",
        "[1,]",
        "9" * 5000,
        "[" * 100_000,
        b"\xff\xfe",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_doubled_keys_fractions_and_what_is_no_json_are_malformed(text: str | bytes) -> None:
    with pytest.raises(Malformed):
        parsed(text)


# --- records ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", FULL, ids=lambda body: body.kind)
def test_a_record_of_every_kind_comes_back_as_it_was(body: Any) -> None:
    record = read_record(write_record(stamp(3, body), body))

    assert record.body == body
    assert record.stamp == stamp(3, body)
    assert record.understood


@pytest.mark.parametrize("body", FULL, ids=lambda body: body.kind)
def test_no_kind_has_a_field_that_hides_one_of_the_stamp(body: Any) -> None:
    own = {one.name for one in fields(body)}

    assert not own & {"kind", *plain(stamp(1, body))}


@pytest.mark.parametrize(
    "text",
    [
        SEVENTH.replace(":", ": ", 1),
        SEVENTH + "\n",
        " " + SEVENTH,
        SEVENTH.replace("身", "\\u8eab"),
        SEVENTH.replace('"seq":7', '"seq":7.0'),
        SEVENTH.replace('"seq":7', '"seq":-0'),
        SEVENTH.replace('"alg":"intl-1",', "", 1)[:-1] + ',"alg":"intl-1"}',
        f"[{SEVENTH}]",
        "null",
        '"served"',
    ],
    ids=range(10),
)
def test_another_spelling_of_a_record_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read_record(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": ...},
        {"kind": 7},
        {"seq": "7"},
        {"seq": True},
        {"seq": LARGEST + 1},
        {"ticket": ...},
        {"ticket": None},
        {"ticket": "A" * (LONGEST + 1)},
        {"ticket": "A\0"},
        {"ticket_origin": "heaven"},
        {"ticket_origin": 3},
        {"hall": ...},
        {"wall": 1},
        {"visit": 5},
        {"called_at": []},
    ],
    ids=str,
)
def test_a_known_kind_with_a_missing_or_wrong_field_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_record(_with(**changes))


@given(JSON)
def test_an_unknown_field_is_kept_whatever_it_holds(value: object) -> None:
    record = read_record(_with(x_mood=value))

    assert record.body == SERVED
    assert record.extra == {"x_mood": value}
    assert not record.understood


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1).map("x_{}".format), JSON, max_size=4))
def test_an_unknown_kind_is_kept_with_all_its_fields(extra: dict[str, Any]) -> None:
    record = read_record(canonical({**plain(stamp(1, SERVED)), **extra, "kind": "sung_to"}))

    assert record.body is None
    assert record.extra == extra
    assert not record.understood


def test_a_record_that_no_bytes_can_hold_is_malformed_and_not_a_crash_in_the_chain() -> None:
    with pytest.raises(Malformed):
        read_record(_with(x_mood="\ud800"))


@given(st.integers(0, len(SEVENTH) - 1), st.text(max_size=3), st.integers(0, 3))
def test_a_damaged_record_is_malformed_or_reads_as_what_it_says_and_never_crashes(at: int, put: str, cut: int) -> None:
    text = SEVENTH[:at] + put + SEVENTH[at + cut :]
    try:
        record = read_record(text)
    except Malformed:
        return
    assert link(GENESIS, text) != link(GENESIS, SEVENTH) or text == SEVENTH
    if record.body is not None and record.understood:
        assert write_record(record.stamp, record.body) == text


def test_a_level_outside_the_five_is_malformed() -> None:
    text = write_record(stamp(1, RATED), RATED)

    for wrong in ("0", "6", '"5"', "true", "null", "[5]"):
        with pytest.raises(Malformed):
            read_record(text.replace('"level":2', f'"level":{wrong}'))


def test_what_is_none_is_left_out_of_the_text() -> None:
    body = Rated(
        round=1,
        channel=RATED.channel,
        level=Level.VERY_SATISFIED,
        questionnaire="national",
        questionnaire_version="2020.1",
        language="en",
    )

    assert "staff" not in json.loads(write_record(stamp(1, body), body))
    assert "null" not in write_record(stamp(1, body), body)


# --- the chain --------------------------------------------------------------------------------------------------------


TEXTS = [write_record(stamp(seq, body), body) for seq, body in enumerate(FULL[:8], start=1)]


def test_heads_are_made_one_from_the_other() -> None:
    head = GENESIS
    for text, expected in zip(TEXTS, chained(GENESIS, TEXTS), strict=True):
        head = link(head, text)
        assert head == expected


@given(st.integers(0, len(TEXTS) - 1), st.data())
def test_any_changed_letter_changes_every_later_head(at: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(TEXTS[at]) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda one: one != TEXTS[at][place]))
    forged = [*TEXTS]
    forged[at] = TEXTS[at][:place] + letter + TEXTS[at][place + 1 :]

    honest, other = chained(GENESIS, TEXTS), chained(GENESIS, forged)

    assert other[:at] == honest[:at]
    assert all(one != two for one, two in zip(other[at:], honest[at:], strict=True))


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 2, 3], [0, 0, 1, 2, 3], [1, 2, 3]])
def test_leaving_out_doubling_and_swapping_show_at_the_head(order: list[int]) -> None:
    assert chained(GENESIS, [TEXTS[at] for at in order])[-1] != chained(GENESIS, TEXTS[:4])[-1]


# --- signatures' texts ------------------------------------------------------------------------------------------------


def test_the_digest_is_the_one_of_rfc_9530s_appendix() -> None:
    body = b'{"hello": "world"}\n'

    assert digest_header(body) == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


def test_what_is_signed_is_one_line_a_part_and_the_parameters() -> None:
    params = signature_params(("@method", "@path"), created=7, key="k", alg="ed25519", nonce="n")

    assert signature_base({"@method": "POST", "@path": "/x"}, params) == (
        b'"@method": POST\n"@path": /x\n'
        b'"@signature-params": ("@method" "@path");created=7;nonce="n";keyid="k";alg="ed25519"'
    )


# --- small values -----------------------------------------------------------------------------------------------------


@given(st.binary())
def test_bytes_come_back_from_base64url(data: bytes) -> None:
    text = b64(data)

    assert unb64(text) == data
    assert not set(text) & set("+/=")


@pytest.mark.parametrize("text", ["A", "QQ==", "Q Q", "QR", "Q+", "中", "QQ\n", "-_-_=", "QUI/"])
def test_another_spelling_of_base64url_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        unb64(text)


def test_a_key_is_named_by_its_hash() -> None:
    assert key_id(b"") == "e3b0c44298fc1c14"


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_come_back_to_the_millisecond(when: datetime) -> None:
    assert moment(rfc3339(when)) == when.replace(microsecond=when.microsecond // 1000 * 1000)


def test_a_time_is_written_in_utc_whatever_zone_it_was_in() -> None:
    beijing = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8)))

    assert rfc3339(beijing) == "2026-03-02T01:00:00.000Z"


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:00:00", "yesterday", "", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z"]
)
def test_a_time_without_a_zone_or_that_never_was_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        moment(text)


def test_ids_are_version_seven_and_sort_by_birth() -> None:
    made = [uuid7(ms) for ms in range(1_772_413_560_000, 1_772_413_560_200)]

    assert made == sorted(made)
    assert len(set(made)) == 200
    for ms, text in enumerate(made, start=1_772_413_560_000):
        assert uuid.UUID(text).version == 7
        assert uuid.UUID(text).variant == uuid.RFC_4122
        assert uuid.UUID(text).int >> 80 == ms


def test_ids_born_together_differ() -> None:
    assert len({uuid7(1) for _ in range(10_000)}) == 10_000


def test_levels_two_and_one_are_bad_and_three_is_not() -> None:
    assert [level.bad for level in sorted(Level)] == [True, True, False, False, False]


def test_an_unrated_record_never_holds_a_level() -> None:
    assert {one.name for one in fields(Unrated)} == {"cause"}
