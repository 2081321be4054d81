"""Sends a support bundle to the centre: sealed to its key, in parts, each answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.delivery.outcomes import Answered
from sync.live import PartKept
from sync.remote import BUNDLE_PART, MOST_PARTS, bundle_about, bundle_path
from sync.suite import seal

if TYPE_CHECKING:
    from sync.delivery.client import Client

HEADERS = {"Content-Type": "application/octet-stream"}


def uploaded(client: Client | None, command: str, data: bytes) -> str | None:
    """Bring a bundle to the centre, on the thread that calls; return what kept it from getting there."""
    if client is None:
        return "this tablet has no key"
    try:
        sealed = seal(client.identity.centre_keys.seal, data, bundle_about(command))
        if len(sealed) > BUNDLE_PART * MOST_PARTS:
            return f"the bundle has {len(sealed)} bytes, more than is taken"
        for part, start in enumerate(range(0, len(sealed), BUNDLE_PART)):
            piece = sealed[start : start + BUNDLE_PART]
            came = client.ask("POST", bundle_path(command, part), PartKept, piece, headers=HEADERS)
            if not isinstance(came, Answered):
                return f"part {part} was not taken: {came}"
        return None
    finally:
        client.close()
