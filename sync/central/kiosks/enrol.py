"""Enrolment: a one-time code lets one kiosk in; both sides prove that they know it, nobody sends it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from sync.central.central import Central
from sync.central.kiosks.models import EnrolCode, Kiosk, WaitingKiosk
from sync.central.places.models import Window
from sync.contract import Enrolled, Enrolment, b64, key_id, rfc3339, unb64, uuid7
from sync.shape import Malformed
from sync.suite import code_parts, code_proof, new_code, proof_matches, seal, unseal

MAX_TRIES = 10  # 60 secret bits need no more; it only keeps a table from being asked for ever


class Unknown(Exception):
    """There is no such hall or window; the text says what to do."""


class NotLetIn(Exception):
    """The code does not let this kiosk in; the text says why and what to do."""


def new_codes(central: Central, hall: str, window: str | None) -> dict[str, str]:
    """Return {window: new one-time code} for one window of a hall, or for all.

    Raises:
        Unknown: there is no such hall or window.
    """
    with central.database.write() as connection:
        wanted = select(Window.id).where(Window.hall_id == hall, Window.retired.is_(False))
        known = [row.id for row in connection.execute(wanted.order_by(Window.id))]
        if not known:
            raise Unknown(f"hall {hall} has no windows here: load it first, as in yiping-central load config/hall.toml")
        if window is not None and window not in known:
            raise Unknown(f"hall {hall} has no window {window}: it has {', '.join(known)}")
        return {one: new_code_for(central, connection, hall, one) for one in ([window] if window else known)}


def enrol(central: Central, asked: Enrolment) -> Enrolled:
    """Let a kiosk in. Asked again with the same keys it is told the same: the first answer may have been lost.

    Raises:
        NotLetIn: the code is unknown, used, expired, or the proof does not fit.
        Malformed: a key is not a key.
    """
    keys = unb64(asked.sign_key), unb64(asked.seal_key)
    if len(keys[0]) != 32 or len(keys[1]) != 32:
        raise Malformed("a public key has 32 bytes")
    refusal = NotLetIn(
        "the code is not right, was used before or is too old: ask for a new one, yiping-central enrol-code"
    )
    with central.database.write() as connection:
        code = connection.execute(select(EnrolCode).where(EnrolCode.id == asked.code_id)).first()
        if code is None or code.tries >= MAX_TRIES or code.expires_ms < central.now_ms():
            raise refusal
        secret = unseal(central.keys.pair, unb64(code.secret), code.id).decode()
        if proof_matches(asked.proof, secret, "kiosk", *keys):
            kiosk = _let_in(central, connection, code, asked, refusal)
            return _enrolled(central, code, kiosk, secret, keys)
        this = (EnrolCode.hall_id == code.hall_id, EnrolCode.id == code.id)
        connection.execute(update(EnrolCode).where(*this).values(tries=code.tries + 1))
    raise refusal


def new_code_for(central: Central, connection: Connection, hall: str, window: str) -> str:
    """Make a one-time code for a window that is there, in the caller's transaction."""
    while True:
        code = new_code()
        name, secret = code_parts(code)
        if connection.execute(select(EnrolCode.id).where(EnrolCode.id == name)).first() is None:
            break
    now_ms = central.now_ms()
    row = {
        "hall_id": hall,
        "id": name,
        "window_id": window,
        "secret": b64(seal(central.keys.pair.public.seal, secret.encode(), name)),
        "made_ms": now_ms,
        "expires_ms": now_ms + central.settings.kiosks.code_hours * 3_600_000,
    }
    connection.execute(insert(EnrolCode).values(**row))
    return code


def _let_in(
    central: Central, connection: Connection, code: Row[*tuple[Any, ...]], asked: Enrolment, refusal: NotLetIn
) -> str:
    if code.kiosk_id is not None:
        this = (Kiosk.hall_id == code.hall_id, Kiosk.id == code.kiosk_id)
        known = connection.execute(select(Kiosk.sign_key, Kiosk.seal_key).where(*this)).one()
        if tuple(known) != (asked.sign_key, asked.seal_key):
            raise refusal
        return str(code.kiosk_id)
    now_ms = central.now_ms()
    row = {
        "hall_id": code.hall_id,
        "id": uuid7(now_ms),
        "window_id": code.window_id,
        "sign_key": asked.sign_key,
        "seal_key": asked.seal_key,
        "key": key_id(unb64(asked.sign_key)),
        "enrolled_ms": now_ms,
        "state_ms": now_ms,
    }
    connection.execute(insert(Kiosk).values(**row))
    connection.execute(delete(WaitingKiosk).where(WaitingKiosk.sign_key == asked.sign_key))  # it knocked before
    this = (EnrolCode.hall_id == code.hall_id, EnrolCode.id == code.id)
    connection.execute(update(EnrolCode).where(*this).values(kiosk_id=row["id"]))
    return str(row["id"])


def _enrolled(
    central: Central, code: Row[*tuple[Any, ...]], kiosk: str, secret: str, keys: tuple[bytes, bytes]
) -> Enrolled:
    ours = central.keys.pair.public
    return Enrolled(
        kiosk=kiosk,
        hall=code.hall_id,
        window=code.window_id,
        centre=central.keys.centre,
        sign_key=b64(ours.sign),
        seal_key=b64(ours.seal),
        incarnation=central.incarnation,
        time=rfc3339(central.clock.now()),
        proof=code_proof(secret, "centre", *keys, ours.sign, ours.seal),
    )
