"""The QR token: what a kiosk signs offline so that one visit can be rated on the citizen's own phone.

Standard library only; part of the frozen contract. A token is `b64(fields) . b64(signature)`, fields being a JSON list
in the order of `QrToken`. It is enough to create the visit, so the rating may come weeks before the kiosk's records.
"""

from __future__ import annotations

import uuid
from dataclasses import astuple, dataclass, replace

from sync.contract import VERSION, b64, canonical, parsed, unb64
from sync.kinds import TimeQuality
from sync.shape import Malformed, shaped

MAX_TOKEN = 1024  # characters


@dataclass(frozen=True, slots=True)
class QrToken:
    """Times are whole seconds since 1970, UTC. `day` is the business day of the service."""

    version: int
    key: str
    hall: str
    window: str
    visit: str
    ticket: str
    ticket_key: str
    day: str
    staff: str | None
    service: str | None
    questionnaire: str
    questionnaire_version: str
    minted: int
    quality: TimeQuality
    expires: int


def token_bytes(token: QrToken) -> bytes:
    """Return what is signed."""
    short = replace(token, visit=b64(uuid.UUID(token.visit).bytes))
    return canonical(list(astuple(short))).encode()


def token_text(token: QrToken, signature: bytes) -> str:
    """Return the text that goes into the URL after /r/."""
    return f"{b64(token_bytes(token))}.{b64(signature)}"


def read_token(text: str) -> tuple[QrToken, bytes, bytes]:
    """Return (token, signed bytes, signature) of a token's text; the signature is *not* checked here.

    Raises:
        Malformed: it is not a token of this version.
    """
    fields, dot, signature = text.partition(".")
    if len(text) > MAX_TOKEN or not dot:
        raise Malformed("not a token")
    signed = unb64(fields)
    values = parsed(signed)
    names = QrToken.__slots__
    if not isinstance(values, list) or len(values) != len(names):
        raise Malformed("not a token")
    token = _token(dict(zip(names, values, strict=True)))
    if token_bytes(token) != signed:
        raise Malformed("not a token in its only spelling")
    return token, signed, unb64(signature)


def _token(values: dict[str, object]) -> QrToken:
    visit = values["visit"]
    raw = unb64(visit) if isinstance(visit, str) else b""
    if len(raw) != 16:
        raise Malformed("a token without a visit")
    token = shaped(QrToken, {**values, "visit": str(uuid.UUID(bytes=raw))})
    if token.version != VERSION:
        raise Malformed(f"a token of version {token.version}; this centre reads version {VERSION}")
    return token
