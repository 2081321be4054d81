"""One round of delivery: the oldest batch goes out, and only what the centre signed for is settled."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import assert_never

from sync.contract import Batch, BatchAnswer, Said, State, Why, canonical, chained
from sync.delivery.client import SURE_MS, Client
from sync.delivery.outbox import AnchorSeen, Outbox, Settled, Unsettled
from sync.delivery.outcomes import (
    Answered,
    Busy,
    Delivered,
    NothingToDo,
    Outcome,
    Refused,
    Revoked,
    TooLarge,
    Unchanged,
    Unproved,
    Unreachable,
)
from sync.delivery.pace import Limits

PATH = "/api/v1/batches"
HEADERS = {"Content-Type": "application/json", "Content-Encoding": "gzip"}


def one_round(outbox: Outbox, client: Client, limits: Limits) -> Outcome:
    """Send the oldest unsettled records, settle what the centre's answer covers, and say what came of it."""
    challenge = client.latest.challenge  # before the records: see Client.ask
    waiting = outbox.unsettled(limits.records, limits.size * 3 // 4)  # quoting a text makes it about a quarter longer
    if waiting is None or not waiting.texts:
        return NothingToDo()
    batch, body = packed(client.identity.kiosk, waiting, limits.size)
    came = client.ask("POST", PATH, BatchAnswer, gzip.compress(body, 6, mtime=0), headers=HEADERS, challenge=challenge)
    match came:
        case Answered(answer, seen):
            return _settle(outbox, batch, answer, seen)
        case Unchanged():
            return Refused("the centre answered a batch with 304")
        case Unreachable() | Unproved() | Busy() | TooLarge() | Refused():
            return came
        case _:
            assert_never(came)


def packed(kiosk: str, waiting: Unsettled, size: int) -> tuple[Batch, bytes]:
    """Return as much of the run as fits into `size` bytes of JSON (at least one record), and that JSON."""
    batch = Batch(
        kiosk=kiosk,
        ledger=waiting.ledger,
        first=waiting.first,
        prev=waiting.prev,
        records=waiting.texts,
        attachments=waiting.attachments,
    )
    body = canonical(batch).encode()
    while len(body) > size and len(batch.records) > 1:
        fewer = min(len(batch.records) - 1, max(1, len(batch.records) * size // len(body)))
        batch = _shortened(batch, fewer)
        body = canonical(batch).encode()
    return batch, body


def anchor(outbox: Outbox, seen: AnchorSeen) -> None:
    """Have an answer kept as an anchor, if it came quickly enough to say what time it is."""
    if seen.round_trip_ms <= SURE_MS:
        outbox.anchor(seen)


def _shortened(batch: Batch, count: int) -> Batch:
    records = batch.records[:count]
    ids = {_id(text) for text in records}
    return replace(batch, records=records, attachments=tuple(one for one in batch.attachments if one.record in ids))


def _settle(outbox: Outbox, batch: Batch, answer: BatchAnswer, seen: AnchorSeen) -> Outcome:
    settled = covered(batch, answer)
    if isinstance(settled, str):
        return Refused(settled)
    if not settled.verdicts and settled.settled_through == batch.first - 1:
        return Refused("the centre took none of the records")
    outbox.settle(settled)
    anchor(outbox, seen)
    if answer.answer.state is not State.ACTIVE:
        return Revoked(answer.answer.state, len(settled.verdicts))
    aside = sum(one.said is Said.SET_ASIDE for one in settled.verdicts)
    return Delivered(len(settled.verdicts), aside, ledger=batch.ledger, first=batch.first)


def covered(batch: Batch, answer: BatchAnswer) -> Settled | str:
    """Return what an answer says about this batch, or why nothing can be settled by it although it is signed.

    Every record settled has its own verdict; what the centre has beyond this batch waits for its own. Below the batch
    the centre's word stands as it is: it may have been restored, and the store sends again what is missing there.
    """
    if answer.ledger != batch.ledger:
        return "the centre answered about another ledger"
    sent = {batch.first + at: _id(text) for at, text in enumerate(batch.records)}
    verdicts = tuple(one for one in answer.verdicts if one.seq in sent)
    judged = {one.seq: one.id for one in verdicts}
    through = min(answer.settled_through, batch.first + len(batch.records) - 1)
    if len(judged) != len(verdicts) or any(sent[seq] != name for seq, name in judged.items()):
        return "the centre's verdicts are about other records"
    if any(seq not in judged for seq in sent if seq <= through):
        return "the centre settled records without a verdict for each"
    return Settled(
        ledger=batch.ledger,
        settled_through=through,
        head=_head(batch, answer, through),
        verdicts=verdicts,
        backed_up_through=answer.backed_up_through,
    )


def _head(batch: Batch, answer: BatchAnswer, through: int) -> str:
    """Return the centre's head at `through`; where it has more than this batch and no quarrel with it, that is ours."""
    quarrel = any(one.why in (Why.FORK, Why.CHAIN_BROKEN) for one in answer.verdicts)
    if through == answer.settled_through or quarrel:
        return answer.head
    return chained(bytes.fromhex(batch.prev), batch.records)[-1].hex()


def _id(text: str) -> str:
    return str(json.loads(text)["id"])
