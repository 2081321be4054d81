"""The screen's words: one TOML file a language in assets/translations, the same keys in each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


class WordsAmiss(ValueError):
    """A translation that lacks words others have; the text says which file and which words."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code as in BCP 47, and its texts by key."""

    code: str
    texts: dict[str, str]


def languages(folder: Path) -> tuple[Language, ...]:
    """Return every language of the folder in its order; the first is the one a citizen meets.

    Raises:
        WordsAmiss: a file lacks a text that another has, or there is no file at all.
    """
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}
    if not read:
        raise WordsAmiss(f"no translation in {folder}: a file such as zh-CN.toml belongs there")
    every = set().union(*read.values())
    for code, texts in read.items():
        if lacking := every - set(texts):
            raise WordsAmiss(f"{code}.toml lacks {', '.join(sorted(lacking))}: copy the lines from another language")
    codes = sorted(read, key=lambda code: (int(read[code]["order"]), code))
    return tuple(Language(code, {key: str(text) for key, text in read[code].items()}) for code in codes)


def filled(text: str, *values: object) -> str:
    """Return a text with %1, %2 replaced, as QML's `arg` does it."""
    for number, value in enumerate(values, start=1):
        text = text.replace(f"%{number}", str(value))
    return text
