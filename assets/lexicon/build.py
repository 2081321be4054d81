"""Builds the lexicon of the on-screen keyboard: which words a spelling or a row of strokes may mean, likeliest first.

Words and how often they occur are jieba's, how they are read is pypinyin's, how they are written is cnchar's (all MIT);
`service.txt` is ours. Run at set-up and before a build; the lexicon is not committed. One that is there is kept.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

HERE = Path(__file__).resolve().parent
LEXICON = "pinyin.sqlite"
VERSION = 1  # of the tables; the keyboard takes no other
RARE = 3  # jieba: words that were seen less often are names and slips
RARE_NAME = 12  # the same for names of people and places
LONGEST = 7
FREQUENT = 8  # what is found by first letters alone
SELDOM = 20  # how much less a character of GB 2312's second level is believed to be seen: torn texts count there too
OURS = 4000  # how often a word of `service.txt` counts as seen, at least
ODD = {"lve": "lue", "nve": "nue", "n": "en", "ng": "en", "m": "mu", "hm": "hen", "hng": "heng", "ê": "ei"}
TABLES = """
CREATE TABLE words(reading TEXT, cost INTEGER, text TEXT, PRIMARY KEY(reading, cost, text)) WITHOUT ROWID;
CREATE TABLE starts(initials TEXT, cost INTEGER, reading TEXT, text TEXT, PRIMARY KEY(initials, cost, reading, text)) WITHOUT ROWID;
CREATE TABLE strokes(strokes TEXT, cost INTEGER, text TEXT, PRIMARY KEY(strokes, cost, text)) WITHOUT ROWID;
"""


def seen_words() -> dict[str, int]:
    """Return jieba's words with how often each was seen.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("jieba is not installed: install the group `build` of pyproject.toml")
    lines = (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines()
    rows = (line.split(" ") for line in lines)
    return {text: int(seen) for text, seen, kind in rows if _wanted(text, int(seen), kind)}


def _wanted(text: str, seen: int, kind: str) -> bool:
    """Torn characters of other encodings are in the list with high counts: only those of GB 2312 are believed."""
    name = kind[:2] in ("nr", "ns", "nt", "nz")
    return len(text) <= LONGEST and seen >= (RARE_NAME if name else RARE) and _in(text, "gb2312")


def _in(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return all("\u4e00" <= one <= "\u9fff" for one in text)


def _seldom(text: str) -> bool:
    """Whether it is a character of GB 2312's second level, which are ordered by radical because few are known by sound."""
    return len(text) == 1 and text.encode("gbk")[0] >= 0xD8


def ours() -> set[str]:
    """Return the words of `service.txt`."""
    lines = (HERE / "service.txt").read_text("utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def counted() -> dict[str, int]:
    """Return every word of the lexicon with its weight; each character of GBK is one."""
    words = {text: max(1, seen // SELDOM) if _seldom(text) else seen for text, seen in seen_words().items()}
    for word in ours():
        words[word] = max(OURS, 2 * words.get(word, 0))
    for code in range(0x4E00, 0xA000):
        if _in(chr(code), "gbk"):
            words.setdefault(chr(code), 1)
    return words


def readings(words: dict[str, int]) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """Return each word with its reading and weight; a character has several readings, weighed by how words use them."""
    used: Counter[tuple[str, str]] = Counter()
    for word, weight in words.items():
        if len(word) > 1:
            reading = tuple(ODD.get(one, one) for one in lazy_pinyin(word))
            used.update(dict.fromkeys(zip(word, reading, strict=True), weight))
            yield word, reading, weight
    for one, weight in words.items():
        if len(one) == 1:
            told = pinyin(one, style=Style.NORMAL, heteronym=True)[0]
            several = list(dict.fromkeys(ODD.get(reading, reading) for reading in told))
            shares = [used[one, reading] + 1 / (place + 1) for place, reading in enumerate(several)]
            for reading, share in zip(several, shares, strict=True):
                yield one, (reading,), weight * share / sum(shares)


def rows(words: dict[str, int]) -> Iterator[tuple[str, str, int, str]]:
    """Return (initials, reading, cost, word); the cost is a hundred times the logarithm of how rare it is."""
    total = sum(words.values())
    for word, reading, weight in readings(words):
        if all(re.fullmatch("[a-z]+", one) for one in reading):
            cost = round(-100 * math.log(max(weight, 0.01) / total))
            yield "".join(one[0] for one in reading), "'".join(reading), cost, word


def written(words: dict[str, int]) -> Iterator[tuple[str, int, str]]:
    """Return (strokes, cost, character)."""
    total = sum(words.values())
    for line in (HERE / "strokes.txt").read_text("utf-8").splitlines():
        yield line[1:], round(-100 * math.log(words.get(line[0], 1) / total)), line[0]


def build(target: Path) -> int:
    """Write the lexicon, complete or not at all; return how many readings it has."""
    words = counted()
    known = sorted(set(rows(words)))
    torn = target.with_suffix(".part")
    torn.unlink(missing_ok=True)
    with sqlite3.connect(torn) as db:
        db.execute("PRAGMA page_size = 4096")
        db.executescript(TABLES)
        _fill(db, "words", sorted((reading, cost, text) for _, reading, cost, text in known))
        most = max(cost for _, _, cost, text in known if words[text] >= FREQUENT and len(text) > 1)
        _fill(db, "starts", ((first, cost, reading, text) for first, reading, cost, text in known if cost <= most))
        _fill(db, "strokes", sorted(written(words)))
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("VACUUM")
    db.close()
    torn.replace(target)
    return len(known)


def _fill(db: sqlite3.Connection, table: str, filling: Iterable[tuple[str | int, ...]]) -> None:
    marks = {"words": "?, ?, ?", "starts": "?, ?, ?, ?", "strokes": "?, ?, ?"}[table]
    db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", filling)  # noqa: S608 - our own three names


def main() -> int:
    """Build what is missing; print what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE, help="folder for the lexicon")
    parser.add_argument("--force", action="store_true", help="build again what is there")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    target = given.to / LEXICON
    if given.force or not target.exists():
        known = build(target)
        sys.stdout.write(f"{target.name}: {known} readings, {target.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
