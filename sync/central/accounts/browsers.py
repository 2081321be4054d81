"""A person's own browser, known again: after each log-in it keeps a cookie that opens nothing, and only says *I was here*.

Who has it for a name is throttled apart from everybody who guesses at that name (OWASP calls it a device cookie). It is
bound to the name by the centre's secret, so nobody can make one; who steals one has five tries, as from a new address.
"""

from __future__ import annotations

import hmac
import secrets

from sync.contract import b64

LASTS_S = 365 * 86400
_LONGEST = 200


def new_mark(secret: bytes, name: str) -> str:
    """Return a new cookie for the browser in which this person just logged in."""
    own = secrets.token_urlsafe(16)
    return f"{own}.{_proof(secret, name, own)}"


def browser_of(secret: bytes, name: str, mark: str) -> str:
    """Return by which name this person's browser is known, or the empty text: the cookie is none, or another's."""
    own, _, proof = mark.partition(".")
    if not own or len(mark) > _LONGEST or not mark.isascii():
        return ""
    return own if hmac.compare_digest(proof, _proof(secret, name, own)) else ""


def _proof(secret: bytes, name: str, own: str) -> str:
    told = f"yiping browser\n{own}\n{name}".encode(errors="replace")
    return b64(hmac.digest(secret, told, "sha256"))
