"""So many tries in so much time, for each who asks: kept in this process's memory, and bounded there."""

from __future__ import annotations

import ipaddress
import math
import threading
from collections import OrderedDict
from collections.abc import Hashable

from fastapi import Request

REMEMBERED = 10_000  # who asked last; more at once would be an attack from everywhere, and the first are forgotten


class Throttle:
    """A bucket for each: `most` tries at once, filled again evenly within `per_s` seconds."""

    def __init__(self, most: int, per_s: float, remembered: int = REMEMBERED) -> None:
        self._most = most
        self._per_s = per_s
        self._remembered = remembered
        self._lock = threading.Lock()
        self._spent: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait_s(self, who: Hashable, now_s: float) -> int:
        """Return 0 where they may try, else the whole seconds until they may. Asking costs nothing."""
        with self._lock:
            over = self._left(who, now_s) + 1 - self._most
        return max(0, math.ceil(over * self._per_s / self._most))

    def spend(self, who: Hashable, now_s: float) -> None:
        """Count one try."""
        with self._lock:
            self._spent[who] = (self._left(who, now_s) + 1, now_s)
            self._spent.move_to_end(who)
            while len(self._spent) > self._remembered:
                self._spent.popitem(last=False)

    def _left(self, who: Hashable, now_s: float) -> float:
        tries, then_s = self._spent.get(who, (0.0, now_s))
        return max(0.0, tries - max(0.0, now_s - then_s) * self._most / self._per_s)


def address_of(request: Request) -> str:
    """Return who asks, as far as the net says: an IPv4 address, or the /64 network an IPv6 address lies in."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
