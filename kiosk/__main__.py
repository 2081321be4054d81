"""yiping-kiosk: run · check · enrol · export · simulate · demo. Exit 0 done, 1 something is wrong, 2 wrong arguments."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__, garbage
from sync.loglines import to_stderr

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from kiosk.settings import KioskSettings

WINDOWED = (1280, 800)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code. Each command loads what it needs and nothing else."""
    to_stderr()
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it lists its plugins at every start
    given = sys.argv[1:] if arguments is None else arguments
    args = _parser(given).parse_args(given)
    command: Callable[[argparse.Namespace], int] = args.command
    return command(args)


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yiping-kiosk", description="Yiping 一评: the kiosk at a service window")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, does: str, command: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=does, description=does)
        made.set_defaults(command=command)
        return made

    def add_config(made: argparse.ArgumentParser) -> None:
        made.add_argument("--config", type=Path, metavar="F", help="the settings file (kiosk.toml)")

    run = add("run", "show the window where citizens rate", _run)
    add_config(run)
    run.add_argument("--windowed", action="store_true", help="in a window of 1280x800 instead of on the full screen")
    check = add("check", "say of everything this kiosk needs whether it is there, and what to do", _check)
    add_config(check)
    check.add_argument("--json", action="store_true", help="for a machine to read")
    enrol = add("enrol", "make this kiosk's key and register it at its centre", _enrol)
    add_config(enrol)
    enrol.add_argument("url", metavar="URL", help="the centre's address")
    enrol.add_argument("code", metavar="CODE", nargs="?", help="the one-time code of `yiping-central enrol-code`")
    enrol.add_argument("--wait", action="store_true", help="no code: wait until an administrator lets this kiosk in")
    enrol.add_argument("--authority", metavar="F", help="file of the authority that signed the centre's certificate")
    export = add("export", "write a day's report of this window as CSV, XLSX and PDF", _export)
    add_config(export)
    export.add_argument("--day", required=True, metavar="D", type=_day, help="as in 2026-11-22")
    export.add_argument("--to", required=True, metavar="DIR", type=Path, help="the folder for the files")
    export.add_argument("--language", choices=("zh-CN", "en"), default="zh-CN", help="of the report (zh-CN)")
    _add_simulate(
        add("simulate", "let many kiosks without a screen rate and deliver, to try a centre", _simulate), given
    )
    demo = add("demo", "try it all on this machine: a centre, a queue and a kiosk", _demo)
    demo.add_argument("--port", type=int, default=8710, help="where the centre listens (8710)")
    demo.add_argument("--to", type=Path, default=Path("demo"), metavar="DIR", help="where everything is left (demo)")
    return parser


def _add_simulate(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    if "simulate" not in given[:1]:  # its module loads HTTP and crypto; the window must not wait for them
        return
    from kiosk.simulate.run import add_arguments

    add_arguments(parser)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day: write it as in 2026-11-22") from None


def _run(args: argparse.Namespace) -> int:
    garbage.hold()
    from kiosk.app import App
    from kiosk.loglines import LogLines
    from kiosk.settings import BadSettings, read_settings
    from kiosk.viewmodels.load import FontMissing
    from kiosk.viewmodels.words import WordsAmiss
    from sync import resources
    from sync.clock import SystemClock
    from sync.questionnaire import BadQuestionnaire

    try:
        settings = read_settings(args.config)
        size = WINDOWED if args.windowed or not settings.screen.full_screen else None
        if _without_key(settings.folder) and not _first_start(settings, size):
            return 0
        app = App(settings, settings.folder, SystemClock(), version=__version__, size=size)
    except (BadSettings, FontMissing, BadQuestionnaire, WordsAmiss, resources.NotFound) as why:
        return _wrong(why)
    _quit_on_signals(app.application)
    logging.getLogger().addHandler(LogLines())
    code = app.run()
    if app.left:
        from kiosk.watchdog import leave

        leave(os.environ)
    return _again() if app.again else code


def _again() -> int:
    """A technician wants the program begun anew: whoever watches over it does that, else it does so itself."""
    if "NOTIFY_SOCKET" not in os.environ:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own command line
    return 1  # systemd was told that we stop, and starts what did not end well


def _without_key(folder: Path) -> bool:
    """Whether this tablet was never enrolled. A key that is there but cannot be read is no first start: see code K-08."""
    from kiosk.settings import IDENTITY

    try:
        return not (folder / IDENTITY).exists()
    except OSError:
        return False


def _first_start(settings: KioskSettings, size: tuple[int, int] | None) -> bool:
    from kiosk.firststart import FirstStart
    from sync.clock import SystemClock

    first = FirstStart(settings, settings.folder, SystemClock(), size=size)
    _quit_on_signals(first.application)
    return first.run()


def _quit_on_signals(application: QGuiApplication) -> None:
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: application.quit())


def _check(args: argparse.Namespace) -> int:
    from kiosk.outside import check_command

    return check_command(args.config, as_json=args.json)


def _enrol(args: argparse.Namespace) -> int:
    if (args.code is None) != args.wait:
        print("yiping-kiosk enrol: give the one-time CODE, or --wait to be let in without one", file=sys.stderr)
        raise SystemExit(2)
    from kiosk.enrol_command import enrol_command

    return enrol_command(args.config, args.url, args.code, args.authority)


def _export(args: argparse.Namespace) -> int:
    from kiosk.outside import export_command

    return export_command(args.config, args.day, args.to, language=args.language)


def _simulate(args: argparse.Namespace) -> int:
    from kiosk.simulate.run import run

    return run(args)


def _demo(args: argparse.Namespace) -> int:
    from kiosk.demo.play import play

    return play(args.to, args.port)


def _wrong(why: object) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
