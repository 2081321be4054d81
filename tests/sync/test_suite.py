from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.contract import ANSWER_PARTS, REQUEST_PARTS, digest_header, key_id, signature_base, signature_params
from sync.shape import Malformed
from sync.suite import (
    CODE_LETTERS,
    Forged,
    Keys,
    check,
    check_answer,
    check_request,
    code_parts,
    code_proof,
    hash_pin,
    new_code,
    pairing_number,
    pin_about,
    pin_matches,
    proof_matches,
    seal,
    sign,
    sign_answer,
    sign_request,
    unlock_answer,
    unseal,
)

KIOSK = Keys(bytes(range(32)), bytes(range(32, 64)))
CENTRE = Keys(bytes(range(64, 96)), bytes(range(96, 128)))
ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's group
BODY = b'{"v":1}'


# --- signatures -------------------------------------------------------------------------------------------------------


def test_made_keys_differ_and_their_public_half_says_their_name() -> None:
    one, two = Keys.made(), Keys.made()

    assert len({one.sign, one.seal, two.sign, two.seal}) == 4
    assert one.public.id == key_id(one.public.sign) != two.public.id


def test_ed25519_is_the_one_of_rfc_8032() -> None:
    secret = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    expected = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )

    assert sign(Keys(secret, bytes(32)), b"\x72").hex() == expected


def test_a_signature_holds_for_its_key_and_text_only() -> None:
    signature = sign(KIOSK, BODY)

    check(KIOSK.public.sign, signature, BODY)
    for public, given_signature, data in [
        (CENTRE.public.sign, signature, BODY),
        (KIOSK.public.sign, signature, BODY + b" "),
        (KIOSK.public.sign, signature, b""),
        (KIOSK.public.sign, sign(CENTRE, BODY), BODY),
        (KIOSK.public.sign, b"", BODY),
        (KIOSK.public.sign, signature[:-1], BODY),
        (KIOSK.public.sign, signature + b"\0", BODY),
        (KIOSK.public.sign, bytes(64), BODY),
        (b"", signature, BODY),
        (KIOSK.public.sign[:-1], signature, BODY),
    ]:
        with pytest.raises(Forged):
            check(public, given_signature, data)


@pytest.mark.parametrize("bit", range(512))
def test_a_signature_with_any_bit_turned_is_forged(bit: int) -> None:
    with pytest.raises(Forged):
        check(KIOSK.public.sign, _turned(sign(KIOSK, BODY), bit), BODY)


def test_a_signature_has_no_second_spelling() -> None:
    signature = sign(KIOSK, BODY)
    stretched = int.from_bytes(signature[32:], "little") + ORDER

    with pytest.raises(Forged):
        check(KIOSK.public.sign, signature[:32] + stretched.to_bytes(32, "little"), BODY)


# --- signed messages --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A request as it arrives."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]

    def checked(self, public: bytes) -> str:
        """Return its name, or raise."""
        return check_request(public, method=self.method, path=self.path, body=self.body, headers=self.headers)

    def with_header(self, name: str, value: str | None) -> Sent:
        """Return it with one header changed or left out."""
        changed = {**self.headers, name: value or ""}
        return replace(self, headers={one: text for one, text in changed.items() if text or value == ""})


def _request() -> tuple[Sent, str]:
    made = sign_request(
        KIOSK, method="POST", path="/api/v1/batches", body=BODY, kiosk="k-1", challenge="c-1", created=7
    )
    return Sent("POST", "/api/v1/batches", BODY, made.headers), made.name


def test_a_request_is_checked_and_named_alike_at_both_ends() -> None:
    sent, name = _request()

    assert sent.checked(KIOSK.public.sign) == name


def test_the_same_request_twice_has_two_names() -> None:
    assert _request()[1] != _request()[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, method="PUT"),
        lambda one: replace(one, path="/api/v1/heartbeats"),
        lambda one: replace(one, path="/api/v1/batches?x=1"),
        lambda one: replace(one, body=BODY + b" "),
        lambda one: replace(one, body=b"").with_header("content-digest", digest_header(b"")),
        lambda one: one.with_header("yiping-kiosk", "k-2"),
        lambda one: one.with_header("yiping-kiosk", None),
        lambda one: one.with_header("yiping-challenge", "c-2"),
        lambda one: one.with_header("yiping-challenge", None),
        lambda one: one.with_header("content-digest", None),
        lambda one: one.with_header("signature", None),
        lambda one: one.with_header("signature-input", None),
        lambda one: one.with_header("signature", "sig=::"),
        lambda one: one.with_header("signature", "sig=:!!!:"),
        lambda one: one.with_header("signature", "sig=:" + "中" + ":"),
        lambda one: one.with_header("signature-input", one.headers["signature-input"].replace("=7;", "=8;")),
        lambda one: one.with_header("signature-input", one.headers["signature-input"].replace("ed25519", "none")),
        lambda one: one.with_header("signature-input", one.headers["signature-input"].replace('keyid="', 'keyid="x')),
        lambda one: one.with_header("signature-input", one.headers["signature-input"].replace('"@path" ', "")),
        lambda one: one.with_header("signature-input", one.headers["signature-input"] + ', other=("@method")'),
    ],
    ids=range(20),
)
def test_a_request_changed_anywhere_is_forged(change: object) -> None:
    assert callable(change)
    sent, _ = _request()

    with pytest.raises(Forged):
        change(sent).checked(KIOSK.public.sign)


