"""Which kiosk is asking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from sync.central.intake.rows import ask
from sync.central.kiosks.models import MOVED
from sync.contract import State, unb64
from sync.suite import PublicKeys, pairing_number


@dataclass(frozen=True, slots=True)
class KioskKnown:
    """An enrolled kiosk: its hall and window, its state, its public keys. The centre's own ledgers have no window."""

    id: str
    hall: str
    window: str | None
    state: State
    sign_key: bytes
    seal_key: bytes


def kiosk_known(connection: Connection, kiosk: str) -> KioskKnown | None:
    """Return the kiosk of that id, whatever its state."""
    found = ask(
        connection,
        "SELECT id, hall_id, window_id, state, sign_key, seal_key FROM kiosks WHERE id = ? AND state <> ?",
        *(kiosk[:36], MOVED),
    ).first()
    if found is None:
        return None
    return KioskKnown(found[0], found[1], found[2], State(found[3]), unb64(found[4]), unb64(found[5]))


def stood_at(connection: Connection, kiosk: KioskKnown, hall: str, window: str) -> KioskKnown | None:
    """Return the kiosk as it stood at a window it was moved away from; None where it never did."""
    found = ask(
        connection,
        "SELECT 1 FROM former_places WHERE hall_id = ? AND kiosk_id = ? AND window_id = ?",
        *(hall, kiosk.id, window),
    ).first()
    return replace(kiosk, hall=hall, window=window) if found else None


def key_before(connection: Connection, kiosk: KioskKnown, now_ms: int) -> bytes | None:
    """Return the signing key a kiosk had until lately, where it changed its keys and may not know that it worked."""
    found = ask(
        connection,
        "SELECT sign_key FROM former_keys WHERE hall_id = ? AND kiosk_id = ? AND until_ms > ? ORDER BY until_ms DESC",
        *(kiosk.hall, kiosk.id, now_ms),
    ).scalar()
    return unb64(found) if found else None


def former_halls(connection: Connection, kiosk: KioskKnown) -> tuple[str, ...]:
    """Return the other halls in which this kiosk stood before."""
    found = ask(
        connection,
        "SELECT DISTINCT hall_id FROM former_places WHERE kiosk_id = ? AND hall_id <> ? ORDER BY hall_id",
        *(kiosk.id, kiosk.hall),
    )
    return tuple(row[0] for row in found)


def pairing_of(centre: PublicKeys, sign_key: str, seal_key: str) -> str:
    """Return the number this tablet showed when it was set up, worked out from its keys as they are kept here."""
    return pairing_number(PublicKeys(unb64(sign_key), unb64(seal_key)), centre)
