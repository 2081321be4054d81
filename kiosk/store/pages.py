"""A walker over the pages of a torn SQLite file that finds our rows by their shape, wherever they lie.

It trusts no b-tree, no page type and no cell pointer, only the record format (https://www.sqlite.org/fileformat2.html
§2.1): a header of serial types, then the values; long rows run over a chain of overflow pages. What it yields is
a guess; salvage keeps only what a hash proves.
"""

from __future__ import annotations

import mmap
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PAGE = 4096
WAL_HEADER, FRAME_HEADER = 32, 24
MAX_LOCAL, MIN_LOCAL = PAGE - 35, (PAGE - 12) * 32 // 255 - 23

# Serial types: 0 NULL (the rowid), then 2n+12 a blob and 2n+13 a text of n bytes; as models.py orders the columns.
RECORD = re.compile(rb"(?=[\x0a-\x10]\x00LLU)")  # prev and hash of 32 bytes, id of 36
ATTACHMENT = re.compile(rb"(?=[\x05-\x0a]\x00\x81\x0d)")  # sha256 of 64


class Torn:
    """All pages that can be found of one database: of its file, and older or newer ones in its write-ahead logs.

    The files are mapped, not read: they may be large, and whoever walks them lets others in between.
    """

    def __init__(self, file: Path, logs: Sequence[Path]) -> None:
        self._main = _mapped(file)
        self._logs = [_mapped(log) for log in logs]
        self._frames = [(log, at) for log in self._logs for at in range(WAL_HEADER, len(log), FRAME_HEADER + PAGE)]
        self._of_page: dict[int, list[int]] = defaultdict(list)
        for index, (log, at) in enumerate(self._frames):
            self._of_page[int.from_bytes(log[at : at + 4], "big")].append(index)

    def blocks(self) -> Iterator[bytes]:
        """Yield every page, the logs' last."""
        for start in range(0, len(self._main), PAGE):
            yield self._main[start : start + PAGE]
        yield from map(self._frame, range(len(self._frames)))

    def rows(self, block: bytes, shape: re.Pattern[bytes]) -> Iterator[list[bytes]]:
        """Yield the values of every row of this shape that begins on this page (NULL is empty)."""
        for found in shape.finditer(block):
            yield from _values(block, found.start(), self._versions)

    def _versions(self, number: int) -> list[bytes]:
        main = self._main[(number - 1) * PAGE : number * PAGE] if number else b""
        return [*map(self._frame, reversed(self._of_page.get(number, []))), *([main] if main else [])]

    def _frame(self, index: int) -> bytes:
        log, at = self._frames[index]
        return log[at + FRAME_HEADER : at + FRAME_HEADER + PAGE]


def _mapped(path: Path) -> bytes | mmap.mmap:
    if not path.is_file() or path.stat().st_size == 0:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _values(page: bytes, start: int, versions: Callable[[int], list[bytes]]) -> Iterator[list[bytes]]:
    sizes = _sizes(page, start)
    if sizes is None:
        return
    header, lengths = page[start], sizes
    total = header + sum(lengths)
    local = _local(total)
    own = page[start : start + local]
    rests = [b""]
    if local < total:
        link = int.from_bytes(page[start + local : start + local + 4], "big")
        rests = list(_overflow(link, total - local, versions))
    for rest in rests:
        payload = own + rest
        if len(payload) >= total:
            yield _split(payload, header, lengths)


def _sizes(page: bytes, start: int) -> list[int] | None:
    sizes, at, end = [], start + 1, start + page[start]
    while at < end:
        kind, at = _varint(page, at)
        if kind == 0:
            sizes.append(0)
        elif kind >= 12:
            sizes.append((kind - 12) // 2)
        else:
            return None  # a number: no column of ours but the rowid is one
    return sizes if at == end and sum(sizes) < 1 << 20 else None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for _ in range(9):
        if at >= len(data):
            return 1, at + 1  # runs off the page: not a row
        value = value << 7 | data[at] & 0x7F
        at += 1
        if data[at - 1] < 0x80:
            break
    return value, at


def _local(total: int) -> int:
    if total <= MAX_LOCAL:
        return total
    local = MIN_LOCAL + (total - MIN_LOCAL) % (PAGE - 4)
    return local if local <= MAX_LOCAL else MIN_LOCAL


def _overflow(link: int, length: int, versions: Callable[[int], list[bytes]]) -> Iterator[bytes]:
    """Yield every way to read an overflow chain: a page may have several versions."""
    for page in versions(link):
        content = page[4 : 4 + length]
        if len(content) >= length:
            yield content
        elif len(content) == PAGE - 4:
            following = int.from_bytes(page[:4], "big")
            for rest in _overflow(following, length - len(content), versions):
                yield content + rest


def _split(payload: bytes, at: int, lengths: Sequence[int]) -> list[bytes]:
    values = []
    for length in lengths:
        values.append(payload[at : at + length])
        at += length
    return values
