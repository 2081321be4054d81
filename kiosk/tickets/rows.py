"""From any queue system's JSON to rows, by settings alone: JMESPath expressions name the columns. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError

from kiosk.settings import Queue
from kiosk.visits import MAX_NUMBER, shortened

MAX_ROWS = 5000
_FLAGS = ("finished", "passed", "given_up", "put_back")
_TEXTS = ("number", "id", "window", "service", "matter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ticket as the queue lists it. `window` is None where the settings name none: the list is this window's own."""

    number: str
    id: str | None = None
    window: str | None = None
    service: str | None = None
    matter: str | None = None
    called_at: datetime | None = None
    serving: bool = True
    finished: bool = False
    passed: bool = False
    given_up: bool = False
    put_back: bool = False

    @property
    def name(self) -> tuple[str, str | None]:
        """What it is recognised by in the next answer."""
        return (self.id or self.number, self.matter)


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer of the queue. `trouble` says what of it made no sense; `series` changes when numbers start over."""

    rows: tuple[Row, ...]
    trouble: str | None = None
    series: str | None = None


class Nonsense(ValueError):
    """The answer, or a row of it, is not what the settings say; the text goes on with what to do."""


@dataclass(slots=True)
class RowReader:
    """Reads answers with the expressions of [queue]; `zone` is for times that carry none."""

    queue: Queue
    zone: ZoneInfo
    _ready: dict[str, Any] = field(default_factory=dict)

    def read(self, answer: object) -> Reading:
        """Return the rows of one answer; a row that makes no sense is passed over and named.

        Raises:
            Nonsense: there is no list in it.
        """
        listed = self._find("list", answer)
        if not isinstance(listed, list):
            raise Nonsense(
                "queue.list finds no list in the queue's answer: compare queue.list in kiosk.toml with the answer"
            )
        rows: list[Row] = []
        troubles: list[str] = []
        for item in listed[:MAX_ROWS]:
            try:
                row = self._row(item, troubles.append)
            except Nonsense as why:
                troubles.append(str(why))
            else:
                rows += [row] if row else []
        series = self._find("series", answer) if self.queue.series else None
        return Reading(tuple(rows), troubles[0] if troubles else None, None if series is None else str(series))

    def _row(self, item: object, complain: Callable[[str], None]) -> Row | None:
        texts = {name: self._text(name, item) for name in _TEXTS}
        number = texts.pop("number")
        if not number:
            return None  # nobody with a ticket
        if len(number) > MAX_NUMBER:
            complain(
                f"the queue sent a number of {len(number)} characters, shown shortened: a number has at most {MAX_NUMBER},"
                " check queue.number in kiosk.toml"
            )
        called_at, called = self._called(item)
        flags = {name: self._flag(name, item, default=False) for name in _FLAGS}
        serving = called and self._flag("serving", item, default=True)
        return Row(number=shortened(number, MAX_NUMBER), called_at=called_at, serving=serving, **texts, **flags)  # type: ignore[arg-type] # texts and flags are of their fields' types

    def _called(self, item: object) -> tuple[datetime | None, bool]:
        if not self.queue.called_at:
            return None, True
        value = self._find("called_at", item)
        return (self._moment(value), True) if value else (None, False)

    def _moment(self, value: object) -> datetime:
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
            read = datetime.fromisoformat(str(value))
        except (ValueError, OverflowError, OSError):
            raise Nonsense(
                f"the queue says a call was at {str(value)[:40]!r}: check queue.called_at in kiosk.toml"
            ) from None
        return (read if read.tzinfo else read.replace(tzinfo=self.zone)).astimezone(UTC)

    def _text(self, name: str, item: object) -> str | None:
        value = self._find(name, item) if getattr(self.queue, name) else None
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise Nonsense(
                f"the queue gives {str(value)[:40]!r} where a text was expected: check queue.{name} in kiosk.toml"
            )
        return str(value).strip()

    def _flag(self, name: str, item: object, *, default: bool) -> bool:
        return bool(self._find(name, item)) if getattr(self.queue, name) else default

    def _find(self, name: str, value: object) -> Any:
        if name not in self._ready:
            self._ready[name] = jmespath.compile(getattr(self.queue, name))
        try:
            return self._ready[name].search(value)
        except (JMESPathError, TypeError, AttributeError) as why:  # jmespath lets both others through on odd values
            first = str(why).splitlines()[0][:120]
            raise Nonsense(
                f"queue.{name} cannot be applied to the queue's answer ({first}): check it in kiosk.toml"
            ) from None
