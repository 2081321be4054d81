"""Filling a store with a morning of true visits, and taking its folder away as a crash would leave it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from kiosk.entry import Attached, Entry, Kept
from kiosk.store.place import Place
from kiosk.store.store import Store
from sync.contract import uuid7
from sync.kinds import Asked, By, Channel, Ended, Explained, Level, Origin, Rated, Served

PLACE = Place("01890a5d-0000-7000-8000-000000000001", "H001", "3")
DAY = "2026-03-02"


def visit_entries(number: int, *, comment: bytes | None = None, service: str | None = None) -> list[list[Entry]]:
    """Return one visit as the kiosk keeps it: a list per step. `comment` is sealed bytes that travel beside it."""
    visit, rating = uuid7(), uuid7()
    ticket = f"A{number:03d}"
    served = Served(
        ticket=ticket,
        ticket_key=f"d:{DAY}/1/{ticket}",
        ticket_origin=Origin.QUEUE,
        day=DAY,
        staff="S001",
        service=service,
    )
    rated = Rated(
        round=1,
        channel=Channel.TABLET,
        level=Level(number % 5 + 1),
        questionnaire="national",
        questionnaire_version="2020.1",
        language="zh-CN",
        staff="S001",
    )
    attached = Attached(hashlib.sha256(comment).hexdigest(), "0123456789abcdef", comment) if comment else None
    explained = Explained(rating=rating, reasons=("510",), comment=attached.sha256 if attached else None)
    return [
        [Entry(id=uuid7(), body=served, visit=visit)],
        [
            Entry(id=uuid7(), body=Ended(by=By.QUEUE), visit=visit),
            Entry(id=uuid7(), body=Asked(by=By.QUEUE, limit_s=30), visit=visit),
        ],
        [Entry(id=rating, body=rated, visit=visit)],
        [Entry(id=uuid7(), body=explained, visit=visit, attached=attached)],
    ]


def fill(store: Store, visits: int, first: int = 0) -> list[Kept]:
    """Keep so many visits; every tenth leaves a comment, every seventh a text that needs overflow pages."""
    kept: list[Kept] = []
    for number in range(first, first + visits):
        comment = bytes([number % 251]) * 333 if number % 10 == 0 else None
        service = "办" * 1500 if number % 7 == 0 else "户籍迁移"
        for step in visit_entries(number, comment=comment, service=service):
            kept.extend(store.keep(step))
    return kept


def fill_at_once(store: Store, visits: int) -> None:
    """Keep so many visits in one transaction, for tests to which the number matters and the keeping does not."""
    store.keep([entry for number in range(visits) for step in visit_entries(number) for entry in step])


def snatch(folder: Path, to: Path) -> Path:
    """Copy an open store's files, as a killed process would leave them."""
    shutil.copytree(folder, to)
    return to
