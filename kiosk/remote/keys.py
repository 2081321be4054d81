"""New keys: this tablet's own, told to the centre under the old ones, and the centre's, announced under its old one.

New keys are on the disk before anybody hears of them, and hold here once the centre has said that it believes them.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.identity import BadIdentity, identity_in, keep_identity
from sync.contract import KioskSettings, b64, canonical, unb64
from sync.delivery.outcomes import Answered, Refused, Trouble, Unchanged
from sync.live import KEYS, KeyChange, KeyChanged
from sync.shape import Malformed
from sync.suite import Keys, PublicKeys, key_change, sign

if TYPE_CHECKING:
    from sync.delivery.client import Client
    from sync.delivery.identity import Identity

log = logging.getLogger(__name__)

NEXT = "next-identity"  # a folder with the identity file as it will be
HEADERS = {"Content-Type": "application/json"}


def changed_keys(folder: Path, client: Callable[[Identity], Client]) -> str | None:
    """Change this tablet's keys; return what kept it from that. Whoever is interrupted goes on with the same new keys."""
    try:
        old = identity_in(folder)
        if old is None:
            return "this tablet has no key"
        new = identity_in(folder / NEXT) or replace(old, keys=Keys.made())
        keep_identity(folder / NEXT, new)
        trouble = _told(old, new, client)
        if isinstance(trouble, Refused) and _believed(new, client):
            trouble = None  # it had worked, and the answer was lost more than a day ago
        if trouble is not None:
            return f"the centre did not take the new keys: {trouble}"
        keep_identity(folder, new)
        shutil.rmtree(folder / NEXT)
    except (OSError, BadIdentity) as why:
        return f"the new keys cannot be kept: {why}"
    return None


def believes(folder: Path, next_key: str) -> bool:
    """Believe the centre's new signing key from the next start on; return whether it was news."""
    try:
        sign_key, known = unb64(next_key), identity_in(folder)
        if len(sign_key) != 32 or known is None or known.centre_keys.sign == sign_key:
            return False
        keep_identity(folder, replace(known, centre_keys=PublicKeys(sign_key, known.centre_keys.seal)))
    except (Malformed, OSError, BadIdentity) as why:
        log.error("the centre's new key cannot be kept: %s", why)
        return False
    log.info("the centre has a new key; it is believed from the next start on")
    return True


def _told(old: Identity, new: Identity, client: Callable[[Identity], Client]) -> Trouble | None:
    ours = new.keys.public
    proof = sign(new.keys, key_change(old.kiosk, old.keys.public, ours))
    wanted = KeyChange(kiosk=old.kiosk, sign_key=b64(ours.sign), seal_key=b64(ours.seal), proof=b64(proof))
    asking = client(old)
    try:
        came = asking.ask("POST", KEYS, KeyChanged, canonical(wanted).encode(), headers=HEADERS)
    finally:
        asking.close()
    if isinstance(came, Answered):
        return None if came.value.key == ours.id else Refused("the centre took other keys than ours")
    return Refused("the centre answered a change of keys with 304") if isinstance(came, Unchanged) else came


def _believed(new: Identity, client: Callable[[Identity], Client]) -> bool:
    asking = client(new)
    try:
        return isinstance(asking.ask("GET", "/api/v1/kiosk", KioskSettings), Answered)
    finally:
        asking.close()
