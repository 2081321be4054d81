"""Rating on the citizen's own phone: what a token opens, and what a tap or an explanation on its page leaves.

Looking consumes nothing. A rating is a record in the centre's own ledger of the hall, and the token it carries is
enough to create the visit, so it may come weeks before the kiosk's records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from sync.central.database import Database, again
from sync.central.intake.ledgers import lock_hall
from sync.central.intake.models import Rating, RecordRow
from sync.central.intake.pieces import key_of
from sync.central.intake.story import names_of
from sync.central.keys import CentreKeys
from sync.central.passing.told import Teller, rated_item
from sync.central.web.opening import Expired, Opened, Unreadable, opened
from sync.central.web.phone_form import BadForm, Explaining, Tapped, proof_of, proves
from sync.contract import MAX_COMMENT, uuid7
from sync.kinds import Body, Channel, Explained, Level, Rated
from sync.receipt import receipt_code, receipt_secret
from sync.suite import seal
from sync.times import milliseconds
from sync.token import QrToken

CHANGE_FOR = timedelta(minutes=30)  # a sitting on the phone; after that the rating is final
FIRST = 1  # the phone asks for the first rating; a 追评 has its own invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """A record that begins at the centre, of one visit; `sealed` travels beside it."""

    id: str
    visit: str
    window: str
    body: Body
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Not rated yet."""

    opened: Opened


@dataclass(frozen=True, slots=True)
class AlreadyRated:
    """Somebody rated this number; it was not this page."""

    opened: Opened


@dataclass(frozen=True, slots=True)
class Kept:
    """The level is on disk; reasons may follow. `proof` shows that a page may explain or change this rating.

    `sent` is what could not be taken, and `trouble` the text that says why.
    """

    opened: Opened
    rating: str
    level: Level
    proof: str
    sent: Explaining | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Thanked:
    """All is said."""

    opened: Opened
    receipt: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that is not one of this page's."""

    opened: Opened
    key: str


Outcome = Unreadable | Expired | Ask | AlreadyRated | Kept | Thanked | Refused
Keep = Callable[[Connection, str, Sequence[Born], datetime], None]


class Phone:
    """Answers the phone page. `keep` appends records to the hall's own ledger, inside the given transaction;
    `teller` tells the window that its number was rated.
    """

    def __init__(self, database: Database, keys: CentreKeys, keep: Keep, teller: Teller) -> None:
        self._database = database
        self._keys = keys
        self._keep = keep
        self._teller = teller
        self._secret = receipt_secret(keys.pair)

    def look(self, text: str, *, now: datetime) -> Outcome:
        """Return what this token opens. Changes nothing."""
        with self._database.read() as db:
            found = opened(db, text, now)
            if not isinstance(found, Opened):
                return found
            return AlreadyRated(found) if _standing(db, found.token) else Ask(found)

    def take(self, text: str, form: Tapped | Explaining | BadForm, *, language: str, now: datetime) -> Outcome:
        """Take what the page sent, in one transaction; the same page sent twice leaves one rating."""
        with self._database.read() as db:
            found = opened(db, text, now)
        if not isinstance(found, Opened):
            return found
        if isinstance(form, BadForm):
            return Refused(found, form.key)
        return again(lambda: self._taken_in(found, form, language, now))

    def _taken_in(self, found: Opened, form: Tapped | Explaining, language: str, now: datetime) -> Outcome:
        with self._database.write() as db:
            lock_hall(db, found.token.hall)  # so that of two phones at once the second sees the first's rating
            if isinstance(form, Tapped):
                return self._tapped(db, found, form, language, now)
            return self._explained(db, found, form, now)

    def _tapped(self, db: Connection, opened: Opened, form: Tapped, language: str, now: datetime) -> Outcome:
        token = opened.token
        before = _record(db, token, form.rating)
        if before is not None:
            return self._kept(opened, before)
        if _taken(db, token, form.rating):
            return Refused(opened, "bad_form")
        if form.replaces is None:
            if _standing(db, token) or _sat(db, token):
                return AlreadyRated(opened)
        elif not self._may_change(db, opened, form.replaces, form.proof, now):
            return Refused(opened, "bad_form")
        body = _rated(opened, form, language, receipt_code(form.rating, self._secret))
        self._keep(db, token.hall, [_born(token, form.rating, body)], now)
        key = key_of(token.ticket_key)
        self._teller.tell(db, token.hall, token.window, [rated_item(form.rating, key)], milliseconds(now))
        return self._kept(opened, _record(db, token, form.rating))

    def _may_change(self, db: Connection, opened: Opened, rating: str, proof: str, now: datetime) -> bool:
        token = opened.token
        row = _record(db, token, rating)
        return (
            row is not None
            and row.corrected_by is None
            and proves(proof, self._keys.secret, token.hall, token.visit, rating)
            and now - _at(row.since_ms) <= CHANGE_FOR
        )

    def _explained(self, db: Connection, opened: Opened, form: Explaining, now: datetime) -> Outcome:
        token = opened.token
        row = _record(db, token, form.rating)
        if row is None or not proves(form.proof, self._keys.secret, token.hall, token.visit, form.rating):
            return Refused(opened, "bad_form")
        if not all(opened.questionnaire.has(Level(row.level), code) for code in form.reasons):
            return Refused(opened, "bad_form")
        if form.comment and len(form.comment) > MAX_COMMENT:
            return replace(self._kept(opened, row), sent=form, trouble="too_long")
        if (form.reasons or form.comment) and not _said(row) and row.corrected_by is None:
            self._keep(db, token.hall, [self._explanation(token, form, now)], now)
        return Thanked(opened, row.receipt or "")

    def _explanation(self, token: QrToken, form: Explaining, now: datetime) -> Born:
        record = uuid7(milliseconds(now))
        sealed = seal(self._keys.pair.public.seal, form.comment.encode(), record) if form.comment else None
        name = hashlib.sha256(sealed).hexdigest() if sealed else None
        body = Explained(rating=form.rating, reasons=form.reasons, comment=name)
        return _born(token, record, body, sealed)

    def _kept(self, opened: Opened, row: Any) -> Kept:
        token = opened.token
        proof = proof_of(self._keys.secret, token.hall, token.visit, row.id)
        return Kept(opened, row.id, Level(row.level), proof)


