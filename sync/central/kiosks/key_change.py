"""`POST /api/v1/kiosk/keys`: a kiosk's new keys, signed by its old one. Asked again with the same keys it is told the same."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, delete, insert, select, update

from sync.central.central import Central
from sync.central.described import BY_KIOSK, gives, takes
from sync.central.intake.ledgers import own_head
from sync.central.kiosks.known import KioskKnown
from sync.central.kiosks.models import FormerKey, Kiosk
from sync.central.kiosks.wire import Asked, Said, answer_of, refused, serve
from sync.contract import State, b64, canonical, key_id, parsed, unb64
from sync.live import KEYS, KeyChange, KeyChanged
from sync.shape import Malformed, shaped
from sync.suite import Forged, PublicKeys, check, check_request, key_change

GRACE_MS = 24 * 3_600_000  # how long the old key still signs requests: the answer may have got lost


def key_changes(central: Central) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["kiosks' own"])

    @router.post(
        KEYS,
        summary="A kiosk's new keys",
        openapi_extra=takes(KeyChange),
        response_class=Response,
        responses={**BY_KIOSK, **gives(KeyChanged)},
    )
    async def post_keys(request: Request) -> Response:
        """Take a kiosk's new keys. Signed with its old key; the new one proves itself in the body."""
        return await serve(request, central, lambda asked: _changed(central, asked))

    return router


def _changed(central: Central, asked: Asked) -> Said:
    kiosk = asked.kiosk
    try:
        wanted = shaped(KeyChange, parsed(asked.body))
        new = PublicKeys(unb64(wanted.sign_key), unb64(wanted.seal_key))
        proof = unb64(wanted.proof)
    except Malformed as why:
        return refused(400, f"not a change of keys: {why}")
    if wanted.kiosk != kiosk.id or len(new.sign) != 32 or len(new.seal) != 32:
        return refused(400, "these are no keys, or another kiosk's")
    if kiosk.state is not State.ACTIVE:
        return refused(403, "a kiosk that is off or ended gets no new keys")
    if (kiosk.sign_key, kiosk.seal_key) != (new.sign, new.seal):
        try:  # the key it had before still signs requests for a while, but changes nothing any more
            check_request(kiosk.sign_key, method="POST", path=KEYS, body=asked.body, headers=asked.headers)
            check(new.sign, proof, key_change(kiosk.id, PublicKeys(kiosk.sign_key, kiosk.seal_key), new))
        except Forged:
            return refused(403, "the present key did not sign this, or the new one not for itself")
    with central.database.write() as db:
        taken = (kiosk.sign_key, kiosk.seal_key) == (new.sign, new.seal) or _put(db, kiosk, new, asked.now_ms)
        head = own_head(db, kiosk.hall)
    if not taken:
        return refused(409, "this key is in use: make another")
    return Said(200, canonical(KeyChanged(answer=answer_of(central, asked, head), key=new.id)).encode())


def _put(db: Connection, kiosk: KioskKnown, new: PublicKeys, now_ms: int) -> bool:
    """Change the keys; return False where another kiosk has this one."""
    if db.execute(select(Kiosk.id).where(Kiosk.key == new.id)).first():
        return False
    this = (Kiosk.hall_id == kiosk.hall, Kiosk.id == kiosk.id)
    before = {"hall_id": kiosk.hall, "kiosk_id": kiosk.id, "key": key_id(kiosk.sign_key)}
    db.execute(update(Kiosk).where(*this).values(sign_key=b64(new.sign), seal_key=b64(new.seal), key=new.id))
    db.execute(delete(FormerKey).where(*(FormerKey.__table__.c[name] == value for name, value in before.items())))
    db.execute(insert(FormerKey), [{**before, "sign_key": b64(kiosk.sign_key), "until_ms": now_ms + GRACE_MS}])
    return True
