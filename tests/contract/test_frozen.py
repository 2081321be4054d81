"""What was frozen holds: the code makes it again to the letter, reads all of it, and strangers' arithmetic agrees."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from dataclasses import fields
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.contract import (
    Batch,
    BatchAnswer,
    Enrolled,
    Enrolment,
    Heartbeat,
    HeartbeatAnswer,
    KioskSettings,
    canonical,
    parsed,
    read_record,
    unb64,
    write_record,
)
from sync.kinds import KINDS
from sync.live import HallDay, KioskEvents
from sync.shape import shaped
from sync.suite import check, check_answer, check_request, code_parts, pin_matches, proof_matches, unseal
from sync.token import read_token, token_bytes
from tests.contract import examples as made
from tests.contract.bodies import FULL, SERVED
from tests.contract.freeze import FROZEN, generated, text_of
from tests.contract.schema import broken_by

V1 = json.loads(FROZEN.read_text())
GOLDEN = V1["examples"]
LEDGER = GOLDEN["ledger"]
MESSAGES = {
    "batch": Batch,
    "heartbeat": Heartbeat,
    "batch answer": BatchAnswer,
    "heartbeat answer": HeartbeatAnswer,
    "settings": KioskSettings,
    "events": KioskEvents,
    "hall's day": HallDay,
}


def test_the_code_makes_the_frozen_contract_again_to_the_letter() -> None:
    assert text_of(generated()) == FROZEN.read_text(), "run python -m tests.contract.freeze and look at the difference"


def test_every_kind_has_a_full_and_a_least_example() -> None:
    assert {body.kind for body in FULL} == set(KINDS)
    for body in FULL:
        empty = [one.name for one in fields(body) if getattr(body, one.name) is None]
        assert empty == [], f"{body.kind} leaves fields out of its example"


@pytest.mark.parametrize("example", LEDGER, ids=lambda one: one["kind"])
def test_a_golden_record_is_read_and_written_back_to_the_letter(example: dict[str, str]) -> None:
    record = read_record(example["text"])

    assert record.understood
    assert record.kind == example["kind"]
    assert record.body is not None
    assert write_record(record.stamp, record.body) == example["text"]


def test_the_chain_is_what_anybody_gets_with_sha256() -> None:
    head = b"\0" * 32
    for example in LEDGER:
        head = hashlib.sha256(head + example["text"].encode("utf-8")).digest()
        assert head.hex() == example["head"]


def test_golden_texts_are_what_anybody_gets_from_sorted_json() -> None:
    for example in LEDGER:
        value = json.loads(example["text"])
        assert json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == example["text"]


@pytest.mark.parametrize("text", GOLDEN["not understood"])
def test_an_unknown_kind_or_field_is_kept_and_not_understood(text: str) -> None:
    record = read_record(text)

    assert not record.understood
    assert record.stamp.visit
    assert canonical(parsed(text)) == text
    if record.kind == "served":
        assert record.extra == {"urgency": {"words": ["急", "快"], "rank": 3}}
        assert record.body == SERVED
    else:
        assert record.body is None
        assert record.extra["ticket"] == "A042"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_golden_message_is_read_and_written_back_to_the_letter(name: str) -> None:
    text = GOLDEN[name]["text"]

    assert canonical(shaped(MESSAGES[name], parsed(text))) == text


@pytest.mark.parametrize("name", ["batch", "heartbeat"])
def test_golden_requests_are_signed_by_the_kiosk(name: str) -> None:
    one = GOLDEN[name]
    public = unb64(GOLDEN["keys"]["kiosk"]["public sign"])

    name_of_request = check_request(
        public, method=one["method"], path=one["path"], body=one["text"].encode(), headers=one["headers"]
    )

    assert name_of_request == hashlib.sha256(_signature(one)).hexdigest()


@pytest.mark.parametrize("name", ["batch answer", "heartbeat answer", "settings", "events", "hall's day"])
def test_golden_answers_are_signed_by_the_centre(name: str) -> None:
    one = GOLDEN[name]
    public = unb64(GOLDEN["keys"]["centre"]["public sign"])

    check_answer(public, status=200, body=one["text"].encode(), request=one["request"], headers=one["headers"])


def test_the_signature_is_the_one_rfc_9421_describes() -> None:
    one = GOLDEN["batch"]
    digest = base64.b64encode(hashlib.sha256(one["text"].encode()).digest()).decode()
    lines = [
        '"@method": POST',
        '"@path": /api/v1/batches',
        f'"content-digest": sha-256=:{digest}:',
        f'"yiping-kiosk": {one["headers"]["yiping-kiosk"]}',
        f'"yiping-challenge": {one["headers"]["yiping-challenge"]}',
        f'"@signature-params": {one["headers"]["signature-input"].removeprefix("sig=")}',
    ]

    public = Ed25519PublicKey.from_public_bytes(unb64(GOLDEN["keys"]["kiosk"]["public sign"]))
    public.verify(_signature(one), "\n".join(lines).encode())


def test_the_golden_token_is_the_kiosks() -> None:
    token, signed, signature = read_token(GOLDEN["token"]["text"])

    assert token == made.TOKEN
    assert signed.decode() == GOLDEN["token"]["signed"] == token_bytes(token).decode()
    check(unb64(GOLDEN["keys"]["kiosk"]["public sign"]), signature, signed)


def test_the_golden_comment_opens_with_the_centres_key_and_is_named_by_the_record() -> None:
    attachment = GOLDEN["attachment"]
    beside = json.loads(GOLDEN["batch"]["text"])["attachments"][0]

    assert unseal(made.CENTRE_KEYS, unb64(attachment["sealed"]), attachment["about"]).decode() == attachment["comment"]
    assert beside["sha256"] == hashlib.sha256(unb64(attachment["sealed"])).hexdigest()
    assert beside["key"] == made.CENTRE_KEYS.public.id


def test_the_golden_enrolment_proves_the_code_on_both_sides() -> None:
    golden = GOLDEN["enrolment"]
    name, secret = code_parts(golden["code"])
    asked = shaped(Enrolment, parsed(golden["body"]))
    answered = shaped(Enrolled, parsed(golden["answer"]))
    ours = (unb64(asked.sign_key), unb64(asked.seal_key))
    theirs = (unb64(answered.sign_key), unb64(answered.seal_key))

    assert asked.code_id == name
    assert proof_matches(asked.proof, secret, "kiosk", *ours)
    assert proof_matches(answered.proof, secret, "centre", *ours, *theirs)
    assert secret not in golden["body"] + golden["answer"]


def test_the_golden_pin_matches_its_hash() -> None:
    assert pin_matches(GOLDEN["pin"]["pin"], GOLDEN["pin"]["hash"])


# --- version 1 only gains optional fields -----------------------------------------------------------------------------


def _changed(change: Any) -> dict[str, Any]:
    schema: dict[str, Any] = copy.deepcopy(V1["schema"])
    change(schema)
    return schema


def test_an_optional_field_or_a_new_kind_may_come() -> None:
    def gain(schema: dict[str, Any]) -> None:
        schema["records"]["rated"]["properties"]["mood"] = {"type": "string"}
        schema["records"]["sung_to"] = schema["records"]["paused"]

    assert broken_by(_changed(gain), V1["schema"]) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["records"].pop("rated"), "rated is gone"),
        (lambda one: one["records"]["rated"]["properties"].pop("dwell_ms"), "rated.dwell_ms changed"),
        (lambda one: one["records"]["rated"]["required"].append("staff"), "rated.staff is required in one"),
        (lambda one: one["records"]["served"]["required"].remove("ticket"), "served.ticket is required in one"),
        (lambda one: one["messages"]["Verdict"]["properties"]["said"]["enum"].pop(), "Verdict.said changed"),
        (
            lambda one: one["messages"]["KioskEvents"]["properties"]["events"]["items"]["required"].append("look"),
            "KioskEvents.events[].look is required in one",
        ),
        (lambda one: one["limits"].update({"records of a batch": 501}), "limits changed"),
    ],
)
def test_whatever_takes_away_or_demands_is_refused(change: Any, said: str) -> None:
    trouble = broken_by(_changed(change), V1["schema"])

    assert len(trouble) == 1
    assert re.match(re.escape(said), trouble[0])


def _signature(one: dict[str, Any]) -> bytes:
    return base64.b64decode(one["headers"]["signature"].removeprefix("sig=:").removesuffix(":"))
