"""The one escape function: every text that goes into a file for somebody else's program passes here first."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 300  # characters of one cell
_STARTERS = "=+-@"
_NOT_SEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control, format (zero width, bidi), surrogates, line separators
# A file with commas may be opened by a program that splits at semicolons or tabs: a formula must not begin there either.
_INNER = re.compile(r"([;,|；，｜]\s*[\"“”]?\s*)(?=[=+\-@＝＋－＠﹦﹢﹣﹫⁼₌⁺₊⁻₋−])")


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula and no reader for something else than it is.

    What cannot be seen is taken out (it hides a leading `=` or turns the reading direction), line ends become spaces,
    and an apostrophe goes before anything that a program would read as `=`, `+`, `-` or `@`, full-width forms too.
    """
    seen = "".join(" " if mark in "\t\r\n" else mark for mark in text if mark in "\t\r\n" or _visible(mark))
    plain = " ".join(seen.split())[:LONGEST]
    guarded = _INNER.sub(r"\1'", plain)
    return f"'{guarded}" if _starts_formula(guarded) else guarded


def _visible(mark: str) -> bool:
    code = ord(mark)
    never_a_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return unicodedata.category(mark) not in _NOT_SEEN and not never_a_character


def _starts_formula(text: str) -> bool:
    bare = unicodedata.normalize("NFKC", text).lstrip(" \"'`´‘’“”«»\u3000") if text else ""
    return bare[:1] in {*_STARTERS, "−"} and not text.startswith("'") if bare else False
