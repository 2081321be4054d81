"""Heartbeats: what a kiosk says of itself every 30 seconds, and what it should know in return."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from sync.central.central import Central
from sync.central.database import table_of
from sync.central.help.calls import answered_lately
from sync.central.intake.alarms import AlarmKind, Seen, raise_alarms
from sync.central.intake.ledgers import own_head
from sync.central.intake.rows import among, as_json, ask, put_sealed
from sync.central.kiosks.known import former_halls
from sync.central.kiosks.models import Presence
from sync.central.kiosks.provide import settings_etag
from sync.central.kiosks.remote import answered
from sync.central.kiosks.wire import Asked, NotGzip, Said, TooMuch, answer_of, inflated, refused
from sync.contract import MAX_EARLIER, Heartbeat, HeartbeatAnswer, LedgerHeld, canonical, parsed
from sync.shape import Malformed, shaped

PRESENCES = table_of(Presence)
LATELY_MS = 120_000  # a kiosk silent for longer does not hold a shift against another


def heard(central: Central, asked: Asked) -> Said:
    """Keep a heartbeat and answer it."""
    try:
        beat = shaped(Heartbeat, parsed(inflated(asked)))
    except (Malformed, NotGzip, TooMuch) as why:
        return refused(400, f"not a heartbeat: {why}")
    if beat.kiosk != asked.kiosk.id:
        return refused(400, "the heartbeat names another kiosk than the one that signed the request")
    with central.database.write() as connection:
        _keep(central, connection, asked, beat)
        former = former_halls(connection, asked.kiosk)
        _all_in(connection, asked, beat, former)
        held = _held(connection, asked, beat, former)
        answered(connection, asked.kiosk, beat.commands, asked.now_ms)
        answer = HeartbeatAnswer(
            answer=answer_of(central, asked, own_head(connection, asked.kiosk.hall)),
            settings_etag=settings_etag(connection, asked.kiosk, asked.now_ms),
            settled_through=next((one.settled_through for one in held if one.ledger == beat.ledger), 0),
            close_shift=_opened_elsewhere(connection, asked, beat),
            rated=_rated_elsewhere(central, connection, asked),
            help=answered_lately(connection, asked.kiosk.hall, asked.kiosk.id, asked.now_ms),
            held=held,
        )
    return Said(200, canonical(answer).encode())


def _keep(central: Central, connection: Connection, asked: Asked, beat: Heartbeat) -> None:
    this = (Presence.hall_id == asked.kiosk.hall, Presence.kiosk_id == asked.kiosk.id)
    before = connection.execute(select(Presence.challenge_ms).where(*this)).scalar() or 0
    newer = asked.fresh_ms is not None and asked.fresh_ms > before
    row = {
        "hall_id": asked.kiosk.hall,
        "kiosk_id": asked.kiosk.id,
        "seen_ms": asked.now_ms,
        "challenge_ms": asked.fresh_ms if newer else before,
        "pending": beat.pending,
        "page": beat.page[:64],
        "staff_id": beat.staff[:64] if beat.staff else None,
        "shift": beat.shift[:64] if beat.shift else None,
        "out_of_service": beat.out_of_service[:64] if beat.out_of_service else None,
        "text": canonical(beat),
    }
    put_sealed(connection, central.keys.secret, PRESENCES, [row], replace=True)
    if newer:
        raise_alarms(connection, asked.kiosk.hall, asked.kiosk.id, _compared(connection, asked, beat), asked.now_ms)


def _all_in(connection: Connection, asked: Asked, beat: Heartbeat, former: Sequence[str]) -> None:
    """A kiosk that was moved and holds nothing back any more: the halls it stood in before need not wait for it."""
    if beat.pending:
        return
    for hall in former:
        this = (Presence.hall_id == hall, Presence.kiosk_id == asked.kiosk.id)
        connection.execute(update(Presence).where(*this).values(seen_ms=asked.now_ms, pending=0))


def _held_when_challenged(connection: Connection, asked: Asked, beat: Heartbeat) -> int:
    """Return how far the ledger reached when the challenge was given that the kiosk read before its facts.

    What came later may have overtaken this heartbeat on its way, and says nothing against it.
    """
    found = ask(
        connection,
        "SELECT max(last_seq) FROM deliveries WHERE hall_id = ? AND ledger = ? AND received_ms < ?",
        *(asked.kiosk.hall, beat.ledger, asked.fresh_ms),
    ).scalar()
    return int(found or 0)


def _compared(connection: Connection, asked: Asked, beat: Heartbeat) -> list[Seen]:
    """Compare the kiosk's word about its chain with what is held: a file set back, or a second one in use."""
    found = ask(
        connection,
        "SELECT l.last_seq, r.hash FROM ledgers l LEFT JOIN records r"
        " ON r.hall_id = l.hall_id AND r.ledger = l.id AND r.seq = ? WHERE l.hall_id = ? AND l.id = ? AND l.kiosk_id = ?",
        *(beat.seq, asked.kiosk.hall, beat.ledger, asked.kiosk.id),
    ).first()
    if found is None:
        return []
    last, head = found
    if beat.seq < last and beat.seq < _held_when_challenged(connection, asked, beat):
        detail = f"the kiosk says its ledger ends at {beat.seq}, but {last} records of it are held here: its file was set back"
        return [Seen(kind=AlarmKind.REGRESS, ledger=beat.ledger, seq=beat.seq, detail=detail)]
    if head is not None and head != beat.head:
        detail = f"record {beat.seq} is not the one held here: two copies of this kiosk's file are in use"
        return [Seen(kind=AlarmKind.FORK, ledger=beat.ledger, seq=beat.seq, detail=detail)]
    return []


