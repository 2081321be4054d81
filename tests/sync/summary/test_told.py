"""A summary that was sent as JSON reads as the one that was sent."""

from __future__ import annotations

import json

import pytest

from sync.shape import Malformed
from sync.summary.told import told
from tests.support.summaries import a_day, few, hall_day


@pytest.mark.parametrize("made", [a_day(), hall_day(), few(1), few(0)])
def test_what_is_read_is_what_was_sent(made: object) -> None:
    sent = json.loads(json.dumps(made.plain()))  # type: ignore[attr-defined] # each is a Summary
    assert told(sent) == made


@pytest.mark.parametrize("values", [None, [], "x", {}, {"origins": 3}])
def test_what_is_no_summary_is_refused(values: object) -> None:
    with pytest.raises(Malformed):
        told(values)


def test_a_figure_that_is_missing_is_refused_not_taken_for_none() -> None:
    sent = a_day().plain()
    del sent["total"]["rated"]
    with pytest.raises(Malformed, match="rated"):
        told(sent)
