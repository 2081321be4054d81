"""The centre's private keys: one file, 0600, shared by its processes and backed up apart from the database."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sync.central.ondisk import on_disk
from sync.contract import b64, unb64, uuid7
from sync.suite import Keys

NAME = "centre-keys.json"


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """Who this centre is: its name, its signing and sealing keys, and the secret behind challenges and row seals."""

    centre: str
    pair: Keys = field(repr=False)
    secret: bytes = field(repr=False)

    @property
    def key(self) -> str:
        """The name of the signing key."""
        return self.pair.public.id


def centre_keys(folder: Path) -> CentreKeys:
    """Return the keys kept in this folder; the first caller makes them."""
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    kept = json.loads(path.read_text())
    return CentreKeys(kept["centre"], Keys(unb64(kept["sign"]), unb64(kept["seal"])), unb64(kept["secret"]))


def _make(path: Path) -> None:
    pair = Keys.made()
    kept = {"centre": uuid7(), "sign": b64(pair.sign), "seal": b64(pair.seal), "secret": b64(secrets.token_bytes(32))}
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as written:
        written.write(json.dumps(kept))
        written.flush()
        os.fsync(written.fileno())
    try:
        os.link(fresh, path)  # the first of several processes wins, whole or not at all
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    on_disk(path.parent)  # a database without its keys would be another centre's
