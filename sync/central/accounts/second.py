"""A person's second factor: a code by the clock, and recovery codes for the day the phone is gone.

The secret lies in the database encrypted (AES-GCM under a key made from the centre's secret, bound to the name): who
copies the database alone can make no codes. A code is good once.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, insert, select, update

from sync.central.accounts import totp
from sync.central.accounts.models import RecoveryCode, SecondFactor
from sync.central.accounts.sessions import hashed
from sync.contract import b64, rfc3339, unb64

RECOVERY_CODES = 10


def has_second(db: Connection, name: str) -> bool:
    """Return whether this person has a second factor that was tried out."""
    wanted = (SecondFactor.account == name, SecondFactor.confirmed_at.is_not(None))
    return db.execute(select(SecondFactor.account).where(*wanted)).first() is not None


def begin(db: Connection, key: bytes, name: str, now: datetime) -> bytes | None:
    """Return a new secret to be shown once; it counts once a code of it was typed. None: they have one already."""
    if has_second(db, name):
        return None
    secret = totp.new_secret()
    db.execute(delete(SecondFactor).where(SecondFactor.account == name))
    row = {"account": name, "secret": _closed(key, name, secret), "made_at": rfc3339(now), "last_step": 0}
    db.execute(insert(SecondFactor).values(**row, confirmed_at=None))
    return secret


def confirm(db: Connection, key: bytes, name: str, typed: str, now: datetime) -> tuple[str, ...] | None:
    """Let the factor count from now on; return its recovery codes, shown this once. None: the code is wrong."""
    if has_second(db, name) or not _spend(db, key, name, typed, now):
        return None
    db.execute(update(SecondFactor).where(SecondFactor.account == name).values(confirmed_at=rfc3339(now)))
    db.execute(delete(RecoveryCode).where(RecoveryCode.account == name))
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    db.execute(insert(RecoveryCode), [{"account": name, "sha256": hashed(bare(one)), "used_at": None} for one in codes])
    return codes


def proves(db: Connection, key: bytes, name: str, typed: str, now: datetime) -> bool:
    """Return whether a code of the app, or a recovery code, is right; it is spent then."""
    if not has_second(db, name):
        return False
    if _spend(db, key, name, bare(typed), now):
        return True
    this = (RecoveryCode.account == name, RecoveryCode.sha256 == hashed(bare(typed)), RecoveryCode.used_at.is_(None))
    return bool(db.execute(update(RecoveryCode).where(*this).values(used_at=rfc3339(now))).rowcount)


def take_away(db: Connection, name: str) -> None:
    """Forget a person's second factor and its recovery codes."""
    db.execute(delete(SecondFactor).where(SecondFactor.account == name))
    db.execute(delete(RecoveryCode).where(RecoveryCode.account == name))


def bare(typed: str) -> str:
    """Return a code without what people put between its parts."""
    return "".join(one for one in typed.upper() if one.isalnum())


def _spend(db: Connection, key: bytes, name: str, typed: str, now: datetime) -> bool:
    """Return whether the code is right and newer than the last; of two at once only one gets it."""
    row = db.execute(select(SecondFactor.secret, SecondFactor.last_step).where(SecondFactor.account == name)).first()
    secret = _opened(key, name, row.secret) if row else None
    step = totp.step_of(secret, typed, now, row.last_step) if row and secret else None
    if step is None:
        return False
    this = (SecondFactor.account == name, SecondFactor.last_step < step)
    return bool(db.execute(update(SecondFactor).where(*this).values(last_step=step)).rowcount)


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _box(key: bytes) -> AESGCM:
    return AESGCM(hmac.digest(key, b"yiping second factor", "sha256"))


def _closed(key: bytes, name: str, secret: bytes) -> str:
    nonce = secrets.token_bytes(12)
    return b64(nonce + _box(key).encrypt(nonce, secret, name.encode()))


def _opened(key: bytes, name: str, text: str) -> bytes | None:
    kept = unb64(text)
    try:
        return _box(key).decrypt(kept[:12], kept[12:], name.encode())
    except InvalidTag:
        return None
