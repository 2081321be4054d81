"""The centre's parts, joined: settings, keys, clock, database, intake. Whoever needs one is handed it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select

from sync.central.citus import spread_if_it_takes_no_time
from sync.central.database import Database
from sync.central.followup.joined import Joined
from sync.central.intake.intake import Intake
from sync.central.keys import CentreKeys, centre_keys
from sync.central.kiosks.models import Centre
from sync.central.migrate import migrate
from sync.central.settings import CentralSettings
from sync.clock import Clock, SystemClock
from sync.contract import uuid7
from sync.times import milliseconds


class WrongCentre(Exception):
    """The keys and the database do not belong together; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Central:
    """One centre, open. `incarnation` changes when its database is restored from a backup."""

    settings: CentralSettings
    keys: CentreKeys
    clock: Clock
    database: Database
    intake: Intake
    incarnation: str
    joined: Joined

    def now_ms(self) -> int:
        """Milliseconds since 1970 by the centre's clock."""
        return milliseconds(self.clock.now())

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_central(settings: CentralSettings, clock: Clock | None = None) -> Central:
    """Open the centre: keys made at the first call, the database brought up to date.

    Raises:
        WrongCentre: the database was made with other keys than those in the data folder.
    """
    clock = clock or SystemClock()
    keys = centre_keys(settings.data, milliseconds(clock.now()))
    database = Database(settings.url, keys.secret)
    try:
        before, _ = migrate(database)
        spread_if_it_takes_no_time(database, new=before is None)
        incarnation = _incarnation(database, keys, milliseconds(clock.now()))
    except Exception:
        database.close()
        raise
    intake, joined = Intake(database, keys, clock), Joined(database, keys.secret)
    intake.on_decided.append(joined.decided)
    return Central(settings, keys, clock, database, intake, incarnation, joined)


def _incarnation(database: Database, keys: CentreKeys, now_ms: int) -> str:
    with database.write() as connection:
        known = connection.execute(select(Centre)).mappings().first()
        if known is None:
            made = uuid7(now_ms)
            row = {"id": keys.centre, "key": keys.key, "incarnation": made, "since_ms": now_ms}
            connection.execute(insert(Centre).values(**row))
            return made
    if known["id"] != keys.centre:
        raise WrongCentre(
            "the database belongs to another centre than the keys in the data folder: "
            "put that centre's centre-keys.json there, or name another database"
        )
    return str(known["incarnation"])