def test_a_request_of_another_kiosk_is_forged() -> None:
    with pytest.raises(Forged):
        _request()[0].checked(CENTRE.public.sign)


@pytest.mark.parametrize(
    "parts", [one for size in range(len(REQUEST_PARTS)) for one in combinations(REQUEST_PARTS, size)], ids=" ".join
)
def test_a_true_signature_over_fewer_parts_is_not_enough(parts: tuple[str, ...]) -> None:
    sent, _ = _request()
    values = {
        "@method": "POST",
        "@path": sent.path,
        "content-digest": digest_header(BODY),
        "yiping-kiosk": "k-1",
        "yiping-challenge": "c-1",
    }
    params = signature_params(parts, created=7, key=KIOSK.public.id, alg="ed25519", nonce="n")
    signature = sign(KIOSK, signature_base({part: values[part] for part in parts}, params))
    weak = {
        **sent.headers,
        "signature-input": f"sig={params}",
        "signature": f"sig=:{base64.b64encode(signature).decode()}:",
    }

    with pytest.raises(Forged):
        replace(sent, headers=weak).checked(KIOSK.public.sign)


def _answer(request: str = "r-1", status: int = 200, body: bytes = BODY) -> Mapping[str, str]:
    return sign_answer(CENTRE, status=status, body=body, centre="c-1", request=request, created=7).headers


def test_an_answer_holds_for_the_request_it_answers_only() -> None:
    check_answer(CENTRE.public.sign, status=200, body=BODY, request="r-1", headers=_answer())

    with pytest.raises(Forged):
        check_answer(CENTRE.public.sign, status=200, body=BODY, request="r-2", headers=_answer())


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, BODY, {}),
        (200, BODY, {"content-digest": digest_header(BODY)}),
        (401, BODY, _answer()),
        (200, b"{}", _answer()),
        (200, b"{}", {**_answer(), "content-digest": digest_header(b"{}")}),
        (200, BODY, {**_answer(), "yiping-centre": "c-2"}),
        (200, BODY, {**_answer(), "signature": _answer("r-2")["signature"]}),
        (200, b"<html>please log in</html>", {"content-type": "text/html"}),
    ],
    ids=["nothing signed", "digest only", "status", "body", "body and digest", "centre", "another's", "captive portal"],
)
def test_an_answer_unsigned_or_altered_is_forged(status: int, body: bytes, headers: Mapping[str, str]) -> None:
    with pytest.raises(Forged):
        check_answer(CENTRE.public.sign, status=status, body=body, request="r-1", headers=headers)


def test_a_request_cannot_pass_for_an_answer() -> None:
    made = sign_request(CENTRE, method="200", path="/", body=BODY, kiosk="k-1", challenge="c-1", created=7)

    with pytest.raises(Forged):
        check_answer(CENTRE.public.sign, status=200, body=BODY, request=made.name, headers=made.headers)


