"""The crypto suite `intl-1`, used by both ends: signing, checking, sealing, PIN hashes, proofs of a one-time code.

Ed25519 (RFC 8032), HPKE base mode X25519/HKDF-SHA256/AES-128-GCM (RFC 9180), Argon2id (RFC 9106), all from
`cryptography`. A national suite would be a second module with these names; `alg` in every record says which one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidKey, InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync.contract import (
    ANSWER_PARTS,
    REQUEST_PARTS,
    digest_header,
    key_id,
    signature_base,
    signature_params,
)
from sync.shape import Malformed

PIN_MEMORY_KIB = 64 * 1024
PIN_ROUNDS = 3
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: codes are read aloud and typed

_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)


class Forged(Exception):
    """A signature, a proof or a sealed text that does not belong to its key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """One end's private keys, 32 bytes each: one to sign, one to open what was sealed for it."""

    sign: bytes
    seal: bytes

    @classmethod
    def made(cls) -> Keys:
        """Return new keys."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), X25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> PublicKeys:
        """The public half."""
        return _public(self.sign, self.seal)


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The other end's public keys, 32 bytes each."""

    sign: bytes
    seal: bytes

    @property
    def id(self) -> str:
        """The name of the signing key."""
        return key_id(self.sign)


# An end has one pair of keys and signs with it all day; working out its public half costs as much as signing.


@lru_cache(maxsize=64)
def _public(sign: bytes, seal: bytes) -> PublicKeys:
    sealing = X25519PrivateKey.from_private_bytes(seal).public_key()
    return PublicKeys(_signing(sign).public_key().public_bytes_raw(), sealing.public_bytes_raw())


@lru_cache(maxsize=64)
def _signing(sign: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sign)


def sign(keys: Keys, data: bytes) -> bytes:
    """Return the 64-byte signature of data."""
    return _signing(keys.sign).sign(data)


