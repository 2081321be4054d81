"""What `yiping-central` can do, one function a command; settings and the centre are opened here and nowhere else."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from sync.central.commands import data, doors, growth, keys, kiosks, people, places, retention, webhooks
from sync.central.commands.opening import Trouble

Command = tuple[Callable[[ArgumentParser], None], Callable[[Namespace], int | None]]

COMMANDS: dict[str, Command] = {
    **doors.COMMANDS,
    **places.COMMANDS,
    **kiosks.COMMANDS,
    **keys.COMMANDS,
    **people.COMMANDS,
    **data.COMMANDS,
    **growth.COMMANDS,
    **retention.COMMANDS,
    **webhooks.COMMANDS,
}

__all__ = ["COMMANDS", "Trouble"]
