"""What a technician runs first: everything this kiosk needs, looked at once, each with a sentence on what to do.

Nothing is changed. A running kiosk is asked over its local socket; a stopped one's database is opened and looked
through from end to end.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.asking import NotAnswered, ask
from kiosk.identity import BadIdentity, identity_in
from kiosk.keyboard import lexicon
from kiosk.prompts import Prompt, is_pcm, recording
from kiosk.questions import asked_here
from kiosk.readers import scanner
from kiosk.settings import BadSettings, KioskSettings, read_settings
from kiosk.store.lock import Lock
from kiosk.store.trouble import InUse
from kiosk.surroundings import display, drawing, sound
from kiosk.voice import folders
from sync import resources
from sync.clock import Clock, SystemClock
from sync.contract import KioskSettings as Given
from sync.contract import State
from sync.delivery.cable import Cable
from sync.delivery.client import Client
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Answered, Busy, Refused, TooLarge, Unchanged, Unproved, Unreachable
from sync.questionnaire import BadQuestionnaire

MOST_OFFSET_MS = 120_000  # what the contract calls a jump
FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, whether it is well, and what to know or do."""

    what: str
    ok: bool
    said: str


def check(file: Path | None, env: Mapping[str, str] = os.environ, clock: Clock | None = None) -> list[Finding]:
    """Return a finding for each part, in the order in which they build on each other."""
    try:
        settings = read_settings(file, env)
    except BadSettings as bad:
        return [*(Finding("settings", False, mistake) for mistake in bad.mistakes), *_files(None), *_around(env)]
    found = [Finding("settings", True, str(file) if file else "no file named: the defaults"), *_files(settings)]
    found.append(_keyboard(settings))
    folder = settings.folder
    identity, enrolled = _identity(folder)
    found += [enrolled, *_store(folder)]
    found += [_queue(settings), *_centre(identity, clock or SystemClock())]
    return [*found, _voice(settings), *_notices(settings), *_around(env)]


def _voice(settings: KioskSettings) -> Finding:
    """Which prompts have a recording; without one they are left to the system's speech, which is no fault."""
    if settings.voice.folder and not Path(settings.voice.folder).is_dir():
        return Finding("voice", False, f"no folder {settings.voice.folder}: make it, or mend voice.folder")
    if not settings.voice.volume and not settings.voice.by_hour:
        return Finding("voice", True, "silent: voice.volume is 0")
    broken = [path.name for path in sorted(Path(settings.voice.folder or "/nowhere").glob("*.wav")) if not is_pcm(path)]
    if broken:
        return Finding("voice", False, f"no WAV of PCM, 16 bit: {', '.join(broken)}: record or convert it again")
    spoken = sorted(path.stem for path in (resources.assets() / "translations").glob("*.toml"))
    said = [
        f"{language} {sum(recording(one, language, folders(settings.voice)) is not None for one in Prompt)}/{len(Prompt)}"
        for language in spoken
    ]
    return Finding("voice", True, f"recordings: {', '.join(said)}; the others by the system's speech, or silent")


def _notices(settings: KioskSettings) -> list[Finding]:
    """What the folder of notices holds, and each file that is left out."""
    if not settings.idle.folder:
        return [Finding("notices", True, "no folder of notices: only the centre's are shown")]
    from kiosk.notices.folder import read_folder

    found = read_folder(Path(settings.idle.folder), settings.zone, settings.idle.notice_s)
    said = Finding("notices", True, f"{len(found.notices)} in {settings.idle.folder}")
    return [said, *(Finding("notices", False, mistake) for mistake in found.mistakes)]


def _files(settings: KioskSettings | None) -> list[Finding]:
    try:
        missing = [name for name in FONTS if not (resources.assets() / "fonts" / name).is_file()]
        read = asked_here(settings or KioskSettings(), None)
    except (resources.NotFound, BadQuestionnaire, OSError) as trouble:
        return [Finding("files", False, f"{trouble}")]
    wanted = f"{(settings or KioskSettings()).screen.language}.toml"
    if not (resources.assets() / "translations" / wanted).is_file():
        return [Finding("files", False, f"assets/translations has no {wanted}, which screen.language asks for")]
    if missing:
        return [Finding("files", False, f"{' and '.join(missing)} missing in assets/fonts: run `make fonts`")]
    return [Finding("files", True, f"fonts; questionnaire {read.id} {read.version}, {len(read.reasons)} reasons")]


def _keyboard(settings: KioskSettings) -> Finding:
    if not settings.screen.keyboard:
        return Finding("keyboard", True, "not ours: screen.keyboard is false")
    return Finding("keyboard", *lexicon.look(resources.assets() / "lexicon" / lexicon.FILE))


def _identity(folder: Path) -> tuple[Identity | None, Finding]:
    try:
        identity = identity_in(folder)
    except BadIdentity as bad:
        return None, Finding("enrolment", False, str(bad))
    if identity is None:
        return None, Finding("enrolment", False, f"no key in {folder}: run `yiping-kiosk enrol URL CODE`")
    said = f"hall {identity.hall}, window {identity.window}, kiosk {identity.kiosk}"
    return identity, Finding("enrolment", True, said)


# --- the store --------------------------------------------------------------------------------------------------------


