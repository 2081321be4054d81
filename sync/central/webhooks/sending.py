"""One POST to an address somebody gave us: signed as Standard Webhooks has it, and kept from where it must not go.

A name is resolved once and the connection goes to just the address that was looked at; no redirect is followed; what
lies inside the house is reached only where `webhooks.networks` names its network, and only there without TLS.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import ipaddress
import secrets
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SECRET = "whsec_"  # noqa: S105 - how every secret begins
LONGEST_S = 10.0  # connecting, sending and the answer's head together
READ = 1000  # bytes of an answer that anybody looks at
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowed(Exception):
    """This address is none to send to; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one try. `status` is None where no answer came; `trouble` is empty where it was taken."""

    status: int | None
    trouble: str = ""


def new_secret() -> str:
    """Return a secret to share with a receiver."""
    return SECRET + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, name: str, at_s: int, body: bytes) -> dict[str, str]:
    """Return the headers of a delivery: its id, when it is sent, and the HMAC-SHA256 over both and the body."""
    key = base64.b64decode(secret.removeprefix(SECRET))
    said = hmac.digest(key, f"{name}.{at_s}.".encode() + body, "sha256")
    return {
        "webhook-id": name,
        "webhook-timestamp": str(at_s),
        "webhook-signature": f"v1,{base64.b64encode(said).decode()}",
    }


def networks_of(text: str) -> tuple[Network, ...]:
    """Return the networks of a setting, as in "10.20.0.0/16, 127.0.0.0/8".

    Raises:
        ValueError: one of them is none.
    """
    return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip())


def checked(url: str) -> SplitResult:
    """Return the parts of an address that may be one.

    Raises:
        NotAllowed: it may not, wherever it leads.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("this is no address: write it as https://host/path") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise NotAllowed("an address begins with https:// and names a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowed("an address here has neither user, password nor #: the signature says who sends")
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > 1000:
        raise NotAllowed("an address is at most 1000 plain letters, without spaces")
    return parts


def allowed(address: Address, plain: bool, networks: Sequence[Network]) -> bool:
    """Return whether to connect there: anywhere public by TLS; else only in networks that the settings name."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    real = mapped or address
    if any(real in network for network in networks if network.version == real.version):
        return True
    tunnelled = isinstance(real, ipaddress.IPv6Address) and (real.sixtofour or real.teredo or real in NAT64)
    return not plain and real.is_global and not real.is_multicast and not tunnelled


def resolved(parts: SplitResult, networks: Sequence[Network]) -> tuple[str, int]:
    """Return the address and port to connect to; a name with one address that is not allowed is refused altogether.

    Raises:
        NotAllowed: it leads where nothing is sent.
        OSError: the name is not known.
    """
    plain = parts.scheme == "http"
    port = parts.port or (80 if plain else 443)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    for one in addresses:
        if not allowed(ipaddress.ip_address(one.partition("%")[0]), plain, networks):
            how = "without TLS" if plain else "inside"
            raise NotAllowed(f"{parts.hostname} is {how}: name its network in webhooks.networks if it is meant")
    return addresses[0], port


def send(
    url: str, headers: Mapping[str, str], body: bytes, networks: Sequence[Network], longest_s: float = LONGEST_S
) -> Sent:
    """Post once; every way in which that can fail is told, none is raised."""
    try:
        parts = checked(url)
        line = socket.create_connection(resolved(parts, networks), timeout=longest_s)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            line = context.wrap_socket(line, server_hostname=parts.hostname, do_handshake_on_connect=False)
        with line:
            return _posted(parts, line, headers, body, longest_s)
    except NotAllowed as why:
        return Sent(None, str(why))
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        return Sent(None, f"{type(trouble).__name__}: {trouble}"[:200])


def _posted(parts: SplitResult, line: socket.socket, headers: Mapping[str, str], body: bytes, longest_s: float) -> Sent:
    """Send, and read the answer's head, within a time: one that drips a byte now and then is cut off too."""
    late = threading.Event()
    end = threading.Timer(longest_s, _cut, [line, late])
    end.daemon = True
    end.start()
    try:
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        asked = http.client.HTTPConnection(parts.hostname or "", parts.port)
        asked.default_port = 443 if parts.scheme == "https" else 80  # what the Host header leaves out
        asked.port = parts.port or asked.default_port
        asked.sock = line
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked.request("POST", target, body, {**headers, "content-type": "application/json", "connection": "close"})
        answer = asked.getresponse()
        answer.read(READ)
        return Sent(None, f"no whole answer in {longest_s:g} s") if late.is_set() else _told(answer.status)
    finally:
        end.cancel()


def _told(status: int) -> Sent:
    if 200 <= status < 300:
        return Sent(status)
    if 300 <= status < 400:
        return Sent(status, "it sends elsewhere, and nothing is followed: give the new address")
    return Sent(status, f"the receiver answered {status}")


def _cut(line: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):  # closed already
        line.shutdown(socket.SHUT_RDWR)
