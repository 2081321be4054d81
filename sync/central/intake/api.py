"""`POST /api/v1/batches`."""

from __future__ import annotations

import json

import msgspec
from fastapi import APIRouter, Request, Response

from sync.central.central import Central
from sync.central.described import BY_KIOSK, gives, takes
from sync.central.intake.intake import Delivered
from sync.central.intake.reading import is_uuid
from sync.central.kiosks.wire import Asked, NotGzip, Said, TooMuch, answer_of, inflated, refused, serve
from sync.contract import MAX_RECORDS, Attachment, Batch, BatchAnswer
from sync.shape import LARGEST, Malformed, plain, shaped

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Batch).decode
_BODY = takes(Batch, "A batch of the contract, version 1; may be sent with Content-Encoding: gzip. Signed.")


def batches(central: Central) -> APIRouter:
    """Return the route on which kiosks deliver."""
    router = APIRouter(tags=["kiosks' own"])

    @router.post(
        "/api/v1/batches",
        summary="A batch of records",
        openapi_extra=_BODY,
        response_class=Response,
        responses={**BY_KIOSK, **gives(BatchAnswer, "a verdict for every record")},
    )
    async def post_batch(request: Request) -> Response:
        """Take a signed batch in; the answer has a verdict for every record."""
        return await serve(request, central, lambda asked: taken_in(central, asked), request.app.state.lines.batches)

    return router


def taken_in(central: Central, asked: Asked) -> Said:
    """Take a checked request's batch in and say what became of it."""
    try:
        batch = read_batch(inflated(asked))
    except TooMuch:
        return refused(413, f"a batch has at most {MAX_RECORDS} records and 256 KiB: send fewer records at a time")
    except (NotGzip, Malformed) as why:
        return refused(400, str(why))
    if batch.kiosk != asked.kiosk.id:
        return refused(400, "the batch names another kiosk than the one that signed the request")
    taken = central.intake.take(Delivered(asked.kiosk, batch, asked.name, asked.fresh_ms))
    answer = BatchAnswer(
        answer=answer_of(central, asked, taken.hall_head),
        ledger=batch.ledger,
        settled_through=taken.settled_through,
        head=taken.head,
        verdicts=(),
        backed_up_through=taken.backed_up_through,
    )
    return Said(200, _encode({**plain(answer), "verdicts": taken.verdicts}))


def read_batch(body: bytes) -> Batch:
    """Return a batch from its JSON text; records are not looked into.

    Raises:
        Malformed: it is not a batch.
        TooMuch: it has too many records.
    """
    try:
        batch = _decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        batch = _slowly(body)
    if len(batch.records) > MAX_RECORDS:
        raise TooMuch
    if not batch.records:
        raise Malformed("a batch without records")
    hexadecimal = len(batch.prev) == 64 and set(batch.prev) <= set("0123456789abcdef")
    if not hexadecimal or not is_uuid(batch.ledger) or not 1 <= batch.first <= LARGEST - MAX_RECORDS:
        raise Malformed("a batch whose ledger, first or prev cannot be")
    return batch


def _slowly(body: bytes) -> Batch:
    """Read a batch with records that hold characters msgspec refuses, so that one of them does not stop the others."""
    try:
        value = json.loads(body)
        records = value["records"]
        others = shaped(Batch, {**value, "records": []})
        beside = tuple(shaped(Attachment, one) for one in value.get("attachments", ()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        raise Malformed(f"not a batch: {str(why)[:120]}") from None
    if not isinstance(records, list) or not all(isinstance(one, str) for one in records):
        raise Malformed("the records of a batch are texts")
    return Batch(
        kiosk=others.kiosk,
        ledger=others.ledger,
        first=others.first,
        prev=others.prev,
        records=tuple(records),
        attachments=beside,
    )