def _held(connection: Connection, asked: Asked, beat: Heartbeat, former: Sequence[str]) -> tuple[LedgerHeld, ...]:
    """Say how much is held of the kiosk's ledgers: nothing of one that is not known, and no word of another kiosk's.

    A kiosk that was moved and has not heard of it still tells of a ledger of the hall it stood in.
    """
    wanted = list(dict.fromkeys((beat.ledger, *beat.earlier[:MAX_EARLIER])))
    known: dict[str, tuple[str, int, int]] = {}
    for hall in (asked.kiosk.hall, *former):
        if beat.ledger not in known:
            known = _known(connection, hall, wanted) | known
    told = ((ledger, known.get(ledger, (asked.kiosk.id, 0, 0))) for ledger in wanted)
    return tuple(LedgerHeld(ledger, *far) for ledger, (kiosk, *far) in told if kiosk == asked.kiosk.id)


def _known(connection: Connection, hall: str, wanted: Sequence[str]) -> dict[str, tuple[str, int, int]]:
    found = ask(
        connection,
        "SELECT id, kiosk_id, settled_through, last_seq FROM ledgers WHERE hall_id = ? AND " + among(connection, "id"),
        *(hall, as_json(wanted)),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in found}


def _opened_elsewhere(connection: Connection, asked: Asked, beat: Heartbeat) -> str | None:
    """Return this kiosk's shift if the same person has logged in at another window since (shift ids sort by birth)."""
    if beat.staff is None or beat.shift is None:
        return None
    found = ask(
        connection,
        "SELECT 1 FROM presences p JOIN kiosks k ON k.hall_id = p.hall_id AND k.id = p.kiosk_id"
        " WHERE p.hall_id = ? AND p.staff_id = ? AND p.kiosk_id <> ? AND p.shift > ? AND p.seen_ms > ?"
        " AND k.state = 'active'",  # a stolen tablet closes nobody's shift
        *(asked.kiosk.hall, beat.staff, asked.kiosk.id, beat.shift, asked.now_ms - LATELY_MS),
    ).first()
    return beat.shift if found else None


def _rated_elsewhere(central: Central, connection: Connection, asked: Asked) -> tuple[str, ...]:
    since = asked.now_ms - central.settings.kiosks.rated_hours * 3_600_000
    found = ask(
        connection,
        "SELECT DISTINCT ticket_key FROM ratings WHERE hall_id = ? AND window_id = ? AND at_ms > ?"
        " AND channel <> 'tablet' AND standing AND ticket_key IS NOT NULL ORDER BY ticket_key LIMIT 500",
        *(asked.kiosk.hall, asked.kiosk.window, since),
    )
    return tuple(row[0] for row in found)
