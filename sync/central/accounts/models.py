"""Tables of people and tokens that may read, and of every read.

Passwords, sessions and tokens are kept as hashes only; rows are sealed, since no record proves them. Times are RFC 3339.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told


class Account(Told, Base):
    """A person who may log in at the centre. `everywhere` sees every hall; else `AccountHall` lists them.

    A department's account sees what `AccountDepartment` lists, and nothing else of those halls.
    """

    __tablename__ = "accounts"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    shown: Mapped[str] = mapped_column(String(100))
    password: Mapped[str] = mapped_column(Text)
    everywhere: Mapped[bool] = mapped_column(Boolean)
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    made_at: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16), default="", server_default="")
    must_change: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))


class AccountHall(Told, Base):
    """A hall that a person may read."""

    __tablename__ = "account_halls"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(64), primary_key=True)


class AccountDepartment(Told, Base):
    """A department that a person is kept to."""

    __tablename__ = "account_departments"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    department_id: Mapped[str] = mapped_column(String(64), primary_key=True)


class LogIn(Told, Base):
    """A session: who holds the cookie whose hash this is. `form` goes into every form, so that no other site can post it.

    `step` says how far the log-in has come; `address` and `agent` let its person recognise it in a list.
    """

    __tablename__ = "log_ins"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    form: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[str] = mapped_column(String(32))
    ends_at: Mapped[str] = mapped_column(String(32))
    seen_at: Mapped[str] = mapped_column(String(32))
    step: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200))


class LogInTries(Told, Base):
    """Tries in a row for a name, real or not, or from an address; `key` is a hash of which. See `tries.py`."""

    __tablename__ = "log_in_tries"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    wait_until: Mapped[str] = mapped_column(String(32))
    tried_at: Mapped[str] = mapped_column(String(32))


class SecondFactor(Told, Base):
    """A person's authenticator app. `secret` is encrypted; a code of a step up to `last_step` is not taken again."""

    __tablename__ = "second_factors"
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    secret: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[str] = mapped_column(String(32))
    confirmed_at: Mapped[str | None] = mapped_column(String(32))
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(Told, Base):
    """A code that stands in for the app once."""

    __tablename__ = "recovery_codes"
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[str | None] = mapped_column(String(32))


class ReadingToken(Told, Base):
    """A program that may do one thing in one hall; `may` says what to people, the token itself to the door. Old ones do not."""

    __tablename__ = "reading_tokens"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    label: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[str] = mapped_column(String(32))
    revoked_at: Mapped[str | None] = mapped_column(String(32))
    may: Mapped[str] = mapped_column(String(16), default="")
    __table_args__ = (Index("reading_tokens_by_hash", "sha256"),)


class Access(Told, Base):
    """One line a read or a log-in: who asked for what of which hall (empty: none), and whether it was given."""

    __tablename__ = "access_log"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(200))
    given: Mapped[bool] = mapped_column(Boolean)


class AuditLine(Told, Base):
    """Something that was done: by whom, to what, why. `hash` covers the line and the one before it in its hall's chain.

    What concerns no hall (log-ins, accounts) is in the chain of the empty hall.
    """

    __tablename__ = "audit"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(100))
    act: Mapped[str] = mapped_column(String(32))
    what: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Told, Base):
    """Where a hall's audit chain ends: lines cut off its end are missed."""

    __tablename__ = "audit_heads"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