def _standing(db: Connection, token: QrToken) -> bool:
    wanted = (Rating.hall_id == token.hall, Rating.ticket_key == key_of(token.ticket_key), Rating.round == FIRST)
    return db.execute(select(Rating.id).where(*wanted, Rating.standing).limit(1)).first() is not None


def _sat(db: Connection, token: QrToken) -> bool:
    """Return whether this visit was rated by phone before, standing or not: a second phone is no second try."""
    wanted = (*_of_visit(token), Rating.round == FIRST)
    phone = Rating.channel == Channel.PHONE.value
    return db.execute(select(Rating.id).where(*wanted, phone).limit(1)).first() is not None


def _of_visit(token: QrToken) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for ratings of the token's visit at the token's window."""
    names = names_of(token.visit, token.window)
    return Rating.hall_id == token.hall, Rating.visit_id.in_(names), Rating.window_id == token.window


def _record(db: Connection, token: QrToken, rating: str) -> Any:
    """Return a rating of this visit by its record's id."""
    columns = (Rating.id, Rating.level, Rating.receipt, Rating.corrected_by, Rating.since_ms)
    wanted = (*_of_visit(token), Rating.id == rating)
    return db.execute(select(*columns, Rating.reasons, Rating.comment).where(*wanted)).first()


def _taken(db: Connection, token: QrToken, record: str) -> bool:
    wanted = (RecordRow.hall_id == token.hall, RecordRow.id == record)
    return db.execute(select(RecordRow.id).where(*wanted)).first() is not None


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _said(row: Any) -> bool:
    return row.reasons != "[]" or row.comment is not None


def _rated(opened: Opened, form: Tapped, language: str, receipt: str) -> Rated:
    return Rated(
        round=FIRST,
        channel=Channel.PHONE,
        level=form.level,
        questionnaire=opened.questionnaire.id,
        questionnaire_version=opened.questionnaire.version,
        language=language,
        staff=opened.token.staff,
        receipt=receipt,
        replaces=form.replaces,
        token=opened.text,
    )


def _born(token: QrToken, record: str, body: Body, sealed: bytes | None = None) -> Born:
    return Born(id=record, visit=token.visit, window=token.window, body=body, sealed=sealed)
