"""What a batch's time at the centre is made of: each part alone on the same batches, the rest by subtraction."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sync.central.central import Central
from sync.central.intake.api import read_batch, taken_in
from sync.central.intake.chain import placed
from sync.central.intake.filed import Filed
from sync.central.intake.pieces import Piece
from sync.central.intake.story import told
from sync.central.kiosks.wire import answered
from sync.contract import canonical
from sync.suite import check_request, sign_answer
from tests.bench.intake_ways import PATH, Ready, bare_put, filed, seconds
from tests.bench.rows import stated, tell

ZONE = ZoneInfo("Asia/Shanghai")


def where(kind: str, whole: float, inside: Central, bare: Central, batches: Sequence[Ready]) -> None:
    """Tell what the `whole` (s) of taking these batches in one at a time is made of."""
    found = [filed(one.kiosk, one.batch) for one in batches]
    parts = {
        "signature and inflating": seconds(lambda: [opened(one) for one in batches]),
        "reading the batch": seconds(lambda: [read_batch(canonical(one.batch).encode()) for one in batches])
        - seconds(lambda: [canonical(one.batch).encode() for one in batches]),
        "chain of hashes": seconds(
            lambda: [placed(one.batch.first, one.batch.prev, one.batch.records) for one in batches]
        ),
        "reading and judging records": seconds(lambda: [filed(one.kiosk, one.batch) for one in batches])
        - seconds(lambda: [placed(one.batch.first, one.batch.prev, one.batch.records) for one in batches]),
        "telling visits and ratings": seconds(lambda: [stories(records) for records in found]),
        "signing the answer": seconds(lambda: [signed(inside) for _ in batches]),
    }
    parts["the other statements and the commit"] = whole - sum(parts.values()) - _bare(bare, batches)
    parts["the bare statement itself"] = _bare(bare, batches)
    for name, took in parts.items():
        tell(
            stated(
                f"intake on {kind}, ms a batch: {name}", took / len(batches) * 1000, f"{took / whole:.0%} without HTTP"
            )
        )
    tell(stated(f"intake on {kind}, ms a batch: all, without HTTP", whole / len(batches) * 1000, "one at a time"))


def _bare(bare: Central, batches: Sequence[Ready]) -> float:
    """Time the bare statement again, on rows of another hall so that they are new."""
    global _halls
    _halls += 1
    moved = [[{**one, "hall_id": f"H{_halls}"} for one in batch.rows] for batch in batches]
    return seconds(lambda: [_put(bare, rows) for rows in moved])


_halls = 100


def _put(bare: Central, rows: list[dict[str, Any]]) -> None:
    with bare.database.write() as db:
        bare_put(db, rows)


def taken(central: Central, one: Ready) -> None:
    answer = answered(central, "POST", PATH, one.headers, one.body, lambda asked: taken_in(central, asked))
    if answer.status_code != 200:
        raise RuntimeError(f"a batch was not taken in: {answer.status_code} {bytes(answer.body)[:300]!r}")


def opened(one: Ready) -> None:
    check_request(one.kiosk.keys.public.sign, method="POST", path=PATH, body=one.body, headers=one.headers)
    gzip.decompress(one.body)


def stories(records: Sequence[Filed]) -> None:
    visits: dict[str, list[Piece]] = {}
    for one in records:
        if one.record is not None and one.record.visit:
            visits.setdefault(one.record.visit, []).append(Piece(one.record, one.wall_ms, "exact", "k"))
    for pieces in visits.values():
        told("H001", ZONE, pieces)


def signed(central: Central) -> None:
    sign_answer(central.keys.pair, status=200, body=b"x" * 25_000, centre=central.keys.centre, request="r", created=1)
