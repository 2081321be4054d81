"""Whether the port for a queue's events is as it should be, for a technician: listened on by the kiosk, or free for it."""

from __future__ import annotations

import socket
from http.client import HTTPConnection, HTTPException

from kiosk.settings import Queue
from kiosk.tickets.port import PATH
from kiosk.tickets.push import taken

PATIENCE_S = 5.0


def knock(queue: Queue) -> tuple[bool, str]:
    """Return whether the port can be used, and a sentence. Nothing is posted: an empty body is refused by a kiosk."""
    if not queue.port:
        return True, "push: events come through the centre; no port is set"
    line = HTTPConnection("127.0.0.1", queue.port, timeout=PATIENCE_S)
    headers = {"Authorization": f"Bearer {queue.token}", "Content-Type": "application/json"}
    try:
        line.request("POST", PATH, b"", headers)
        status = line.getresponse().status
    except ConnectionRefusedError:
        return _free(queue.port)
    except (OSError, HTTPException) as why:
        return (
            False,
            f"port {queue.port}: something listens there that is no kiosk ({type(why).__name__}): change queue.port",
        )
    finally:
        line.close()
    match status:
        case 422:
            return True, f"push: the kiosk listens on 127.0.0.1:{queue.port}"
        case 401:
            return False, f"port {queue.port}: the running kiosk has another token: restart it, or mend queue.token"
        case _:
            return False, f"port {queue.port}: something listens there that is no kiosk ({status}): change queue.port"


def _free(port: int) -> tuple[bool, str]:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True, f"push: 127.0.0.1:{port} is free; the kiosk listens there when it runs"
    except OSError as why:
        return False, taken(port, why)
