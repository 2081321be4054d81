"""A tablet's new keys under its old one, and the centre's new key announced under its old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.identity import identity_in, keep_identity
from kiosk.remote.keys import NEXT, believes, changed_keys
from sync.central.central import Central
from sync.central.keys import rotate
from sync.central.kiosks.models import FormerKey, Kiosk
from sync.central.verify.verify import verify
from sync.contract import KioskSettings, State, b64, canonical
from sync.delivery.cable import Response
from sync.delivery.client import Client
from sync.delivery.identity import Identity
from sync.delivery.outcomes import Answered, Refused, Unreachable
from sync.live import KEYS, KeyChange
from sync.suite import Keys, key_change, sign
from tests.support.centre import FakeKiosk, kiosk, rows
from tests.support.clock import FakeClock
from tests.support.real_centre import InProcess, RealCentre, real_centre
from tests.sync.central.kiosks.test_presence import KIOSK, beat

DAY_MS = 24 * 3_600_000


def change(tablet: FakeKiosk, new: Keys, *, by: Keys | None = None, proved_by: Keys | None = None) -> int:
    """Ask for new keys, signed by the tablet's keys or others; return the status."""
    ours = new.public
    proof = sign(proved_by or new, key_change(tablet.id, tablet.keys.public, ours))
    wanted = KeyChange(kiosk=tablet.id, sign_key=b64(ours.sign), seal_key=b64(ours.seal), proof=b64(proof))
    return tablet.ask("POST", KEYS, canonical(wanted).encode(), keys=by).status


@pytest.fixture
def tablet(central: Central, url: str) -> FakeKiosk:
    return kiosk(central, url)


def test_new_keys_hold_the_old_one_only_repeats_for_a_day(
    central: Central, tablet: FakeKiosk, clock: FakeClock
) -> None:
    old, new, thiefs = tablet.keys, Keys.made(), Keys.made()
    etag = beat(tablet).body["settings_etag"]

    assert change(tablet, new, proved_by=thiefs) == 403, "the new key has to sign for itself"
    assert change(tablet, new) == 200
    assert change(tablet, new) == 200, "the answer was lost"
    assert beat(tablet).status == 200
    assert change(replace_keys(tablet, new), thiefs, by=old) == 403, "the old key gives nobody new ones any more"
    tablet.keys = new
    assert beat(tablet).body["settings_etag"] != etag, "PINs are sealed anew"
    clock.advance(timedelta(hours=25).total_seconds())
    assert tablet.ask("GET", KIOSK, keys=old).status == 401
    assert tablet.ask("GET", KIOSK).status == 200
    assert [(one.key, one.sign_key) for one in rows(central, Kiosk)] == [(new.public.id, b64(new.public.sign))]
    assert [one.key for one in rows(central, FormerKey)] == [old.public.id]
    assert verify(central).findings == []


def replace_keys(tablet: FakeKiosk, keys: Keys) -> FakeKiosk:
    """Return the tablet as whoever has seen its present public key would speak for it."""
    other = FakeKiosk(tablet.central, tablet.url, tablet.id, tablet.window, keys, tablet.ledger)
    other.challenge = tablet.challenge
    return other


# --- with the tablet's own program ------------------------------------------------------------------------------------


class LosesAnswers(InProcess):
    """A wire on which the first answer is lost after the centre has acted."""

    lost = 0

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        came = super().ask(method, path, body, headers)
        LosesAnswers.lost += 1
        return Unreachable("cut") if LosesAnswers.lost == 1 else came


def test_a_lost_answer_costs_nothing_however_late_it_is_found_out(tmp_path: Path) -> None:
    clock = FakeClock()
    with real_centre(tmp_path / "centre", clock=clock) as centre:
        folder = tmp_path / "kiosk"
        before = centre.enrolled()
        keep_identity(folder, before)

        def client(one: Identity) -> Client:
            return Client(one, LosesAnswers(centre), clock)

        first = changed_keys(folder, client)
        assert first is not None
        assert "Unreachable" in first
        assert identity_in(folder) == before, "not before the centre has said so"
        clock.advance(timedelta(days=3).total_seconds())

        assert changed_keys(folder, client) is None

        after = identity_in(folder)
        assert after is not None
        assert after.keys != before.keys
        assert not (folder / NEXT).exists()
        assert isinstance(asked(centre, after, clock), Answered)
        assert isinstance(asked(centre, before, clock), Refused)


def asked(centre: RealCentre, one: Identity, clock: FakeClock) -> object:
    client = Client(one, InProcess(centre), clock)
    try:
        return client.ask("GET", KIOSK, KioskSettings)
    finally:
        client.close()


def test_the_centres_new_key_is_believed_because_the_old_one_announces_it(tmp_path: Path) -> None:
    clock, folder = FakeClock(), tmp_path / "kiosk"
    with real_centre(tmp_path / "centre", clock=clock) as centre:
        keep_identity(folder, centre.enrolled())
        stranger = replace(centre.enrolled(), centre_keys=Keys.made().public)
        now_ms = centre.central.now_ms()
        old, new = rotate(tmp_path / "centre", now_ms, now_ms + 90 * DAY_MS)

    with real_centre(tmp_path / "centre", clock=clock) as centre:
        known = identity_in(folder)
        assert known is not None
        came = asked(centre, known, clock)
        assert isinstance(came, Answered)
        assert (came.value.answer.key, came.value.answer.state) == (old, State.ACTIVE)
        assert came.value.answer.next_key is not None
        assert believes(folder, came.value.answer.next_key)
        assert not believes(folder, came.value.answer.next_key), "known already"
        assert not believes(folder, "no key")

        known = identity_in(folder)
        assert known is not None
        came = asked(centre, known, clock)
        assert isinstance(came, Answered)
        assert (came.value.answer.key, came.value.answer.next_key) == (new, None)
        assert not isinstance(asked(centre, stranger, clock), Answered), "who believes another key is told nothing"


def test_after_the_grace_the_old_key_answers_nobody(tmp_path: Path) -> None:
    """Positive control: a tablet that was off all the while no longer believes what answers."""
    clock = FakeClock()
    with real_centre(tmp_path / "centre", clock=clock) as centre:
        late = centre.enrolled()
        rotate(tmp_path / "centre", centre.central.now_ms(), centre.central.now_ms() + DAY_MS)
    clock.advance(timedelta(days=2).total_seconds())
    with real_centre(tmp_path / "centre", clock=clock) as centre:
        assert not isinstance(asked(centre, late, clock), Answered)


def test_one_request_without_the_hint_is_answered_with_the_oldest_key(central: Central) -> None:
    assert central.keys.pair_for("") is central.keys.pair
    former = replace(central.keys, former=(Keys.made(), Keys.made()))

    assert former.pair_for("") is former.former[0]
    assert former.pair_for(former.former[1].public.id) is former.former[1]
    assert former.pair_for(former.key) is former.pair
    assert former.pair_for("nobody's") is former.pair
