"""Where each audit chain ended when `verify` ran last, kept beside the keys and outside the database.

A chain that is cut back together with its sealed head, or taken away whole, is sound in itself; it only lacks the line
that was seen before. Restoring a backup forgets what was seen: lines that came after it are truly gone.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from sync.central.accounts.models import AuditLine
from sync.central.ondisk import on_disk
from sync.central.verify.finding import Finding

NAME = "audit-seen.json"


def cut_back(db: Connection, folder: Path) -> Iterator[Finding]:
    """Find chains that do not hold the line that was their last when verify ran before."""
    for hall, (seq, head) in _seen(folder).items():
        line = select(AuditLine.hash).where(AuditLine.hall_id == hall, AuditLine.seq == seq)
        if db.execute(line).scalar() != head:
            yield Finding(
                "audit", hall, str(seq), "was the last line when verify ran before, and is not there any more"
            )


def remember(folder: Path, heads: Sequence[tuple[str, int, str]]) -> None:
    """Keep where the chains end now; whole or not at all."""
    fresh = folder / f"{NAME}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        json.dump({hall: [seq, head] for hall, seq, head in heads}, written)
    on_disk(fresh)
    fresh.replace(folder / NAME)
    on_disk(folder)


def forget(folder: Path) -> None:
    """Forget it: a backup was restored."""
    (folder / NAME).unlink(missing_ok=True)


def _seen(folder: Path) -> dict[str, tuple[int, str]]:
    try:
        return {hall: (seq, head) for hall, (seq, head) in json.loads((folder / NAME).read_text()).items()}
    except FileNotFoundError:
        return {}
