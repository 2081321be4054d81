"""Which kiosk is asking."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from sync.central.intake.rows import ask
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
        connection, "SELECT id, hall_id, window_id, state, sign_key, seal_key FROM kiosks WHERE id = ?", kiosk[:36]
    ).first()
    if found is None:
        return None
    return KioskKnown(found[0], found[1], found[2], State(found[3]), unb64(found[4]), unb64(found[5]))


def pairing_of(centre: PublicKeys, sign_key: str, seal_key: str) -> str:
    """Return the number this tablet showed when it was set up, worked out from its keys as they are kept here."""
    return pairing_number(PublicKeys(unb64(sign_key), unb64(seal_key)), centre)
