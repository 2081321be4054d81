"""Whether the sound server and the system's speech answer, asked before Qt is: one that hangs would hold Qt up for 30 s."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

PATIENCE_S = 2.0
_AUTH, _TAG, _VERSION, _COOKIE = 8, 0, 35, bytes(256)


def server_socket(env: Mapping[str, str]) -> Path | None:
    """Return where a PulseAudio or PipeWire server of this machine listens; None where there is none."""
    named = env.get("PULSE_SERVER", "")
    if named.startswith(("unix:", "/")):
        return Path(named.removeprefix("unix:"))
    path = Path(env.get("XDG_RUNTIME_DIR", "/run/user/0")) / "pulse" / "native"
    return path if path.exists() else None


def answers(env: Mapping[str, str], patience_s: float = PATIENCE_S) -> bool:
    """Return whether sound can be played without waiting: a server says something to a greeting, or there is none."""
    path = server_socket(env)
    return path is None or _replies(path, _greeting(), patience_s)


def speaks(env: Mapping[str, str], patience_s: float = PATIENCE_S) -> bool:
    """Return whether the system's speech can be used without waiting: on Linux a speech-dispatcher that runs and answers."""
    if sys.platform != "linux":
        return True
    path = Path(env.get("XDG_RUNTIME_DIR", "/run/user/0")) / "speech-dispatcher" / "speechd.sock"
    return _replies(path, b"HELP\r\n", patience_s)


def _replies(path: Path, greeting: bytes, patience_s: float) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(patience_s)
            line.connect(str(path))
            line.sendall(greeting)
            return bool(line.recv(1))
    except OSError:
        return False


def _greeting() -> bytes:
    """The first packet of PulseAudio's own protocol: who we are, without a cookie."""
    body = struct.pack(">cIcIcIcI", b"L", _AUTH, b"L", _TAG, b"L", _VERSION, b"x", len(_COOKIE)) + _COOKIE
    return struct.pack(">IIIII", len(body), 0xFFFFFFFF, 0, 0, 0) + body
