"""`yiping-central`: the centre's commands. Exit 0: done; 1: something is wrong, said on stderr; 2: wrong arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sync.central.commands import COMMANDS, Trouble


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked) or 0)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yiping-central", description="Yiping 一评, the centre")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    for name, (describe, run) in COMMANDS.items():
        one = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        one.add_argument("--config", type=Path, help="a settings file, as config/central.toml")
        describe(one)
        one.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
