"""What the machine itself offers: libraries, a display and a loudspeaker, judged without opening a window."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from kiosk.soundserver import answers, server_socket


def display(env: Mapping[str, str]) -> tuple[bool, str]:
    """Return whether a window could be shown, and a sentence. Over a remote shell it cannot be told: that is no fault."""
    if sys.platform != "linux":
        return True, "left to the system"
    if (platform := env.get("QT_QPA_PLATFORM", "")).startswith(("offscreen", "minimal", "vnc")):
        return True, f"none: QT_QPA_PLATFORM is {platform}"
    wayland, screen = env.get("WAYLAND_DISPLAY"), env.get("DISPLAY")
    if wayland:
        path = Path(wayland) if wayland.startswith("/") else Path(env.get("XDG_RUNTIME_DIR", "/run/user/0")) / wayland
        missing = f"WAYLAND_DISPLAY is {wayland}, but {path} is not there: start the compositor (cage) first"
        return (True, f"Wayland, {wayland}") if path.exists() else (False, missing)
    if screen:
        return _x11(screen)
    found = _connected()
    said = f"; connected: {', '.join(found)}" if found else ""
    return True, f"this shell has none (neither DISPLAY nor WAYLAND_DISPLAY is set){said}"


def drawing(env: Mapping[str, str], module: str = "PySide6.QtQuick") -> tuple[bool, str]:  # noqa: ARG001 - the same
    """Return whether what draws the window can be loaded, and a sentence: a bare machine lacks what no bundle can bring."""
    try:
        import_module(module)
    except ImportError as why:
        said = f"the window cannot be drawn ({why}): run config/deploy/linux/install, it names every library"
        return False, said
    return True, "what draws the window can be loaded"


def _x11(screen: str) -> tuple[bool, str]:
    host, _, rest = screen.rpartition(":")
    path = Path("/tmp/.X11-unix") / f"X{rest.partition('.')[0]}"  # noqa: S108 - where X servers put their sockets
    if host in ("", "unix") and not path.exists():
        return False, f"DISPLAY is {screen}, but no X server listens at {path}: start it first"
    return True, f"X11, {screen}"


def _connected() -> list[str]:
    ports = Path("/sys/class/drm").glob("*/status")
    return sorted(port.parent.name for port in ports if _read(port) == "connected")


def sound(env: Mapping[str, str]) -> tuple[bool, str]:
    """Return a sentence on loudspeakers; silence is no fault, prompts are then left out."""
    if sys.platform != "linux":
        return True, "left to the system"
    if cards := _cards():
        return True, f"sound card: {', '.join(cards)}"
    if not can_be_heard(env):
        return True, "no sound card: prompts stay silent"
    return True, "a sound server" if answers(env) else "a sound server that does not answer: prompts stay silent"


def can_be_heard(env: Mapping[str, str]) -> bool:
    """Return whether there is a sound card or a sound server here; asked before anything of Qt's sound is loaded."""
    return sys.platform != "linux" or bool(_cards()) or bool(env.get("PULSE_SERVER")) or server_socket(env) is not None


def _cards() -> list[str]:
    return [line.partition("- ")[2] for line in _read(Path("/proc/asound/cards")).splitlines() if "]: " in line]


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
