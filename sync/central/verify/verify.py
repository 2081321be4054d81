"""`yiping-central verify`: chains, gaps, forks, doubles, standing ratings, cases, and seals on what no record can prove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from sync.central.accounts.audit import heads
from sync.central.central import Central
from sync.central.database import rows_at_once
from sync.central.intake.models import Alarm, AttachmentRow, RecordRow, Stray
from sync.central.migrate import newest, version
from sync.central.places.models import Hall
from sync.central.seals import broken_seals, sealed
from sync.central.tables import tables
from sync.central.verify.audit import audits
from sync.central.verify.cases import cases
from sync.central.verify.chains import chains
from sync.central.verify.finding import Finding
from sync.central.verify.stories import stories
from sync.central.verify.witness import cut_back


@dataclass(slots=True)
class Verified:
    """What verify saw: how much there is, and what differs. Open alarms are told and are no difference.

    `audits` are the chains' heads (hall, lines, hash): kept elsewhere, they show a chain that was made anew. `erased` are
    the sealed texts that were taken out on purpose, the last of them at `erased_ms`.
    """

    halls: int = 0
    records: int = 0
    set_aside: int = 0
    open_alarms: int = 0
    erased: int = 0
    erased_ms: int | None = None
    audits: list[tuple[str, int, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything is as the records say."""
        return not self.findings


def verify(central: Central) -> Verified:
    """Recompute everything from the stored texts."""
    with central.database.read() as db:
        made = Verified()
        halls = db.execute(select(Hall.id, Hall.time_zone).order_by(Hall.id)).all()
        made.halls = len(halls)
        made.records = db.execute(select(func.count()).select_from(RecordRow)).scalar_one()
        aside = select(func.count()).select_from(RecordRow).where(RecordRow.said == "set_aside")
        strays = db.execute(select(func.count()).select_from(Stray)).scalar_one()
        made.set_aside = db.execute(aside).scalar_one() + strays
        opened = select(func.count()).select_from(Alarm).where(Alarm.closed_ms.is_(None))
        made.open_alarms = db.execute(opened).scalar_one()
        gone = select(func.count(), func.max(AttachmentRow.erased_ms)).where(AttachmentRow.erased_ms.is_not(None))
        made.erased, made.erased_ms = db.execute(gone).one()
        made.findings += _schema(db)
        made.findings += _seals(db, central.keys.secret)
        made.audits = heads(db)
        made.findings += audits(db)
        made.findings += cut_back(db, central.settings.data)
        made.findings += _strangers(db, {hall for hall, _ in halls})
        for hall, zone in halls:
            made.findings += chains(db, hall)
            made.findings += stories(db, hall, zone)
            made.findings += cases(db, hall)
    return made


def _schema(db: Connection) -> Iterator[Finding]:
    held = version(db)
    if held != newest():
        yield Finding("alembic_version", "", str(held), f"the tables should be of version {newest()}")


def _seals(db: Connection, secret: bytes) -> Iterator[Finding]:
    for table in tables():
        if sealed(table):
            for key in broken_seals(db, secret, table, rows_at_once(table)):
                hall = str(key.pop("hall_id", ""))
                yield Finding(table.name, hall, "/".join(map(str, key.values())), "was changed by another hand")


def _strangers(db: Connection, halls: set[str]) -> Iterator[Finding]:
    """Find rows of halls that do not exist: nobody would ever look at them."""
    for table in tables():
        if "hall_id" in table.columns and not sealed(table):
            for hall in db.execute(select(table.c.hall_id).distinct()).scalars():
                if hall not in halls:
                    yield Finding(table.name, hall, "", "there is no such hall")
