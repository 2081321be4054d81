"""The kiosk's identity on disk: `identity.json` in the data folder, readable by this program's account only."""

from __future__ import annotations

import json
import os
from pathlib import Path

from kiosk.settings import IDENTITY as NAME
from sync.contract import b64, parsed, unb64
from sync.delivery.identity import Identity
from sync.shape import Malformed
from sync.suite import Keys, PublicKeys

__all__ = ["NAME", "BadIdentity", "identity_in", "keep_identity"]

_TEXTS = ("central", "kiosk", "hall", "window", "centre", "incarnation")
_KEYS = ("sign", "seal", "centre_sign", "centre_seal")


class BadIdentity(Exception):
    """The identity file cannot be used; the text says what to do."""


def keep_identity(folder: Path, identity: Identity) -> Path:
    """Write the identity, whole or not at all, mode 0600; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path, young = folder / NAME, folder / f"{NAME}.new"
    young.unlink(missing_ok=True)
    text = json.dumps(_plain(identity), ensure_ascii=False, indent=2, sort_keys=True)
    with os.fdopen(os.open(young, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    young.replace(path)
    _sync(folder)
    return path


def identity_in(folder: Path) -> Identity | None:
    """Return the identity in a data folder; None where this kiosk was never enrolled.

    Raises:
        BadIdentity: there is one, but it cannot be read or used.
    """
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as trouble:
        raise BadIdentity(f"{path} cannot be read ({trouble}): run as the account that enrolled this kiosk") from None
    try:
        return _identity(parsed(text))
    except (Malformed, KeyError, TypeError) as trouble:
        raise BadIdentity(
            f"{path} is damaged ({trouble}): bring it back from a backup, or enrol this kiosk again with a new code"
        ) from None


def _plain(identity: Identity) -> dict[str, str | None]:
    keys = {
        "sign": b64(identity.keys.sign),
        "seal": b64(identity.keys.seal),
        "centre_sign": b64(identity.centre_keys.sign),
        "centre_seal": b64(identity.centre_keys.seal),
    }
    return {**{name: getattr(identity, name) for name in _TEXTS}, **keys, "authority": identity.authority}


def _identity(values: dict[str, str]) -> Identity:
    texts = {name: values[name] for name in _TEXTS}
    raw = {name: unb64(values[name]) for name in _KEYS}
    wrong = [name for name, text in texts.items() if not isinstance(text, str)]
    wrong += [name for name, key in raw.items() if len(key) != 32]
    if wrong:
        raise Malformed(f"{', '.join(wrong)} is not what it should be")
    return Identity(
        **texts,
        keys=Keys(raw["sign"], raw["seal"]),
        centre_keys=PublicKeys(raw["centre_sign"], raw["centre_seal"]),
        authority=values.get("authority"),
    )


def _sync(folder: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder; its rename is durable enough
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