def _store(folder: Path) -> list[Finding]:
    try:
        answer = ask(folder, {"ask": "check"})
    except NotAnswered as why:
        return [Finding("running", False, str(why))]
    if answer is not None:
        return [Finding(line["what"], line["ok"], line["said"]) for line in answer["lines"]]
    return _stopped(folder)


def _stopped(folder: Path) -> list[Finding]:
    from kiosk.store.database import FILE  # loads the ORM, which a running kiosk's check does without

    if not any((folder / name).exists() for name in (FILE, f"{FILE}-wal", "witness.log")):
        return [Finding("database", True, f"none yet in {folder}: it is made at the first start")]
    try:
        lock = Lock(folder / "lock")
    except InUse:
        return [Finding("database", False, f"{folder} is in use, but nobody answers: a kiosk is starting or hangs")]
    try:
        with TemporaryDirectory(prefix="yiping-check-") as copy:
            return [Finding("running", True, "no kiosk runs here"), *_looked_through(folder, Path(copy))]
    except OSError as trouble:
        return [Finding("database", False, f"{folder} cannot be read ({trouble}): run this as the kiosk's account")]
    finally:
        lock.release()


def _looked_through(folder: Path, copy: Path) -> list[Finding]:
    """Look through a copy: SQLite drops a write-ahead log it cannot use, and salvage may need it."""
    from kiosk.store import checkup, database, witness

    for name in (database.FILE, f"{database.FILE}-wal"):
        if (folder / name).exists():
            shutil.copyfile(folder / name, copy / name)
    if not (copy / database.FILE).exists() or not (copy / database.FILE).stat().st_size:
        return [
            Finding("database", False, f"the file in {folder} is gone or empty, but there were records: {_RESTART}")
        ]
    try:
        db = database.connect(copy / database.FILE)
    except Exception as trouble:  # whatever it is, the technician is told and the other parts are still looked at
        return [Finding("database", False, f"cannot be opened ({_short(trouble)}): {_RESTART}")]
    seen = witness.Witness(folder / witness.FILE)
    try:
        return [Finding(line.what, line.ok, line.said) for line in checkup.checked(db, folder, seen)]
    except Exception as trouble:  # the same
        return [Finding("database", False, f"cannot be read ({_short(trouble)}): {_RESTART}")]
    finally:
        seen.close()
        database.disconnect(db)


_RESTART = "start the kiosk, it moves the file to quarantine and salvages it"


def _short(trouble: Exception) -> str:
    return str(trouble).partition("\n")[0][:120]


# --- what it talks to ---------------------------------------------------------------------------------------------------


def _queue(settings: KioskSettings) -> Finding:
    match settings.queue.kind:
        case "poll":
            from kiosk.tickets.look import look  # loads the HTTP client

            return Finding("queue", *look(settings))
        case "push":
            from kiosk.tickets.knock import knock

            return Finding("queue", *knock(settings.queue))
        case "scanner":
            return Finding("queue", *scanner(settings))
        case kind:
            return Finding("queue", True, f"{kind}: no queue system is asked")


def _centre(identity: Identity | None, clock: Clock) -> list[Finding]:
    """Ask as the kiosk asks: signed, and believing only the centre's own signature."""
    if identity is None:
        return []
    client = Client(identity, Cable(identity.central, authority=identity.authority), clock)
    try:
        answer = client.ask("GET", "/api/v1/kiosk", Given)
    finally:
        client.close()
    match answer:
        case Answered(value, _):
            state = value.answer.state
            said = f"{identity.central} answers as {value.hall_name}, {value.window_name}: this kiosk is {state}"
            return [Finding("centre", state is State.ACTIVE, said), _clock(client.latest.offset_ms)]
        case Unchanged():
            return [Finding("centre", True, f"{identity.central} answers")]
        case Unreachable(why) | Busy(why):
            return [Finding("centre", False, f"{identity.central}: {why}; ratings are kept and sent later")]
        case Unproved(why):
            return [Finding("centre", False, f"{identity.central} is not our centre: {why}; look for a captive portal")]
        case Refused(why):
            return [Finding("centre", False, f"{identity.central} refuses this kiosk: {why}")]
        case TooLarge():
            return [Finding("centre", False, f"something before {identity.central} refuses even a short question")]


def _clock(offset_ms: int | None) -> Finding:
    if offset_ms is None:
        return Finding("clock", True, "not compared: the centre gave no time")
    ahead = "ahead of" if offset_ms >= 0 else "behind"
    said = f"{abs(offset_ms) / 1000:.1f} s {ahead} the centre"
    if abs(offset_ms) > MOST_OFFSET_MS:
        return Finding("clock", False, f"{said}: set the time; times are corrected, but people read this clock")
    return Finding("clock", True, said)


def _around(env: Mapping[str, str]) -> list[Finding]:
    looks: tuple[tuple[str, Callable[[Mapping[str, str]], tuple[bool, str]]], ...] = (
        ("drawing", drawing),
        ("display", display),
        ("sound", sound),
    )
    python = Finding("program", True, f"Python {sys.version.partition(' ')[0]} on {sys.platform}")
    return [*(Finding(what, *look(env)) for what, look in looks), python]
