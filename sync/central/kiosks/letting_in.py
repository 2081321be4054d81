"""A one-time code as the page that shows it sees it: waiting, used by a kiosk, too old. Who may make one may see it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from sync.central.central import Central
from sync.central.figures.scope import Scope
from sync.central.kiosks.enrol import MAX_TRIES
from sync.central.kiosks.known import pairing_of
from sync.central.kiosks.models import EnrolCode, Kiosk
from sync.contract import unb64
from sync.suite import code_text, unseal

FRESH_MS = 30 * 60 * 1000  # a page that waits longer than this is not waited at by anybody


class CodeState(StrEnum):
    """What became of a code."""

    WAITING = "waiting"
    USED = "used"
    EXPIRED = "expired"
    SPOILT = "spoilt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A code; its letters only while it waits. `pairing` is what the tablet that used it shows as well."""

    name: str
    window: str
    state: CodeState
    code: str
    expires_ms: int
    fresh: bool
    kiosk: str | None
    pairing: str


def code_shown(central: Central, db: Connection, scope: Scope, name: str) -> Shown | None:
    """Return a code of this hall by its first letters."""
    row = db.execute(select(EnrolCode).where(scope.of(EnrolCode), EnrolCode.id == name)).first()
    if row is None:
        return None
    now_ms = central.now_ms()
    state = _state(row.kiosk_id, row.tries, row.expires_ms, now_ms)
    secret = unseal(central.keys.pair, unb64(row.secret), row.id).decode() if state is CodeState.WAITING else ""
    return Shown(
        name=row.id,
        window=row.window_id,
        state=state,
        code=code_text(row.id, secret) if secret else "",
        expires_ms=row.expires_ms,
        fresh=now_ms - row.made_ms < FRESH_MS,
        kiosk=row.kiosk_id,
        pairing=_pairing(central, db, scope, row.kiosk_id) if row.kiosk_id else "",
    )


def _state(kiosk: str | None, tries: int, expires_ms: int, now_ms: int) -> CodeState:
    if kiosk:
        return CodeState.USED
    if tries >= MAX_TRIES:
        return CodeState.SPOILT
    return CodeState.EXPIRED if expires_ms < now_ms else CodeState.WAITING


def _pairing(central: Central, db: Connection, scope: Scope, kiosk: str) -> str:
    row = db.execute(select(Kiosk.sign_key, Kiosk.seal_key).where(scope.of(Kiosk), Kiosk.id == kiosk)).first()
    return pairing_of(central.keys.pair.public, row.sign_key, row.seal_key) if row else ""
