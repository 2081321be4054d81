"""A day's summary as the manager's page shows it: lines and bars, each share beside what it is a share of. Pure.

Levels are shown of groups, never of so few ratings that somebody could tell who gave what: the rule of `sync.summary.guard`
for each person, and the same least number for the whole where one person's few ratings are all there is.
"""

from __future__ import annotations

from collections import Counter

from kiosk.aside import SetAside
from kiosk.viewmodels.day import Sheet
from kiosk.viewmodels.told import DayRead
from kiosk.viewmodels.words import filled
from sync.kinds import Level
from sync.questionnaire import Questionnaire
from sync.summary.figures import Group, Share, Summary

KINDS = {"rated": "kindRated", "explained": "kindExplained", "served": "kindServed"}


def sheet(read: DayRead, words: dict[str, str], questionnaire: Questionnaire, language: str) -> Sheet:
    """Return what the page shows of a day; shares always stand beside what they are shares of."""
    summary, total = read.summary, read.summary.total
    few = too_few(summary)
    of_hall = summary.origins.source == "centre"
    source = "daySourceHall" if of_hall else "daySource"
    return Sheet(
        source_line=filled(words[source], summary.origins.as_of[11:16], summary.origins.revision),
        figures=[
            _figure(words["dayServed"], str(total.served), filled(words["dayServedOf"], total.asked)),
            _figure(words["dayRated"], str(total.rated), filled(words["dayRatedOf"], _percent(total.response, words))),
            _share(words["daySatisfied"], None if few else total.satisfied, words),
            _share(words["dayBad"], None if few else total.bad, words),
        ],
        levels=[] if few else _levels(summary, questionnaire, language),
        causes=[_bar(words[f"cause_{cause}"], count) for cause, count in summary.causes.items() if count],
        hours=[_group(f"{one.key}:00", one) for one in summary.by_hour],
        people=[_person(one, words) for one in summary.by_staff],
        windows=[_group(one.name, one) for one in summary.by_window] if of_hall else [],
        aside=_aside(read.aside, words),
        small_print=_small_print(read, few, words),
    )


def too_few(summary: Summary) -> bool:
    """Return whether the whole day has so few ratings that its levels would tell what somebody gave."""
    return 0 < summary.total.rated < summary.min_n


def _levels(summary: Summary, questionnaire: Questionnaire, language: str) -> list[dict[str, object]]:
    counts = summary.total.levels or {}
    return [
        _bar(questionnaire.say(questionnaire.levels[level], language), counts.get(str(level.value), 0))
        for level in sorted(Level, reverse=True)
    ]


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


def _person(group: Group, words: dict[str, str]) -> dict[str, object]:
    """A person's counts, and their satisfaction only where the small-number rule allows it."""
    row = _group(group.name or words["staffUnknown"], group)
    if group.tally.satisfied is None:
        said = words["dayFewPerson"] if group.tally.rated else ""
    else:
        said = filled(words["dayPersonSatisfied"], _percent(group.tally.satisfied, words))
    return {**row, "said": said}


def _aside(aside: tuple[SetAside, ...], words: dict[str, str]) -> list[dict[str, object]]:
    counted = Counter((KINDS.get(one.kind, "kindOther"), one.why) for one in aside)
    return [
        {
            "name": f"{count} × {words[kind]}",
            "said": words.get(f"why_{why}", why),
            "when": filled(words["daySetAsideLast"], max(one.wall for one in aside if one.why == why)[:10]),
        }
        for (kind, why), count in counted.most_common()
    ]


def _small_print(read: DayRead, few: bool, words: dict[str, str]) -> str:
    lines = [filled(words["dayFew"], read.summary.min_n)] if few else []
    lines += [words["dayCannotKnow"]] if read.summary.cannot_know else []
    return "\n".join(lines)
