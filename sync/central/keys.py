"""The centre's private keys: one file, 0600, shared by its processes and backed up apart from the database."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.central.ondisk import on_disk
from sync.contract import b64, unb64, uuid7
from sync.suite import Keys

NAME = "centre-keys.json"


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """Who this centre is: its name, its signing and sealing keys, and the secret behind challenges and row seals.

    `former` are signing keys it had before: whoever knows no newer one is answered with theirs, and told the new one.
    """

    centre: str
    pair: Keys = field(repr=False)
    secret: bytes = field(repr=False)
    former: tuple[Keys, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """The name of the signing key."""
        return self.pair.public.id

    def pair_for(self, believes: str) -> Keys:
        """Return the keys to answer with, where somebody says which key they believe (empty: they do not say)."""
        if not self.former or believes == self.key:
            return self.pair
        if not believes:
            return self.former[0]
        return next((one for one in self.former if one.public.id == believes), self.pair)


def centre_keys(folder: Path, now_ms: int = 0) -> CentreKeys:
    """Return the keys kept in this folder; the first caller makes them. Former keys whose time is over are left out."""
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    kept = json.loads(path.read_text())
    seal = unb64(kept["seal"])
    former = tuple(Keys(unb64(one["sign"]), seal) for one in kept.get("former", ()) if one["until_ms"] > now_ms)
    return CentreKeys(kept["centre"], Keys(unb64(kept["sign"]), seal), unb64(kept["secret"]), former)


def rotate(folder: Path, now_ms: int, until_ms: int) -> tuple[str, str]:
    """Make a new signing key; the old one answers those who know no newer one until then. Return both names.

    The sealing key stays: what citizens sealed to it must open for years.
    """
    path = folder / NAME
    kept = json.loads(path.read_text())
    old, new = Keys(unb64(kept["sign"]), unb64(kept["seal"])), Keys.made()
    former = [one for one in kept.get("former", ()) if one["until_ms"] > now_ms]
    kept |= {"sign": b64(new.sign), "former": [*former, {"sign": kept["sign"], "until_ms": until_ms}]}
    fresh = _written(path, kept)
    fresh.replace(path)
    on_disk(folder)
    return old.public.id, new.public.id


def _make(path: Path) -> None:
    pair = Keys.made()
    kept = {"centre": uuid7(), "sign": b64(pair.sign), "seal": b64(pair.seal), "secret": b64(secrets.token_bytes(32))}
    fresh = _written(path, kept)
    try:
        os.link(fresh, path)  # the first of several processes wins, whole or not at all
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    on_disk(path.parent)  # a database without its keys would be another centre's


def _written(path: Path, kept: dict[str, Any]) -> Path:
    """Return a file beside it that holds this, whole and on the disk."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as written:
        written.write(json.dumps(kept))
        written.flush()
        os.fsync(written.fileno())
    return fresh
