"""How this kiosk is, part by part: values for the technician's page and the support bundle. Sentences are the screen's work.

Everything is looked at now, not remembered from the start.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.technician.line import Line
from sync.contract import KioskSettings as Given
from sync.contract import State
from sync.delivery.outcomes import Answered, Busy, Refused, TooLarge, Unchanged, Unproved, Unreachable

if TYPE_CHECKING:
    from kiosk.store.storage import Storage
    from kiosk.store.store import Store
    from sync.delivery.client import Client
    from sync.delivery.outbox import LedgerFacts
    from sync.summary.facts import KioskCompleteness

LOW_MIB = 200
MOST_OFFSET_MS = 120_000  # what the contract calls a jump
LONG_S = 3600  # records that wait longer are worth a look
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where to look. `storage` is None where the store is not open, then `fault` says why; `client` gives None without a key."""

    folder: Path
    version: str
    queue: str
    queue_trouble: str | None
    storage: Storage | None
    client: Callable[[], Client | None]
    fault: str = ""


def health(of: Sources) -> tuple[Line, ...]:
    """Look at every part; asks the centre and may take some seconds."""
    return (_disk(of.folder), *_centre(of), _queue(of), *_store(of), _program(of))


def _disk(folder: Path) -> Line:
    free = shutil.disk_usage(folder).free >> 20
    return Line("disk", free >= LOW_MIB, "disk_free" if free >= LOW_MIB else "disk_low", (str(free),))


def _program(of: Sources) -> Line:
    return Line("version", True, "version_is", (of.version, sys.version.partition(" ")[0], sys.platform))


def _queue(of: Sources) -> Line:
    if of.queue_trouble:
        return Line("queue", False, "queue_trouble", (of.queue, of.queue_trouble))
    return Line("queue", True, "queue_well", (of.queue,))


# --- the centre -------------------------------------------------------------------------------------------------------


def _centre(of: Sources) -> Iterator[Line]:
    """Ask as the kiosk asks: signed, and believing only the centre's own signature."""
    client = of.client()
    if client is None:
        yield Line("centre", False, "centre_no_key")
        return
    try:
        came = client.ask("GET", "/api/v1/kiosk", Given)
    finally:
        client.close()
    at = client.identity.central
    match came:
        case Answered(value, _) if value.answer.state is State.ACTIVE:
            yield Line("centre", True, "centre_well", (at,))
        case Answered(value, _):
            yield Line("centre", False, f"centre_{value.answer.state.value}", (at,))
        case Unchanged():
            yield Line("centre", True, "centre_well", (at,))
        case Unreachable(why) | Busy(why):
            yield Line("centre", False, "centre_silent", (at, why))
        case Unproved(why):
            yield Line("centre", False, "centre_false", (at, why))
        case Refused(why):
            yield Line("centre", False, "centre_refuses", (at, why))
        case TooLarge():
            yield Line("centre", False, "centre_refuses", (at, "413"))
    yield _clock(client.latest.offset_ms)


def _clock(offset_ms: int | None) -> Line:
    if offset_ms is None:
        return Line("clock", True, "clock_unknown")
    word = "clock_ahead" if offset_ms >= 0 else "clock_behind"
    return Line("clock", abs(offset_ms) <= MOST_OFFSET_MS, word, (f"{abs(offset_ms) / 1000:.1f}",))


# --- the store --------------------------------------------------------------------------------------------------------


def _store(of: Sources) -> Iterator[Line]:
    if of.storage is None:
        yield Line("ledger", False, "ledger_closed", (of.fault,))
        return
    try:
        facts, whole = of.storage.call(_looked).result(PATIENCE_S)
    except TooLate:
        yield Line("ledger", False, "ledger_slow", (f"{PATIENCE_S:.0f}",))
        return
    except Exception as trouble:  # whatever it is, the other parts are still shown
        yield Line("ledger", False, "ledger_closed", (str(trouble).partition("\n")[0][:160],))
        return
    yield _backlog(facts)
    yield Line(
        "aside", facts.set_aside == 0, "aside_some" if facts.set_aside else "aside_none", (str(facts.set_aside),)
    )
    yield _ledger(facts, whole)


def _looked(store: Store) -> tuple[LedgerFacts, KioskCompleteness]:
    return store.facts(), store.completeness()


def _backlog(facts: LedgerFacts) -> Line:
    if not facts.pending:
        return Line("backlog", True, "backlog_none")
    oldest = facts.oldest_pending_s or 0
    return Line("backlog", oldest < LONG_S, "backlog_some", (str(facts.pending), _age(oldest)))


def _ledger(facts: LedgerFacts, whole: KioskCompleteness) -> Line:
    if whole.gaps:
        return Line("ledger", False, "ledger_gaps", (str(facts.seq), ", ".join(whole.gaps)))
    return Line("ledger", True, "ledger_whole", (str(facts.seq), facts.ledger[:8]))


def _age(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}"
