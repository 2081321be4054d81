"""The settings a page offers are the kiosk's own: same keys, same bounds, same choices, same defaults."""

from __future__ import annotations

import dataclasses
import re

import pytest

from kiosk.settings import SECTIONS, KioskSettings, overlaid
from sync.central.places.kiosk_keys import DEFAULTS, GROUPS, KEYS, Key, answer_of, laid_over, others
from sync.central.places.typed import Wrong
from sync.central.web.words import TEXTS


def own(key: Key) -> dataclasses.Field[object]:
    """The kiosk's field for a key."""
    return next(one for one in dataclasses.fields(SECTIONS[key.section]) if one.name == key.name)


@pytest.mark.parametrize("key", KEYS, ids=lambda one: one.id)
def test_a_page_asks_what_the_kiosk_takes(key: Key) -> None:
    rules, default = own(key).metadata, getattr(getattr(KioskSettings(), key.section), key.name)
    shown = ("true" if default else "false") if isinstance(default, bool) else str(default).removesuffix(".0")

    assert DEFAULTS[key.id] == shown
    assert set(key.choices) == set(rules["one_of"]) or key.id == "screen.language"
    if key.least is not None:
        assert rules["least"] <= key.least < key.least + 1 <= key.most <= rules["most"]
        assert rules["kind"] is float or (key.least, key.most) == (rules["least"], rules["most"])
    assert key.yes is (rules["kind"] is bool)
    assert (key.least is not None) is (rules["kind"] in (int, float))
    assert key.pattern == rules["pattern"] or key.choices
    assert f"key_{key.id.replace('.', '_')}" in TEXTS


def test_every_choice_and_every_group_has_its_words() -> None:
    values = {one for key in KEYS for one in (("true", "false") if key.yes else key.choices)}
    assert {f"value_{one}" for one in values} | {f"group_{one}" for one in GROUPS} <= TEXTS.keys()


def test_what_a_page_sets_the_kiosk_takes_without_a_word() -> None:
    """Positive control: what no page would set, the kiosk complains of."""
    answers = {"queue.kind": "poll", "queue.url": "http://q/t", "queue.number": "number", "limits.asking_s": "20"}
    answers |= {"queue.interval_s": "2", "contact.offered": "false", "idle.night_from": "19:00"}
    answers |= {"idle.night_to": "07:30", "screen.theme": "night"}

    made, mistakes = overlaid(KioskSettings(), laid_over({}, answers))

    assert mistakes == ()
    assert (made.queue.kind, made.limits.asking_s, made.queue.interval_s) == ("poll", 20, 2)
    assert (made.contact.offered, made.idle.night_to, made.screen.theme) == (False, "07:30", "night")
    assert overlaid(KioskSettings(), {"limits": {"asking_s": 1}})[1] != ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("queue.kind", "magic"), ("queue.tells_end", "maybe"), ("limits.asking_s", "4"), ("limits.asking_s", "5.5"),
        ("queue.interval_s", "0.5"), ("queue.interval_s", "٣"), ("voice.volume", "101"), ("qr.url", "javascript:1"),
        ("idle.night_from", "24:00"), ("idle.night_from", "19:00"), ("queue.number", "x" * 2001),
    ],
)  # fmt: skip
def test_what_a_key_does_not_take_is_refused_before_it_is_written(key: str, value: str) -> None:
    with pytest.raises(Wrong):
        laid_over({}, {key: value})


def test_keys_without_a_field_stay_and_are_named_without_their_values() -> None:
    before = {"queue": {"headers": {"A": "secret"}, "kind": "poll"}, "voice": {"by_hour": {"08:00": "60"}}, "odd": 3}

    made = laid_over(before, {"queue.kind": ""})

    assert made == {"queue": {"headers": {"A": "secret"}}, "voice": {"by_hour": {"08:00": "60"}}, "odd": 3}
    assert others(made) == ["odd", "queue.headers", "voice.by_hour"]
    assert re.search("secret|60", " ".join(others(made))) is None
    assert answer_of(made, KEYS[0]) == ""
