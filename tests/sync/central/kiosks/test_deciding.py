"""What an administrator decides about a tablet over HTTP and by command: refused to others, logged with its reason."""

from __future__ import annotations

from sync.central.accounts.models import AuditLine
from sync.central.accounts.roles import Role
from sync.central.central import Central
from sync.central.intake.models import Visit
from sync.central.kiosks.models import Kiosk
from sync.central.passing.models import WindowEvent
from sync.central.verify.verify import verify
from sync.kinds import Level
from tests.support.centre import kiosk, rows
from tests.support.insider import Insider


def test_a_manager_turns_a_tablet_off_and_on_moves_it_and_has_its_late_records_taken_in(
    central: Central, url: str
) -> None:
    tablet, li = kiosk(central, url), Insider(central, url)
    here = f"/api/v1/halls/H001/kiosks/{tablet.id}"

    off = li.post(f"{here}/state", state="disabled", reason="屏幕坏了")
    tablet.ledger.rated_visit("A001", Level.SATISFIED)
    tablet.deliver()
    on = li.post(f"{here}/state", state="active", reason="修好了")
    rescued = li.post(f"{here}/rescue", reason="期间的评价属实")
    moved = li.post(f"{here}/move", window="4", reason="换窗口")

    assert (off.status_code, off.json()["state"]) == (200, "disabled")
    assert on.json()["state"] == "active"
    assert rescued.json()["rescued"] == len(tablet.ledger.texts)
    assert moved.json()["window"] == "4"
    told = [one.text for one in rows(central, WindowEvent)]
    assert [f'"look":"{tablet.id}"' in one for one in told] == [True] * 3, "off, on, moved: it hears of each at once"
    assert [one.window_id for one in rows(central, Visit)] == ["3"]
    said = [(one.who, one.what, one.reason) for one in sorted(rows(central, AuditLine), key=lambda one: one.seq)]
    assert [one for one in said if "kiosk" in one[1]] == [
        ("account:li", f"kiosk {tablet.id} disabled", "屏幕坏了"),
        ("account:li", f"kiosk {tablet.id} active", "修好了"),
        ("account:li", f"kiosk {tablet.id} rescued", "期间的评价属实"),
        ("account:li", f"kiosk {tablet.id} moved to H001 window 4", "换窗口"),
    ]
    assert verify(central).findings == []


def test_others_are_refused_and_nothing_changes(central: Central, url: str) -> None:
    tablet = kiosk(central, url)
    path = f"/api/v1/halls/H001/kiosks/{tablet.id}/state"
    wanted = {"state": "revoked", "reason": "?"}
    auditor = Insider(central, url, "zhao", Role.AUDITOR)
    stranger = Insider(central, url, "qian", halls=("H002",))
    forged = Insider(central, url, "sun")
    forged.form = "guessed"

    assert auditor.post(path, **wanted).status_code == 403
    assert stranger.post(path, **wanted).status_code == 404
    assert forged.post(path, **wanted).status_code == 403
    forged.form = "the form's secret"
    assert forged.post(path, state="revoked", reason="").status_code == 422
    assert forged.post(path, state="lost", reason="?").status_code == 422
    assert forged.post(path, state="revoked", reason="a\0b").status_code == 422
    assert {one.state for one in rows(central, Kiosk)} == {"active"}
    assert forged.post(path, **wanted).status_code == 200
    assert forged.post(path, state="active", reason="found again").status_code == 409
    assert forged.post(path.replace("/state", "/move"), window="9", reason="?").status_code == 409
    assert [one.state for one in rows(central, Kiosk)] == ["revoked"]
