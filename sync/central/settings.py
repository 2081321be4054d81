"""The centre's settings: defaults, then a TOML file, then `YIPING_DATABASE_URL` and `YIPING_DATA`; all mistakes at once."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sync.central.accounts.roles import Role

SECOND_FACTOR = {  # who must have a second factor
    "nobody": frozenset[str](),
    "administrators": frozenset({Role.SYSTEM_ADMIN.value, Role.STAFF_ADMIN.value, Role.AUDITOR.value}),
    "everybody": frozenset(role.value for role in Role),
}


class WrongSettings(Exception):
    """The settings cannot be used; the text has one line a mistake, each saying what to do."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the centre listens, with how many processes (0: one a core on PostgreSQL, one on SQLite).

    `public_url` is its address from outside; with https, log-in cookies are marked secure.
    """

    host: str = "127.0.0.1"
    port: int = 8710
    workers: int = 0
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class KioskRules:
    """What the centre asks of kiosks: when silence is an alarm, how long a code and a list of rated numbers last."""

    silent_minutes: int = 10
    code_hours: int = 72
    rated_hours: int = 24


@dataclass(frozen=True, slots=True)
class SummaryRules:
    """`staff_minimum`: people with fewer ratings than this are not shown on their own."""

    staff_minimum: int = 5


@dataclass(frozen=True, slots=True)
class AccountRules:
    """`second_factor`: who must have one: nobody (it is offered), administrators (and auditors), or everybody."""

    second_factor: str = "nobody"

    @property
    def second_for(self) -> frozenset[str]:
        """The roles that may do nothing before they have a second factor."""
        return SECOND_FACTOR.get(self.second_factor, SECOND_FACTOR["everybody"])


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """After how many days `yiping-central retain` takes what out; 0 keeps it for ever, except numbers to call back.

    `contact_days` counts from when the case is settled, and a citizen who was promised less gets less; a case that nobody
    closes counts as settled after `open_case_days`.
    """

    contact_days: int = 180
    open_case_days: int = 365
    comment_days: int = 0
    access_days: int = 730
    presence_days: int = 365
    event_days: int = 30
    file_days: int = 90


@dataclass(frozen=True, slots=True)
class WebhookRules:
    """`networks`, as in "10.20.0.0/16, 127.0.0.0/8", may be sent to although they are inside, also without TLS."""

    networks: str = ""
    keep_days: int = 30


@dataclass(frozen=True, slots=True)
class CentralSettings:
    """`data` holds the keys and, unless `database` says otherwise, the SQLite file."""

    data: Path
    database: str = ""
    server: ServerSettings = field(default_factory=ServerSettings)
    kiosks: KioskRules = field(default_factory=KioskRules)
    summary: SummaryRules = field(default_factory=SummaryRules)
    accounts: AccountRules = field(default_factory=AccountRules)
    retention: RetentionRules = field(default_factory=RetentionRules)
    webhooks: WebhookRules = field(default_factory=WebhookRules)

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database or f"sqlite:///{self.data / 'central.db'}"


_TABLES = {
    "server": ServerSettings,
    "kiosks": KioskRules,
    "summary": SummaryRules,
    "accounts": AccountRules,
    "retention": RetentionRules,
    "webhooks": WebhookRules,
}


def central_settings(file: Path | None, environment: Mapping[str, str] = os.environ) -> CentralSettings:
    """Return the settings.

    Raises:
        WrongSettings: the file cannot be read, or says what it may not.
    """
    said = _read(file) if file else {}
    name = file.name if file else "the settings"
    mistakes: list[str] = []
    tables = {key: _table(kind, said.pop(key, {}), f"{key}.", name, mistakes) for key, kind in _TABLES.items()}
    data = _text(said.pop("data", ""), "data", name, mistakes)
    database = _text(said.pop("database", ""), "database", name, mistakes)
    mistakes += [f"{key} in {name} is not a setting: see config/README.md for all of them" for key in said]
    if tables["accounts"].second_factor not in SECOND_FACTOR:
        mistakes.append(f"accounts.second_factor in {name} must be one of {', '.join(SECOND_FACTOR)}")
    mistakes += _networks(tables["webhooks"].networks, name)
    database = environment.get("YIPING_DATABASE_URL") or database
    if database and not database.startswith(("sqlite:///", "postgresql+psycopg://")):
        mistakes.append(
            f"the database {database.split(':')[0]}:… is neither: write sqlite:///… or postgresql+psycopg://…"
        )
    if mistakes:
        raise WrongSettings("\n".join(mistakes))
    folder = Path(environment.get("YIPING_DATA") or data or Path.home() / ".local/share/yiping/central")
    return CentralSettings(data=folder, database=database, **tables)


def _networks(text: str, name: str) -> list[str]:
    try:
        for one in filter(None, map(str.strip, text.split(","))):
            ipaddress.ip_network(one)
    except ValueError as wrong:
        return [f"webhooks.networks in {name}: {wrong}; write networks as in 10.20.0.0/16, 127.0.0.0/8"]
    return []


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as trouble:
        raise WrongSettings(f"{file} cannot be read ({trouble.strerror}): give a file with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise WrongSettings(f"{file.name} is not TOML: {trouble}") from None


def _table(kind: Any, said: Any, prefix: str, name: str, mistakes: list[str]) -> Any:
    if not isinstance(said, dict):
        mistakes.append(f"{prefix[:-1]} in {name} must be a table: write it as [{prefix[:-1]}]")
        return kind()
    known = {one.name: one for one in fields(kind)}
    taken: dict[str, Any] = {}
    for key, value in said.items():
        if key not in known:
            mistakes.append(f"{prefix}{key} in {name} is not a setting: see config/README.md for all of them")
        elif type(value) is not type(known[key].default):
            mistakes.append(f"{prefix}{key} in {name} must be like {known[key].default!r}, not {value!r}")
        elif isinstance(value, int) and value < 0:
            mistakes.append(f"{prefix}{key} in {name} is {value}: it must not be negative")
        else:
            taken[key] = value
    return kind(**taken)


def _text(value: Any, key: str, name: str, mistakes: list[str]) -> str:
    if not isinstance(value, str):
        mistakes.append(f"{key} in {name} must be a text, not {value!r}")
        return ""
    return value
