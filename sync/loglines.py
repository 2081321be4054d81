"""Lines of a log: each begins with its time and level, and nothing anybody sent can make it look like two."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_NOT_SEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # line ends, colours of a terminal, marks that turn the reading direction
_Trouble = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def visible(text: str) -> str:
    """Return a text with everything that is not seen written out, as in \\n or \\u202e."""
    if text.isprintable():
        return text
    return "".join(one.encode("unicode_escape").decode() if _hidden(one) else one for one in text)


class OneLine(logging.Formatter):
    """Writes a record as one line; a traceback follows indented, so that none of its lines begins like a record."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line."""
        return visible(super().formatMessage(record))

    def formatException(self, ei: _Trouble) -> str:  # noqa: N802 - logging's name
        """Return the traceback."""
        return _indented(super().formatException(ei).splitlines())

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's name
        """Return the stack."""
        return _indented(stack_info.splitlines())


def to_stderr(level: int = logging.INFO) -> None:
    """Have everything logged from this level on written to stderr, in such lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler])


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"\t{visible(line)}" for line in lines)


def _hidden(one: str) -> bool:
    return unicodedata.category(one) in _NOT_SEEN
