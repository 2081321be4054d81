"""Notices that the centre gave: their files lie beside the database, named by their hash."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from kiosk.notices.notice import Notice
from sync.contract import NoticeEntry, NoticeKind, moment
from sync.shape import Malformed

log = logging.getLogger(__name__)


def given_notices(entries: Iterable[NoticeEntry], files: Path, held: Collection[str]) -> tuple[Notice, ...]:
    """Return what can be shown here: a notice whose file is not held (yet), or that makes no sense, is left out."""
    made = []
    for one in entries:
        try:
            notice = _read(one, files)
        except Malformed as why:
            log.warning("the centre's notice %s is left out: %s", one.id, why)
            continue
        if one.file is None or one.file in held:
            made.append(notice)
    return tuple(made)


def _read(one: NoticeEntry, files: Path) -> Notice:
    if one.file is None and (one.kind is not NoticeKind.TEXT or not one.text):
        raise Malformed("it has neither a text nor a file")
    return Notice(
        id=f"{one.id}:{one.file or ''}",
        kind=one.kind,
        text=one.text,
        file=files / one.file if one.file else None,
        begins=_moment(one.begins),
        ends=_moment(one.ends),
        from_time=one.from_time,
        to_time=one.to_time,
        seconds=max(3, one.seconds),
    )


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None
