"""The completeness certificate that every export opens with: who is in, what is missing, and how the counts add up."""

from __future__ import annotations

from sync.summary.facts import KioskCompleteness
from sync.summary.figures import Summary, natural
from sync.summary.safe import safe
from sync.summary.table import Cell, Table
from sync.summary.words import word

COUNTS = ("served", "asked", "rated", "unrated", "waiting", "gave_way", "excluded")
COLUMNS = ("window", "kiosk", "ledger", "seq", "head", "gaps", "ledgers", "set_aside", "offline", "in_time")


def certificate(summary: Summary, language: str) -> tuple[tuple[str, ...], Table]:
    """Return the sentences and the table of kiosks."""
    kiosks = sorted(summary.origins.kiosks, key=lambda one: (natural(one.window), one.kiosk, one.ledger))
    columns = tuple(word(f"col.{name}", language) for name in COLUMNS)
    rows = tuple(_row(kiosk, language) for kiosk in kiosks)
    table = Table("certificate", word("certificate", language), columns, rows)
    return tuple(safe(line) for line in _statements(summary, kiosks, language)), table


def _statements(summary: Summary, kiosks: list[KioskCompleteness], language: str) -> list[str]:
    total = summary.total
    nothing = not kiosks and summary.origins.kiosks_expected == 0
    verdict = "cert.no_kiosk" if nothing else "cert.all_in" if summary.complete else "cert.not_all"
    lines = [word(verdict, language, expected=summary.origins.kiosks_expected, inn=summary.kiosks_in)]
    lines += [
        word("cert.lacks", language, window=kiosk.window, gaps=word("and", language).join(kiosk.gaps))
        for kiosk in kiosks
        if kiosk.gaps
    ]
    lines += [word("cert.late", language, window=kiosk.window) for kiosk in kiosks if not kiosk.in_time]
    unseen = summary.origins.kiosks_expected - len(kiosks)
    if unseen > 0:
        lines.append(word("cert.unseen", language, count=unseen))
    counts = {name: getattr(total, name) for name in COUNTS}
    return [*lines, word("cert.visits", language, **counts)]


def _row(kiosk: KioskCompleteness, language: str) -> tuple[Cell, ...]:
    gaps = word("and", language).join(kiosk.gaps) or word("cert.none", language)
    return (
        safe(kiosk.window),
        safe(short(kiosk.kiosk)),
        safe(short(kiosk.ledger)),
        f"{kiosk.first_seq}–{kiosk.last_seq}",
        safe(kiosk.head[:16]),
        safe(gaps),
        kiosk.ledgers,
        kiosk.set_aside,
        "–" if kiosk.minutes_offline is None else kiosk.minutes_offline,
        word("yes" if kiosk.in_time else "no", language),
    )


def short(identity: str) -> str:
    """Return an id as people compare it: the last eight characters (a UUIDv7 begins with its time, so the tail differs)."""
    return identity[-8:]