def check(public: bytes, signature: bytes, data: bytes) -> None:
    """Raise `Forged` unless the signature over data was made with the key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        raise Forged("the signature does not belong to this key") from None


def seal(public: bytes, data: bytes, about: str) -> bytes:
    """Return data sealed to an X25519 key; `about` (a record's id, a purpose) is bound in and needed to open it."""
    return _HPKE.encrypt(data, X25519PublicKey.from_public_bytes(public), info=about.encode())


def unseal(keys: Keys, sealed: bytes, about: str) -> bytes:
    """Return what was sealed to these keys.

    Raises:
        Forged: it was sealed to another key, about something else, or damaged.
    """
    try:
        return _HPKE.decrypt(sealed, X25519PrivateKey.from_private_bytes(keys.seal), info=about.encode())
    except (InvalidTag, ValueError):
        raise Forged("the sealed bytes cannot be opened with this key") from None


def hash_pin(pin: str) -> str:
    """Return the Argon2id PHC text of a PIN (64 MiB, t=3: about 0.2 s)."""
    return _argon(secrets.token_bytes(16)).derive_phc_encoded(pin.encode())


def pin_matches(pin: str, phc: str) -> bool:
    """Return whether this is the PIN of that PHC text; an unreadable text matches nothing."""
    try:
        Argon2id.verify_phc_encoded(pin.encode(), phc)
    except (InvalidKey, ValueError):
        return False
    return True


def pin_about(staff: str) -> str:
    """Return what a PIN's hash is sealed about on its way to a kiosk: it opens for this person alone."""
    return f"pin {staff}"


def new_code() -> str:
    """Return a one-time code: four letters that name it and twelve that are secret (60 bits), as ABCD-EFGH-…."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(16))
    return code_text(letters[:4], letters[4:])


def code_text(name: str, secret: str) -> str:
    """Return a code as people read it."""
    letters = name + secret
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def code_parts(code: str) -> tuple[str, str]:
    """Return (name, secret) of a code as typed.

    Raises:
        Malformed: it is not a code.
    """
    bare = "".join(code.split()).replace("-", "").upper()
    if len(bare) != 16 or not set(bare) <= set(CODE_LETTERS):
        raise Malformed("a code has 16 letters and digits, as in ABCD-EFGH-JKLM-NPQR; I, O, 0 and 1 are never used")
    return bare[:4], bare[4:]


def code_proof(secret: str, side: str, *keys: bytes) -> str:
    """Return the HMAC that shows a side ("kiosk" or "centre") knows the code's secret, over the keys it vouches for."""
    text = b"|".join([b"yiping-enrolment-1", side.encode(), *keys])
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def proof_matches(proof: str, secret: str, side: str, *keys: bytes) -> bool:
    """Return whether a proof was made with this secret over these keys."""
    return hmac.compare_digest(proof.encode(), code_proof(secret, side, *keys).encode())


def key_change(kiosk: str, old: PublicKeys, new: PublicKeys) -> bytes:
    """Return what a new signing key signs, to show that whoever changes a kiosk's keys holds it."""
    return b"|".join([b"yiping-key-change-1", kiosk.encode(), old.sign, new.sign, new.seal])


def pairing_number(kiosk: PublicKeys, centre: PublicKeys) -> str:
    """Return twenty digits that both ends can work out from both ends' keys, for two people to compare by eye."""
    keys = b"|".join([b"yiping-pairing-1", kiosk.sign, kiosk.seal, centre.sign, centre.seal])
    digits = f"{int.from_bytes(hashlib.sha256(keys).digest()) % 10**20:020d}"
    return " ".join(digits[at : at + 5] for at in range(0, 20, 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The headers that sign one HTTP message, and the hash of the signature by which an answer names its request."""

    headers: Mapping[str, str]
    name: str


def sign_request(
    keys: Keys, *, method: str, path: str, body: bytes, kiosk: str, challenge: str, created: int
) -> Sealed:
    """Return the headers that sign a request with this body, as sent (gzip included)."""
    values = {
        "@method": method,
        "@path": path,
        "content-digest": digest_header(body),
        "yiping-kiosk": kiosk,
        "yiping-challenge": challenge,
    }
    return _signed(keys, REQUEST_PARTS, values, created)


def check_request(public: bytes, *, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Return the name of a request whose signature holds; headers are looked up in lower case.

    Raises:
        Forged: anything about it is wrong.
    """
    values = {
        "@method": method,
        "@path": path,
        "content-digest": digest_header(body),
        "yiping-kiosk": headers.get("yiping-kiosk", ""),
        "yiping-challenge": headers.get("yiping-challenge", ""),
    }
    return _checked(public, REQUEST_PARTS, values, headers)


def sign_answer(keys: Keys, *, status: int, body: bytes, centre: str, request: str, created: int) -> Sealed:
    """Return the headers that sign an answer to the request of that name."""
    values = {
        "@status": str(status),
        "content-digest": digest_header(body),
        "yiping-centre": centre,
        "yiping-request": request,
    }
    return _signed(keys, ANSWER_PARTS, values, created)


def check_answer(public: bytes, *, status: int, body: bytes, request: str, headers: Mapping[str, str]) -> str:
    """Return the name of an answer to *this* request, signed with that key; headers are looked up in lower case.

    Raises:
        Forged: it is unsigned, signed by another key, altered, or the answer to another request.
    """
    values = {
        "@status": str(status),
        "content-digest": digest_header(body),
        "yiping-centre": headers.get("yiping-centre", ""),
        "yiping-request": request,
    }
    return _checked(public, ANSWER_PARTS, values, headers)


def _argon(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=32, iterations=PIN_ROUNDS, lanes=1, memory_cost=PIN_MEMORY_KIB)


def _signed(keys: Keys, parts: tuple[str, ...], values: Mapping[str, str], created: int) -> Sealed:
    params = signature_params(parts, created=created, key=keys.public.id, alg="ed25519", nonce=secrets.token_hex(8))
    signature = sign(keys, signature_base(values, params))
    own = {name: value for name, value in values.items() if not name.startswith("@")}
    headers = {**own, "signature-input": f"sig={params}", "signature": f"sig=:{base64.b64encode(signature).decode()}:"}
    return Sealed(headers=headers, name=hashlib.sha256(signature).hexdigest())


def _checked(public: bytes, parts: tuple[str, ...], values: Mapping[str, str], headers: Mapping[str, str]) -> str:
    params = headers.get("signature-input", "").removeprefix("sig=")
    expected = "(" + " ".join(f'"{part}"' for part in parts) + ");"
    if not params.startswith(expected) or not params.endswith('alg="ed25519"'):
        raise Forged("the message is not signed as agreed")
    if headers.get("content-digest") != values["content-digest"]:
        raise Forged("the body is not the one that was signed")
    try:
        signature = base64.b64decode(
            headers.get("signature", "").removeprefix("sig=:").removesuffix(":"), validate=True
        )
    except ValueError:
        raise Forged("the signature cannot be read") from None
    check(public, signature, signature_base(values, params))
    return hashlib.sha256(signature).hexdigest()


def unlock_answer(own: Keys, other: bytes, challenge: str) -> str:
    """Return the 8 digits that answer a technician's challenge; only this kiosk and its centre can work them out.

    `other` is the other end's public sealing key; both ends come to the same secret (X25519) without sending one.
    """
    secret = X25519PrivateKey.from_private_bytes(own.seal).exchange(X25519PublicKey.from_public_bytes(other))
    proof = hmac.new(secret, b"yiping-unlock-1|" + challenge.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(proof[:8], 'big') % 10**8:08d}"
