"""How another program asks the running kiosk: a local socket in the data folder, mode 0600, a line of JSON each way.

The database is locked by the running kiosk, so `check` and `export` ask it. It only reads the records out; counting
and writing files is the asker's work and done under the asker's account.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.entry import Entry
from kiosk.export import DayRecords, read_day_in_slices
from sync.contract import read_record, uuid7, write_record
from sync.kinds import Exported
from sync.shape import Malformed, plain, shaped
from sync.summary.facts import KioskCompleteness

if TYPE_CHECKING:
    from kiosk.store.storage import Storage
    from kiosk.store.store import Store

log = logging.getLogger(__name__)

NAME = "ask.sock"
LONGEST_QUESTION = 64 * 1024
PATIENCE_S = 60.0  # a tablet with a year of records takes its time
AVAILABLE = hasattr(socket, "AF_UNIX")  # not on Windows: there the kiosk is stopped first

Answer = dict[str, Any]


class NotAnswered(Exception):
    """The running kiosk did not answer as it should; the text says what to do."""


class Asked:
    """The running kiosk's end. `check` gives its own lines; `start` and `stop` once each."""

    def __init__(self, folder: Path, storage: Storage, check: Callable[[], Future[list[Answer]]]) -> None:
        self._folder, self._storage, self._check = folder, storage, check
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="asked", daemon=True)
        self._socket: socket.socket | None = None

    def start(self) -> None:
        """Begin to answer; nothing happens where the system has no such sockets."""
        if not AVAILABLE:
            return
        self._socket = _listening(self._folder)
        self._thread.start()

    def stop(self) -> None:
        """End; a question being answered is finished first, for at most two seconds."""
        if self._socket is None:
            return
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(2)
        self._socket.close()
        (self._folder / NAME).unlink(missing_ok=True)

    def _run(self) -> None:
        assert self._socket is not None  # noqa: S101 - `start` has just made it
        while not self._stopping.is_set():
            try:
                asker, _ = self._socket.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                log.exception("a question could not be taken")
                self._stopping.wait(1)
                continue
            with asker:
                self._serve(asker)

    def _serve(self, asker: socket.socket) -> None:
        try:
            asker.settimeout(PATIENCE_S)
            question = json.loads(_line(asker, LONGEST_QUESTION))
            asker.sendall(json.dumps(self._answer(question), ensure_ascii=False).encode() + b"\n")
        except (OSError, ValueError) as trouble:
            log.warning("a question on the local socket came to nothing: %s", trouble)
        except Exception:  # the top of the thread: log, go on
            log.exception("a question on the local socket could not be answered")

    def _answer(self, question: Mapping[str, Any]) -> Answer:
        try:
            match question.get("ask"):
                case "check":
                    return {"lines": self._check().result(PATIENCE_S)}
                case "day":
                    return _told(read_day_in_slices(self._storage, str(question["day"])).result(PATIENCE_S))
                case "exported":
                    self._storage.keep([Entry(id=uuid7(), body=shaped(Exported, question["body"]))]).result(PATIENCE_S)
                    return {"kept": True}
                case other:
                    return {"trouble": f"this kiosk does not know the question {str(other)[:40]!r}"}
        except (KeyError, Malformed) as trouble:
            return {"trouble": f"the question is not complete: {trouble}"}
        except TooLate:
            return {"trouble": f"the kiosk's storage did not answer within {PATIENCE_S:.0f} s: try again"}
        except Exception as trouble:
            log.exception("a question could not be answered")
            return {"trouble": f"the kiosk could not answer: {trouble}"}


def answering(folder: Path, storage: Storage) -> Asked:
    """Return the running kiosk's end of the socket; start it when the store is open, stop it before storage."""
    return Asked(folder, storage, lambda: running_lines(storage))


def running_lines(storage: Storage) -> Future[list[Answer]]:
    """Return what a running kiosk says of its store without making a tap wait: it looked through everything at its start."""

    def lines(store: Store) -> list[Answer]:
        facts, whole = store.facts(), store.completeness()
        waits = f", the oldest for {facts.oldest_pending_s} s" if facts.oldest_pending_s is not None else ""
        return [
            _line_of("running", True, "the kiosk runs; pages, chain and witness were looked at when it started"),
            _line_of("database", not whole.gaps, f"ledger {facts.ledger}, {facts.seq} records{_gaps(whole.gaps)}"),
            _line_of("delivery", True, f"{facts.pending} records wait for the centre{waits}"),
            _line_of("set aside", facts.set_aside == 0, f"{facts.set_aside} records set aside by the centre"),
        ]

    return storage.call(lines)


def _line_of(what: str, ok: bool, said: str) -> Answer:
    return {"what": what, "ok": ok, "said": said}


def _gaps(gaps: Sequence[str]) -> str:
    return f", missing {', '.join(gaps)}: lost when a damaged file was salvaged" if gaps else ""


def ask(folder: Path, question: Mapping[str, object]) -> Answer | None:
    """Return the running kiosk's answer; None where none runs.

    Raises:
        NotAnswered: one runs, but could not answer.
    """
    if not AVAILABLE or not (folder / NAME).exists():
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, _reach(folder) as address:
        line.settimeout(PATIENCE_S)
        try:
            line.connect(address)
        except (ConnectionRefusedError, FileNotFoundError):
            return None  # left behind by a kiosk that was killed
        except PermissionError:
            raise NotAnswered(f"{folder / NAME} is not yours: run this as the account the kiosk runs under") from None
        try:
            line.sendall(json.dumps(question).encode() + b"\n")
            answer: Answer = json.loads(_line(line, None))
        except (OSError, ValueError) as trouble:
            raise NotAnswered(
                f"the running kiosk did not answer ({trouble}): try again, then look at its log"
            ) from None
    if "trouble" in answer:
        raise NotAnswered(answer["trouble"])
    return answer


def ask_day(folder: Path, day: str) -> DayRecords | None:
    """Return a day's records from the running kiosk; None where none runs. Raises as `ask`."""
    answer = ask(folder, {"ask": "day", "day": day})
    if answer is None:
        return None
    return DayRecords(
        texts=tuple(answer["texts"]),
        beside=tuple(read_record(text) for text in answer["beside"]),
        completeness=shaped(KioskCompleteness, answer["completeness"]),
    )


def tell_exported(folder: Path, entry: Entry) -> None:
    """Have the running kiosk write down that a day was taken away. Raises as `ask`."""
    ask(folder, {"ask": "exported", "body": plain(entry.body)})


def _told(read: DayRecords) -> Answer:
    beside = [write_record(one.stamp, one.body) for one in read.beside if one.body is not None]
    return {"texts": list(read.texts), "beside": beside, "completeness": plain(read.completeness)}


def _listening(folder: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    (folder / NAME).unlink(missing_ok=True)  # this kiosk holds the folder's lock: a socket there is nobody's
    with _reach(folder) as address:
        made.bind(address)
    (folder / NAME).chmod(0o600)
    made.listen(4)  # only now can anybody connect
    return made


@contextlib.contextmanager
def _reach(folder: Path) -> Iterator[str]:
    """A short name for the socket: the system allows about 100 characters, folders may be deeper."""
    address = str(folder / NAME)
    if len(address.encode()) < 100 or not Path("/proc/self/fd").is_dir():
        yield address
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def _line(line: socket.socket, longest: int | None) -> bytes:
    parts, size = [], 0
    while part := line.recv(65536):
        parts.append(part)
        size += len(part)
        if part.endswith(b"\n"):
            return b"".join(parts)
        if longest is not None and size > longest:
            raise ValueError("the question is too long")
    raise ValueError("the line ended early")
