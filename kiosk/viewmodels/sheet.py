"""A day's summary as the manager's page shows it: lines and bars, each share beside what it is a share of. Pure."""

from __future__ import annotations

from kiosk.viewmodels.day import DayRead, Sheet
from kiosk.viewmodels.words import filled
from sync.kinds import Level
from sync.questionnaire import Questionnaire
from sync.summary.figures import Group, Share


def sheet(read: DayRead, words: dict[str, str], questionnaire: Questionnaire, language: str) -> Sheet:
    """Return what the page shows of a day; shares always stand beside what they are shares of."""
    summary, total = read.summary, read.summary.total
    levels = total.levels or {}
    return Sheet(
        source_line=filled(words["daySource"], summary.origins.as_of[11:16], summary.origins.revision),
        figures=[
            _figure(words["dayServed"], str(total.served), filled(words["dayServedOf"], total.asked)),
            _figure(words["dayRated"], str(total.rated), filled(words["dayRatedOf"], _percent(total.response, words))),
            _share(words["daySatisfied"], total.satisfied, words),
            _share(words["dayBad"], total.bad, words),
        ],
        levels=[
            _bar(questionnaire.say(questionnaire.levels[level], language), levels.get(str(level.value), 0))
            for level in sorted(Level, reverse=True)
        ],
        causes=[_bar(words[f"cause_{cause}"], count) for cause, count in summary.causes.items() if count],
        hours=[_group(f"{one.key}:00", one) for one in summary.by_hour],
        people=[_group(one.name or words["staffUnknown"], one) for one in summary.by_staff],
        small_print=_small_print(read, words),
    )


def _figure(name: str, value: str, of: str) -> dict[str, object]:
    return {"name": name, "value": value, "of": of}


def _share(name: str, share: Share | None, words: dict[str, str]) -> dict[str, object]:
    return _figure(name, _percent(share, words), f"{share.count} / {share.of}" if share else "")


def _percent(share: Share | None, words: dict[str, str]) -> str:
    return f"{share.percent}%" if share and share.percent is not None else words["dayNone"]


def _bar(name: str, count: int) -> dict[str, object]:
    return {"name": name, "count": count, "text": str(count)}


def _group(name: str, group: Group) -> dict[str, object]:
    return {"name": name, "count": group.tally.rated, "text": f"{group.tally.rated} / {group.tally.served}"}


def _small_print(read: DayRead, words: dict[str, str]) -> str:
    lines = [words["dayCannotKnow"]] if read.summary.cannot_know else []
    if read.set_aside:
        lines.append(filled(words["daySetAside"], read.set_aside))
    return "\n".join(lines)
