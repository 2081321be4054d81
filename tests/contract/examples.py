"""Golden examples of everything that crosses the wire, made with fixed keys, a still clock and no chance at all."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from sync.contract import (
    ANSWER_PARTS,
    GENESIS,
    REQUEST_PARTS,
    Answer,
    Attachment,
    Batch,
    BatchAnswer,
    Enrolled,
    Enrolment,
    Heartbeat,
    HeartbeatAnswer,
    HelpAnswered,
    KioskSettings,
    LedgerHeld,
    NoticeEntry,
    NoticeKind,
    RosterEntry,
    Said,
    Stamp,
    State,
    Verdict,
    Why,
    b64,
    canonical,
    digest_header,
    link,
    parsed,
    signature_base,
    signature_params,
    unb64,
    write_record,
)
from sync.kinds import Body, TimeQuality
from sync.live import HallDay, KioskEvent, KioskEvents, QueueEvent, QueueKind
from sync.remote import Command, CommandDone
from sync.suite import Keys, code_proof, sign
from sync.token import QrToken, token_bytes, token_text
from tests.contract.bodies import (
    CALL,
    CENTRE,
    FULL,
    HASH,
    KIOSK,
    OF_A_VISIT,
    OLD_LEDGER,
    RATED,
    RATING,
    SERVED,
    SHIFT,
    VISIT,
)
from tests.support.make import Ids

KIOSK_KEYS = Keys(bytes(range(32)), bytes(range(32, 64)))
CENTRE_KEYS = Keys(bytes(range(64, 96)), bytes(range(96, 128)))
CODE = "ABCD-EFGH-JKLM-NPQR"
COMMENT = "等了四十分钟，谢谢。"
# HPKE makes another text each time, so these were made once: COMMENT sealed to CENTRE_KEYS about RATING, and a PIN
SEALED = "T-DzzHqC89On2y27s8KwPaYEPyvIeSA3nAJQ79ebVkSMr88xoJd_CSRL5q0jwZgaOpvtBI6x30-FsC-ESeE85i6plPUuT93O0X9khT_s"
PIN = "246810"
PIN_HASH = "$argon2id$v=19$m=65536,t=3,p=1$Srzp64Fam3d9stMvwxduTg$mQV6GYcOX79G5EJrNGJ55cO4rypidku3dAcitlD2q0E"
CREATED = 1772413560
LEDGER = "0195536a-8400-7000-8000-00000000a009"
REQUEST = hashlib.sha256(b"a request").hexdigest()


def examples() -> dict[str, Any]:
    """Return all examples as JSON values."""
    ledger = _ledger()
    return {
        "keys": {"kiosk": _keys(KIOSK_KEYS), "centre": _keys(CENTRE_KEYS)},
        "ledger": ledger,
        "not understood": _strangers(),
        "attachment": {"comment": COMMENT, "about": RATING, "sealed": SEALED},
        "batch": _request("POST", "/api/v1/batches", canonical(_batch([one["text"] for one in ledger[:6]]))),
        "heartbeat": _request("POST", "/api/v1/heartbeats", canonical(HEARTBEAT)),
        "batch answer": _answer(canonical(_batch_answer(ledger))),
        "heartbeat answer": _answer(canonical(HEARTBEAT_ANSWER)),
        "settings": _answer(canonical(SETTINGS)),
        "events": _answer(canonical(EVENTS)),
        "hall's day": _answer(canonical(HALL_DAY)),
        "enrolment": {"code": CODE, "body": canonical(_enrolment()), "answer": canonical(_enrolled())},
        "pin": {"pin": PIN, "hash": PIN_HASH},
        "token": _token(),
    }


# --- records ----------------------------------------------------------------------------------------------------------


def least(body: Body) -> Body:
    """Return a body with its required fields only."""
    kind = type(body)
    return kind(**{one.name: getattr(body, one.name) for one in fields(kind) if one.default is MISSING})


def _ledger() -> list[dict[str, str]]:
    head, made = GENESIS, []
    bodies = [*FULL, *(least(body) for body in FULL if least(body) != body)]
    for seq, body in enumerate(bodies, start=1):
        text = write_record(stamp(seq, body), body)
        head = link(head, text)
        made.append({"kind": body.kind, "text": text, "head": head.hex()})
    return made


def stamp(seq: int, body: Body) -> Stamp:
    """Return the stamp of the example with this number."""
    ids = Ids(f"example {seq}")
    return Stamp(
        id=RATING if body is RATED else ids(CREATED * 1000 + seq),
        hall="H001",
        window="3",
        ledger=LEDGER,
        seq=seq,
        wall=f"2026-03-02T01:06:{seq % 60:02}.000Z",
        boot_id="5d1b2c8e-3c1f-4d0a-9a57-0c6c4f0c7e11",
        boot_ms=3_600_000 + seq * 1000,
        visit=VISIT if isinstance(body, OF_A_VISIT) else None,
    )


def _strangers() -> list[str]:
    served = parsed(write_record(stamp(1, SERVED), SERVED))
    unknown_field = canonical({**served, "urgency": {"words": ["急", "快"], "rank": 3}})
    unknown_kind = canonical({**served, "kind": "sung_to"})
    return [unknown_field, unknown_kind]


# --- messages ---------------------------------------------------------------------------------------------------------


def _batch(texts: list[str]) -> Batch:
    comment = Attachment(RATING, hashlib.sha256(unb64(SEALED)).hexdigest(), CENTRE_KEYS.public.id, SEALED)
    return Batch(kiosk=KIOSK, ledger=LEDGER, first=1, prev=GENESIS.hex(), records=tuple(texts), attachments=(comment,))


ANSWER = Answer(
    centre=CENTRE,
    key=CENTRE_KEYS.public.id,
    kiosk=KIOSK,
    request=REQUEST,
    state=State.ACTIVE,
    time="2026-03-02T01:06:01.250Z",
    challenge="c2FtcGxlLWNoYWxsZW5nZQ",
    incarnation="0195536a-8400-7000-8000-00000000a00a",
    hall_head=HASH,
)

DONE = CommandDone(id=CALL, done=False, said="the volume is a number from 0 to 100")

HEARTBEAT = Heartbeat(
    kiosk=KIOSK,
    ledger=LEDGER,
    seq=34,
    head=HASH,
    pending=12,
    version="0.1.0",
    page="Serving",
    wall="2026-03-02T01:06:30.000Z",
    boot_id="5d1b2c8e-3c1f-4d0a-9a57-0c6c4f0c7e11",
    boot_ms=3_634_000,
    oldest_pending_s=95,
    disk_free_mib=21_004,
    battery_percent=88,
    clock_offset_ms=-40,
    shift=SHIFT,
    staff="S001",
    out_of_service="K-03",
    commands=(DONE,),
    earlier=(OLD_LEDGER,),
)

COMING = HelpAnswered(call=CALL, by="值班长", at="2026-03-02T01:06:29.000Z")

HEARTBEAT_ANSWER = HeartbeatAnswer(
    answer=ANSWER,
    settings_etag="r7",
    settled_through=22,
    close_shift=SHIFT,
    rated=("q:7781", "d:2026-03-02/1/A040"),
    help=(COMING,),
    held=(LedgerHeld(LEDGER, 22, 22), LedgerHeld(OLD_LEDGER, 4600, 4711)),
)

EVENTS = KioskEvents(
    answer=ANSWER,
    after=1_772_413_500_000,
    through=1_772_413_590_002,
    events=(
        KioskEvent(
            seq=1_772_413_560_000,
            queue=QueueEvent(
                id="e-9",
                window="3",
                kind=QueueKind.FORWARDED,
                number="A042",
                ticket_id="7781",
                service="身份证补领",
                matter="M-1",
                to_window="5",
                staff="S001",
                at="2026-03-02T01:06:00.000Z",
            ),
        ),
        KioskEvent(seq=1_772_413_590_000, help=COMING),
        KioskEvent(seq=1_772_413_590_001, rated="q:7781"),
        KioskEvent(seq=1_772_413_590_002, look=KIOSK),
    ),
)

HALL_DAY = HallDay(answer=ANSWER, summary={"total": {"served": 40}})

SETTINGS = KioskSettings(
    answer=ANSWER,
    etag="r7",
    hall="H001",
    hall_name="市民中心",
    window="3",
    window_name="3号窗口",
    department="公安局",
    time_zone="Asia/Shanghai",
    roster=(
        RosterEntry(
            staff="S001",
            name="张三",
            department="公安局",
            duty="窗口办事员",
            promise="一次办好",
            stars=4,
            party_member=True,
            services=("身份证补领",),
            manager=True,
            photo=HASH,
            pin=SEALED,
            version=2,
        ),
    ),
    settings={"ask": {"limit_s": 30}},
    questionnaire='id = "national"\n',
    notices=(
        NoticeEntry(
            id="n1",
            kind=NoticeKind.PICTURE,
            text="周六上午照常办理",
            file=HASH,
            media_type="image/png",
            begins="2026-03-01T00:00:00.000Z",
            ends="2026-03-08T00:00:00.000Z",
            from_time="09:00",
            to_time="17:30",
            seconds=20,
        ),
    ),
    commands=(
        Command(id=CALL, kind="notice", until="2026-03-02T09:00:00.000Z", text="三号窗口今天上午休息", volume=0),
    ),
)


def _batch_answer(ledger: list[dict[str, str]]) -> BatchAnswer:
    ids = [one["text"].split('"id":"', 1)[1][:36] for one in ledger[:4]]
    verdicts = (
        Verdict(1, ids[0], Said.ACCEPTED),
        Verdict(2, ids[1], Said.DUPLICATE),
        Verdict(3, ids[2], Said.NOT_UNDERSTOOD),
        Verdict(4, ids[3], Said.SET_ASIDE, Why.NOT_SERVED),
    )
    return BatchAnswer(
        answer=ANSWER,
        ledger=LEDGER,
        settled_through=4,
        head=ledger[3]["head"],
        verdicts=verdicts,
        backed_up_through=2,
    )


def _enrolment() -> Enrolment:
    ours = KIOSK_KEYS.public
    proof = code_proof("EFGHJKLMNPQR", "kiosk", ours.sign, ours.seal)
    return Enrolment(code_id="ABCD", sign_key=b64(ours.sign), seal_key=b64(ours.seal), proof=proof)


def _enrolled() -> Enrolled:
    ours, theirs = KIOSK_KEYS.public, CENTRE_KEYS.public
    return Enrolled(
        kiosk=KIOSK,
        hall="H001",
        window="3",
        centre=CENTRE,
        sign_key=b64(theirs.sign),
        seal_key=b64(theirs.seal),
        incarnation=ANSWER.incarnation,
        time=ANSWER.time,
        proof=code_proof("EFGHJKLMNPQR", "centre", ours.sign, ours.seal, theirs.sign, theirs.seal),
    )


# --- what is signed ---------------------------------------------------------------------------------------------------


def _request(method: str, path: str, text: str) -> dict[str, Any]:
    values = {
        "@method": method,
        "@path": path,
        "content-digest": digest_header(text.encode()),
        "yiping-kiosk": KIOSK,
        "yiping-challenge": ANSWER.challenge,
    }
    headers = _headers(KIOSK_KEYS, REQUEST_PARTS, values)
    return {"method": method, "path": path, "text": text, "headers": headers}


def _answer(text: str) -> dict[str, Any]:
    values = {
        "@status": "200",
        "content-digest": digest_header(text.encode()),
        "yiping-centre": CENTRE,
        "yiping-request": REQUEST,
    }
    return {"status": 200, "text": text, "request": REQUEST, "headers": _headers(CENTRE_KEYS, ANSWER_PARTS, values)}


def _headers(keys: Keys, parts: tuple[str, ...], values: Mapping[str, str]) -> dict[str, str]:
    params = signature_params(parts, created=CREATED, key=keys.public.id, alg="ed25519", nonce="0011223344556677")
    signature = base64.b64encode(sign(keys, signature_base(values, params))).decode()
    own = {name: value for name, value in values.items() if not name.startswith("@")}
    return {**own, "signature-input": f"sig={params}", "signature": f"sig=:{signature}:"}


def _keys(keys: Keys) -> dict[str, str]:
    public = keys.public
    halves = {"sign": keys.sign, "seal": keys.seal, "public sign": public.sign, "public seal": public.seal}
    return {"id": public.id, **{name: b64(value) for name, value in halves.items()}}


# --- token ------------------------------------------------------------------------------------------------------------

TOKEN = QrToken(
    version=1,
    key=KIOSK_KEYS.public.id,
    hall="H001",
    window="3",
    visit=VISIT,
    ticket="A042",
    ticket_key="q:7781",
    day="2026-03-02",
    staff="S001",
    service="身份证补领",
    questionnaire="national",
    questionnaire_version="2020.1",
    minted=CREATED,
    quality=TimeQuality.EXACT,
    expires=CREATED + 7 * 86_400,
)


def _token() -> dict[str, str]:
    signed = token_bytes(TOKEN)
    return {"signed": signed.decode(), "text": token_text(TOKEN, sign(KIOSK_KEYS, signed))}
