"""Tables of the centre itself, kiosks, one-time codes and what each kiosk said last. Times are milliseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.central.database import Base, Told

CENTRE = "centre"  # stands where a kiosk's id stands in the centre's own ledgers
MOVED = "moved"  # the state of a kiosk's row in a hall it was moved away from; no kiosk is ever told so


class Centre(Told, Base):
    """The one row about this centre. A restore gives it a new incarnation, so that kiosks send again what it lost."""

    __tablename__ = "centre"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(16))
    incarnation: Mapped[str] = mapped_column(String(36))
    since_ms: Mapped[int] = mapped_column(BigInteger)


class Kiosk(Told, Base):
    """A tablet at a window: its public keys (base64url) and its state. A new enrolment is a new kiosk.

    Moved to another hall it has a row in each; the old one's state is *moved*.
    """

    __tablename__ = "kiosks"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    window_id: Mapped[str] = mapped_column(String(64))
    sign_key: Mapped[str] = mapped_column(String(43))
    seal_key: Mapped[str] = mapped_column(String(43))
    key: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="active")
    enrolled_ms: Mapped[int] = mapped_column(BigInteger)
    state_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("kiosks_by_id", "id"), Index("kiosks_by_key", "key"))


class FormerPlace(Told, Base):
    """A window where a kiosk stood: ledgers begun there still belong there, however late they come."""

    __tablename__ = "former_places"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    window_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    until_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("former_places_by_kiosk", "kiosk_id"),)


class FormerKey(Told, Base):
    """A signing key that a kiosk had; what it signed with it for phones stays good. Its requests do until `until_ms`."""

    __tablename__ = "former_keys"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    sign_key: Mapped[str] = mapped_column(String(43))
    until_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("former_keys_by_key", "hall_id", "key"),)


class WaitingKiosk(Told, Base):
    """A tablet that knows no code and waits to be let in; `id` will be its name. `address` is where it asked from."""

    __tablename__ = "waiting_kiosks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sign_key: Mapped[str] = mapped_column(String(43))
    seal_key: Mapped[str] = mapped_column(String(43))
    address: Mapped[str] = mapped_column(String(64))
    first_ms: Mapped[int] = mapped_column(BigInteger)
    last_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("waiting_kiosks_by_key", "sign_key", unique=True),)


class RemoteCommand(Told, Base):
    """Something a tablet was asked to do: by whom, why, until when, and what it said. `done` is empty until it has."""

    __tablename__ = "remote_commands"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str | None] = mapped_column(String(500))
    volume: Mapped[int | None] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(120))
    made_ms: Mapped[int] = mapped_column(BigInteger)
    until_ms: Mapped[int] = mapped_column(BigInteger)
    answered_ms: Mapped[int | None] = mapped_column(BigInteger)
    done: Mapped[bool | None] = mapped_column(Boolean)
    said: Mapped[str] = mapped_column(String(200), default="")
    __table_args__ = (Index("remote_commands_by_kiosk", "hall_id", "kiosk_id", "until_ms"),)


class BundlePart(Told, Base):
    """A run of the sealed bytes of the support bundle that a command asked for."""

    __tablename__ = "bundle_parts"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    command_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StagedSettings(Told, Base):
    """One revision of settings on trial, over those of the hall's file; nothing is ever changed, the highest holds.

    `window_id` is empty for a whole hall, `hall_id` too for every hall. `text` is JSON by section and key.
    """

    __tablename__ = "staged_settings"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(120))
    made_ms: Mapped[int] = mapped_column(BigInteger)


class EnrolCode(Told, Base):
    """A one-time code; `secret` is sealed to the centre's own key, so that the table alone lets nobody in."""

    __tablename__ = "enrol_codes"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    window_id: Mapped[str] = mapped_column(String(64))
    secret: Mapped[str] = mapped_column(Text)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    expires_ms: Mapped[int] = mapped_column(BigInteger)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    kiosk_id: Mapped[str | None] = mapped_column(String(36))
    __table_args__ = (Index("enrol_codes_by_id", "id", unique=True),)


class Presence(Told, Base):
    """What a kiosk said last: `text` is its heartbeat as sent, the other columns are what is asked for often."""

    __tablename__ = "presences"
    hall_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seen_ms: Mapped[int] = mapped_column(BigInteger)
    challenge_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    pending: Mapped[int] = mapped_column(BigInteger)
    page: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[str | None] = mapped_column(String(64))
    shift: Mapped[str | None] = mapped_column(String(64))
    out_of_service: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
