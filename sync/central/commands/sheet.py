"""One-time codes as a sheet to print and cut: a scanner at the tablet types address and code at its first start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path

from sync.central.kiosks.picture import picture

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{hall}</title>
<style>body{{font-family:sans-serif;margin:10mm}}section{{display:inline-block;width:80mm;margin:4mm;padding:4mm;
border:1px dashed #888;break-inside:avoid;text-align:center}}svg{{width:60mm;height:60mm}}
b{{font-size:20pt}}code{{font-size:13pt}}</style>
{cards}</html>
"""
CARD = """<section><b>{hall} · {window} 号窗口 Window {window}</b><br>{picture}<br><code>{code}</code><br>{address}<br>
首次启动时扫一次，{hours} 小时内有效 · Scan at the first start, within {hours} hours</section>
"""


def write_sheet(file: Path, hall: str, codes: Mapping[str, str], address: str, hours: int) -> None:
    """Write one card a window, readable by its owner alone: each code lets a tablet in."""
    cards = "".join(
        CARD.format(
            hall=escape(hall),
            window=escape(window),
            picture=picture(f"{address}#{code}"),
            code=escape(code),
            address=escape(address),
            hours=hours,
        )
        for window, code in codes.items()
    )
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as sheet:
        sheet.write(PAGE.format(hall=escape(hall), cards=cards))