@given(st.dictionaries(st.sampled_from([*ANSWER_PARTS, "signature", "signature-input"]), st.text(), max_size=6))
def test_any_junk_in_the_headers_is_forged_and_never_a_crash(headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        check_answer(CENTRE.public.sign, status=200, body=BODY, request="r-1", headers=headers)


# --- sealing ----------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=2000), st.text(st.characters(codec="utf-8"), max_size=40))
def test_what_is_sealed_is_opened_by_its_key_and_about_its_matter_only(data: bytes, about: str) -> None:
    sealed = seal(CENTRE.public.seal, data, about)

    assert unseal(CENTRE, sealed, about) == data
    with pytest.raises(Forged):
        unseal(KIOSK, sealed, about)
    with pytest.raises(Forged):
        unseal(CENTRE, sealed, about + "x")


def test_the_kiosk_that_sealed_it_cannot_open_it_and_two_seals_of_one_text_differ() -> None:
    one, two = (seal(CENTRE.public.seal, b"138 0000 0000", "r-1") for _ in range(2))

    assert one != two
    assert b"138" not in one
    with pytest.raises(Forged):
        unseal(KIOSK, one, "r-1")


def test_sealed_bytes_with_any_bit_turned_or_cut_are_forged() -> None:
    sealed = seal(CENTRE.public.seal, b"a", "r-1")

    for bit in range(len(sealed) * 8):  # X25519 ignores bit 255 of a public key; HPKE binds the bytes all the same
        with pytest.raises(Forged):
            unseal(CENTRE, _turned(sealed, bit), "r-1")
    for length in range(len(sealed)):
        with pytest.raises(Forged):
            unseal(CENTRE, sealed[:length], "r-1")


# --- PINs -------------------------------------------------------------------------------------------------------------


def test_a_pin_matches_its_hash_and_no_other() -> None:
    phc = hash_pin("246810")

    assert phc.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert pin_matches("246810", phc)
    assert not pin_matches("246811", phc)
    assert not pin_matches("", phc)


def test_one_pin_has_another_hash_for_everybody() -> None:
    assert hash_pin("000000") != hash_pin("000000")


@pytest.mark.parametrize("phc", ["", "246810", "$argon2id$", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", "中文", "$" * 100])
def test_an_unreadable_hash_matches_nothing(phc: str) -> None:
    assert not pin_matches("246810", phc)


def test_a_sealed_pin_hash_opens_for_its_person_alone() -> None:
    sealed = seal(KIOSK.public.seal, b"$argon2id$", pin_about("S001"))

    assert unseal(KIOSK, sealed, pin_about("S001")) == b"$argon2id$"
    with pytest.raises(Forged):
        unseal(KIOSK, sealed, pin_about("S002"))


# --- the technician's eight digits ------------------------------------------------------------------------------------


def test_both_ends_come_to_the_same_eight_digits() -> None:
    challenges = [f"{number:08d}" for number in range(200)]

    at_kiosk = [unlock_answer(KIOSK, CENTRE.public.seal, challenge) for challenge in challenges]
    at_centre = [unlock_answer(CENTRE, KIOSK.public.seal, challenge) for challenge in challenges]

    assert at_kiosk == at_centre
    assert all(len(answer) == 8 and answer.isdecimal() for answer in at_kiosk)
    assert len(set(at_kiosk)) > 195


def test_another_kiosk_or_another_centre_answers_otherwise() -> None:
    other = Keys.made()

    assert unlock_answer(KIOSK, CENTRE.public.seal, "1") != unlock_answer(other, CENTRE.public.seal, "1")
    assert unlock_answer(KIOSK, CENTRE.public.seal, "1") != unlock_answer(KIOSK, other.public.seal, "1")


# --- one-time codes ---------------------------------------------------------------------------------------------------


def test_a_new_code_can_be_read_aloud_and_typed_sloppily() -> None:
    code = new_code()
    name, secret = code_parts(code)

    assert len(code) == 19
    assert len(name) == 4
    assert len(secret) == 12
    assert code_parts(f" {code.lower().replace('-', ' ')} ") == (name, secret)
    assert not set("IO01") & set(CODE_LETTERS)


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(5000)}) == 5000


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "ABCD-EFGH-JKLM-NPQ", "ABCD-EFGH-JKLM-NPQR-S", "ABCD-EFGH-JKLM-NPQ0", "评" * 16]
)
def test_a_wrong_code_is_refused_with_what_a_code_looks_like(typed: str) -> None:
    with pytest.raises(Malformed, match="16 letters and digits, as in"):
        code_parts(typed)


def test_a_proof_holds_for_one_secret_one_side_and_its_keys() -> None:
    proof = code_proof("SECRET", "kiosk", b"a" * 32, b"b" * 32)

    assert proof_matches(proof, "SECRET", "kiosk", b"a" * 32, b"b" * 32)
    for secret, side, keys in [
        ("SECRES", "kiosk", (b"a" * 32, b"b" * 32)),
        ("SECRET", "centre", (b"a" * 32, b"b" * 32)),
        ("SECRET", "kiosk", (b"b" * 32, b"a" * 32)),
        ("SECRET", "kiosk", (b"a" * 32,)),
        ("SECRET", "kiosk", (b"a" * 32, b"b" * 31 + b"c")),
    ]:
        assert not proof_matches(proof, secret, side, *keys)
    assert "SECRET" not in proof


def _turned(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_two_people_read_the_same_twenty_digits_only_when_all_keys_are_the_same() -> None:
    shown = pairing_number(KIOSK.public, CENTRE.public)

    assert [len(part) for part in shown.split()] == [5, 5, 5, 5]
    assert shown.replace(" ", "").isdigit()
    assert pairing_number(Keys(KIOSK.sign, KIOSK.seal).public, CENTRE.public) == shown
    between = Keys.made()  # somebody in the middle has keys of their own, at least at one side
    others = {
        pairing_number(between.public, CENTRE.public),
        pairing_number(KIOSK.public, between.public),
        pairing_number(Keys(KIOSK.sign, between.seal).public, CENTRE.public),
        pairing_number(CENTRE.public, KIOSK.public),
    }
    assert len(others | {shown}) == 5
