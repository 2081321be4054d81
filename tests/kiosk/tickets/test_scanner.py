"""A scanned ticket is a typed number: it stands, counted apart, and a citizen who scans takes nobody's page away."""

from __future__ import annotations

import pytest

from kiosk.readers import reader_forms
from kiosk.tickets.keypad import NotANumber
from kiosk.tickets.scanner import Scanner
from kiosk.tickets.source import Called
from kiosk.wedge import Form
from sync.kinds import Origin
from tests.support.desk import with_settings
from tests.support.events import Events


def scanner(by: str = "staff", *, busy: bool = False) -> tuple[Scanner, Events]:
    heard = Events()
    made = Scanner(with_settings(queue={"kind": "scanner", "scan_by": by}).queue, lambda: busy)
    made.start(heard)
    return made, heard


@pytest.mark.parametrize(("by", "origin"), [("staff", Origin.TYPED_BY_STAFF), ("citizen", Origin.TYPED_BY_CITIZEN)])
def test_the_record_says_who_scanned(by: str, origin: Origin) -> None:
    made, heard = scanner(by)
    made.scanned("a042")
    (called,) = heard.all
    assert isinstance(called, Called)
    assert (called.ticket.number, called.ticket.origin) == ("A042", origin)


def test_a_citizen_who_scans_while_another_answers_changes_nothing_and_the_officer_may() -> None:
    made, heard = scanner("citizen", busy=True)
    made.scanned("A042")
    assert heard.all == []
    made, heard = scanner("staff", busy=True)
    made.scanned("A042")
    assert len(heard.all) == 1


def test_a_code_that_is_no_number_is_refused() -> None:
    made, heard = scanner()
    with pytest.raises(NotANumber):
        made.scanned("http://x/?q=1")
    assert heard.all == []


def test_after_the_end_nothing_is_handed_over() -> None:
    made, heard = scanner()
    made.stop()
    made.scanned("A042")
    assert heard.all == []


def test_only_a_scanner_that_is_set_up_has_a_form() -> None:
    assert reader_forms(with_settings(queue={"kind": "poll"})) == {}
    scanning = with_settings(queue={"kind": "scanner", "scan_prefix": "~T", "scan_least": 4, "scan_most": 5})
    assert reader_forms(scanning) == {"ticket": Form(prefix="~T", least=4, most=5)}
