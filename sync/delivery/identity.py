"""Who this kiosk is to its centre: its keys, its place, and the centre's keys it will believe."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sync.suite import Keys, PublicKeys

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What enrolment gave. `central` is the centre's address without a trailing slash; `keys` never leave this machine.

    `authority` is a file with the certificate authority to believe; without one the system's are believed.
    """

    central: str
    kiosk: str
    hall: str
    window: str
    keys: Keys = field(repr=False)  # must not reach a log
    centre: str
    centre_keys: PublicKeys
    incarnation: str
    authority: str | None = None


def address_trouble(url: str) -> str | None:
    """Return what is wrong with a centre's address, as a sentence, or None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return f"{url!r} is not an address: write it as in https://centre.example"
    if parts.scheme not in ("http", "https") or not host:
        return f"{url!r} is not the address of a centre: write it as in https://centre.example"
    if parts.scheme == "http" and host not in LOOPBACK:
        return f"{url} is not encrypted: plain http is only for a centre on this machine, use https"
    if parts.query or parts.fragment or parts.username:
        return f"{url!r} has more than an address in it: leave out everything after the path and before the name"
    return None
