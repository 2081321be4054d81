"""Somebody with an enrolled kiosk's keys who writes what no kiosk would: requests really signed, asked in process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from sync.central.intake.models import Rating
from sync.contract import GENESIS, canonical
from sync.suite import check_answer, sign_request
from tests.support.asking import Client, Got
from tests.support.facing import Tablet, Town
from tests.support.make import LedgerMaker

BATCHES = "/api/v1/batches"


def ask(place: Town, tablet: Tablet, method: str, path: str, body: bytes = b"", **headers: str) -> Got:
    """Sign and ask as a tablet; the answer's signature is checked, whatever it says."""
    signing = {"method": method, "path": path, "body": body, "kiosk": tablet.known.id, "challenge": ""}
    sealed = sign_request(tablet.keys, **signing, created=int(place.clock.now().timestamp()))
    client = Client(place.app, {**sealed.headers, **{name.replace("_", "-"): text for name, text in headers.items()}})
    came = client.post(path, body) if method == "POST" else client.get(path, method)
    check_answer(
        place.central.keys.pair.public.sign,
        status=came.status,
        body=came.body,
        request=sealed.name,
        headers=came.headers,
    )
    return came


def post(place: Town, tablet: Tablet, batch: object, **headers: str) -> Got:
    """Send a batch, or whatever is in its place."""
    if isinstance(batch, bytes):
        body = batch
    elif isinstance(batch, dict):
        body = json.dumps(batch).encode()  # escapes what UTF-8 cannot hold
    else:
        body = canonical(batch).encode()
    return ask(place, tablet, "POST", BATCHES, body, **headers)


def said(came: Got) -> list[tuple[str, str | None]]:
    """Return the verdicts of an answer: (said, why)."""
    assert came.status == 200, came.text
    return [(one["said"], one.get("why")) for one in came.json()["verdicts"]]


@dataclass
class Forger:
    """Writes ledgers for a tablet that was taken apart: any window, any ledger, any text."""

    tablet: Tablet
    ledger: LedgerMaker = field(init=False)
    _made: int = 0

    def __post_init__(self) -> None:
        self.ledger = self.new()

    def new(self, **more: Any) -> LedgerMaker:
        """Return another ledger of the same kiosk."""
        own = self.tablet.ledger
        self._made += 1
        facts = {"kiosk": own.kiosk, "hall": own.hall, "window": own.window, "clock": own.clock, **more}
        return LedgerMaker(seed=f"forged {own.kiosk} {self._made}", **facts)

    def batch(self, ledger: LedgerMaker, texts: Sequence[str] | None = None, **more: object) -> dict[str, object]:
        """Return a batch of a ledger as JSON values, with what is to be otherwise."""
        whole = json.loads(canonical(ledger.batch()))
        return {**whole, **({} if texts is None else {"records": list(texts)}), **more}


def loose(ledger: LedgerMaker, texts: Sequence[str], /, **more: object) -> dict[str, object]:
    """Return a batch of texts that no maker chained, as a new ledger's first records."""
    start = {"v": 1, "kiosk": ledger.kiosk, "ledger": ledger.id(), "first": 1, "prev": GENESIS.hex()}
    return {**start, "records": list(texts), "attachments": [], **more}


def changed(text: str, **more: object) -> str:
    """Return a record with other fields; None takes one away."""
    value: Mapping[str, object] = {**json.loads(text), **more}
    return canonical({name: item for name, item in value.items() if item is not None})


def standing(place: Town, hall: str = "H001") -> list[tuple[str, int, str]]:
    """Return (window, level, channel) of every rating that stands."""
    columns = (Rating.window_id, Rating.level, Rating.channel)
    with place.central.database.read() as db:
        rows = db.execute(select(*columns).where(Rating.hall_id == hall, Rating.standing))
        return sorted((row.window_id, row.level, row.channel) for row in rows)


def voids(place: Town) -> list[str | None]:
    """Return why each rating cannot stand, in order of time."""
    with place.central.database.read() as db:
        return list(db.execute(select(Rating.void).order_by(Rating.at_ms, Rating.id)).scalars())
