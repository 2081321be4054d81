from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from sync.central.followup.models import Case
from sync.central.intake.models import AttachmentRow, Rating, RecordRow
from sync.central.kiosks.models import Kiosk
from sync.central.places.questions import shipped
from sync.central.web.opening import Unreadable, opened
from sync.contract import uuid7
from sync.kinds import Level, TimeQuality
from sync.suite import Keys, sign, unseal
from sync.token import token_bytes, token_text
from tests.support.asking import Client, Got
from tests.support.facing import Tablet, Town

VISIT = "01890a5d-0000-7000-8000-0000000000aa"


def hidden(page: Got, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"no field {name}"
    return found[1]


def tap(client: Client, path: str, page: Got, level: int) -> Got:
    return client.post(path, {"rating": hidden(page, "rating"), "level": str(level), "lang": "zh"})


def explain(client: Client, path: str, kept: Got, reasons: Sequence[str] = (), comment: str = "") -> Got:
    fields = {"explains": hidden(kept, "explains"), "proof": hidden(kept, "proof"), "reason": reasons}
    return client.post(path, {**fields, "comment": comment, "done": "1"})


def change(client: Client, path: str, kept: Got, level: int) -> Got:
    levels = replace(kept, body=kept.body[kept.body.index(b'class="levels"') :])
    fields = {name: hidden(levels, name) for name in ("rating", "replaces", "proof")}
    return client.post(path, {**fields, "level": str(level)})


def ratings(place: Town) -> list[tuple[int, bool, str | None]]:
    with place.central.database.read() as db:
        rows = db.execute(select(Rating.level, Rating.standing, Rating.corrected_by).order_by(Rating.at_ms, Rating.id))
        return [(row.level, bool(row.standing), row.corrected_by) for row in rows]


def records(place: Town) -> int:
    with place.central.database.read() as db:
        return db.execute(select(func.count()).select_from(RecordRow)).scalar_one()


def test_the_page_names_the_visit_and_offers_five_equal_levels_with_nothing_chosen(here: Town) -> None:
    page = Client(here.app).get("/r/" + here.tablet().mint(VISIT))
    assert page.status == 200
    assert "A042" in page.text
    assert "3 号窗口" in page.text
    buttons = re.findall(r'<button name="level" value="(\d)"([^>]*)><span>([^<]*)', page.text)
    assert [(level, name) for level, _, name in buttons] == [
        ("5", "非常满意"),
        ("4", "满意"),
        ("3", "基本满意"),
        ("2", "不满意"),
        ("1", "非常不满意"),
    ]
    assert {extra for _, extra, _ in buttons} == {""}
    assert "checked" not in page.text
    assert "<script" not in page.text
    assert shipped().text("question", "zh-CN") in page.text


def test_a_tap_is_kept_at_once_and_stands_weeks_before_the_tablets_own_records(place: Town) -> None:
    client = Client(place.app)
    path = "/r/" + place.tablet().mint(VISIT)
    kept = tap(client, path, client.get(path), 2)
    assert kept.status == 200
    assert "评价已收到" in kept.text
    assert ratings(place) == [(2, True, None)]
    thanks = explain(client, path, kept, ["207", "213"], "等了很久")
    assert shipped().text("thanks", "zh-CN") in thanks.text
    with place.central.database.read() as db:
        row = db.execute(select(Rating.__table__)).one()
        sealed = db.execute(select(AttachmentRow.__table__)).one()
        case = db.execute(select(Case.__table__)).one()
    assert (row.reasons, bool(row.unexplained), row.channel, row.staff_id) == ('["207","213"]', False, "phone", "S001")
    assert unseal(place.central.keys.pair, bytes(sealed.sealed), sealed.record_id).decode() == "等了很久"
    assert (case.why, case.rating_id, case.visit_id) == ("bad_rating", row.id, VISIT)


def test_looking_two_hundred_times_by_whatever_looks_leaves_the_code_as_good_as_new(here: Town) -> None:
    path = "/r/" + here.tablet().mint(VISIT)
    scanner = Client(here.app, {"user-agent": "link-scanner"})
    before = records(here)
    for number in range(200):
        method = ("GET", "HEAD")[number % 2]
        assert scanner.get(path + ("?lang=en" if number % 3 else ""), method=method).status == 200
    assert records(here) == before
    assert ratings(here) == []
    client = Client(here.app)
    assert "评价已收到" in tap(client, path, client.get(path), 5).text


def test_a_scanner_that_posts_an_empty_form_rates_nothing(here: Town) -> None:
    path = "/r/" + here.tablet().mint(VISIT)
    for body in (b"", b"x=1", b"{}", b"level=5", b"rating=&level=5", b"\xff\xfe", b"a" * 20_000):
        assert Client(here.app).post(path, body).status == 400
    assert ratings(here) == []


def test_a_finger_that_trembles_sends_the_same_page_twice_and_rates_once(place: Town) -> None:
    client = Client(place.app)
    path = "/r/" + place.tablet().mint(VISIT)
    page = client.get(path)
    assert {tap(client, path, page, level).status for level in (4, 4, 1)} == {200}
    assert ratings(place) == [(4, True, None)]


def test_whoever_comes_second_is_told_it_is_rated_already(place: Town) -> None:
    first, second = Client(place.app), Client(place.app)
    path = "/r/" + place.tablet().mint(VISIT)
    open_before = second.get(path)
    tap(first, path, first.get(path), 5)
    refused = tap(second, path, open_before, 1)
    assert refused.status == 409
    assert "本次服务已评价" in refused.text
    assert "本次服务已评价" in second.get(path).text
    assert ratings(place) == [(5, True, None)]


def test_what_the_tablet_already_rated_is_not_asked_again(place: Town) -> None:
    tablet = place.tablet()
    visit = tablet.ledger.rated_visit("A042", Level.SATISFIED)
    place.deliver(tablet)
    page = Client(place.app).get("/r/" + tablet.mint(visit))
    assert "本次服务已评价" in page.text
    assert 'name="level"' not in page.text


def test_a_visit_that_timed_out_on_the_tablet_can_still_be_rated_by_phone(place: Town) -> None:
    tablet = place.tablet()
    visit = tablet.ledger.unrated_visit("A042")
    place.deliver(tablet)
    client = Client(place.app)
    path = "/r/" + tablet.mint(visit)
    tap(client, path, client.get(path), 3)
    assert ratings(place) == [(3, True, None)]


def test_the_level_can_be_changed_until_thanks_and_it_stays_one_rating(place: Town) -> None:
    client = Client(place.app)
    path = "/r/" + place.tablet().mint(VISIT)
    kept = tap(client, path, client.get(path), 1)
    place.clock.advance(5)
    changed = change(client, path, kept, 4)
    assert "满意" in changed.text
    assert hidden(changed, "explains") != hidden(kept, "explains")
    place.clock.advance(5)
    explain(client, path, changed, ["413"])
    assert [(level, standing) for level, standing, _ in ratings(place)] == [(1, False), (4, True)]
    with place.central.database.read() as db:
        case = db.execute(select(Case.withdrawn_ms)).scalar_one()
    assert case is not None, "nothing is left to verify: the citizen corrected it"


def test_a_stranger_with_the_same_code_can_neither_change_nor_explain(place: Town) -> None:
    client = Client(place.app)
    path = "/r/" + place.tablet().mint(VISIT)
    kept = tap(client, path, client.get(path), 5)
    rating = hidden(kept, "explains")
    for proof in ("", "0" * 40, hidden(kept, "proof")[:-1]):
        steal = {"rating": uuid7(), "level": "1", "replaces": rating, "proof": proof}
        assert client.post(path, steal).status == 400
        assert client.post(path, {"explains": rating, "proof": proof, "reason": "517"}).status == 400
    assert ratings(place) == [(5, True, None)]


def test_after_half_an_hour_the_rating_is_final(here: Town) -> None:
    client = Client(here.app)
    path = "/r/" + here.tablet().mint(VISIT)
    kept = tap(client, path, client.get(path), 2)
    here.clock.advance(minutes=31)
    assert change(client, path, kept, 5).status == 400
    assert ratings(here) == [(2, True, None)]


def test_reasons_of_another_level_are_refused_and_too_long_a_text_comes_back_to_be_shortened(here: Town) -> None:
    client = Client(here.app)
    path = "/r/" + here.tablet().mint(VISIT)
    kept = tap(client, path, client.get(path), 2)
    assert explain(client, path, kept, ["510"]).status == 400
    again = explain(client, path, kept, ["207"], "很" * 151)
    assert "超过 150 字" in again.text
    assert "很" * 151 in again.text
    assert re.search(r'value="207" checked', again.text)
    assert explain(client, path, again, ["207"], "很" * 150).status == 200
    with here.central.database.read() as db:
        assert db.execute(select(Rating.reasons)).scalar_one() == '["207"]'


def test_an_explanation_sent_twice_is_written_once(here: Town) -> None:
    client = Client(here.app)
    path = "/r/" + here.tablet().mint(VISIT)
    kept = tap(client, path, client.get(path), 5)
    explain(client, path, kept, ["510"])
    before = records(here)
    assert explain(client, path, kept, ["511"]).status == 200
    assert records(here) == before


def test_a_rating_left_without_a_reason_stands_unexplained_and_waits_to_be_verified(here: Town) -> None:
    client = Client(here.app)
    path = "/r/" + here.tablet().mint(VISIT)
    tap(client, path, client.get(path), 1)
    with here.central.database.read() as db:
        assert db.execute(select(Rating.unexplained)).scalar_one()
        assert db.execute(select(Case.why)).scalar_one() == "bad_rating"


def test_every_level_leads_to_the_same_page_with_its_own_eight_reasons(here: Town) -> None:
    shapes = set()
    for level in Level:
        client = Client(here.app)
        path = "/r/" + here.tablet().mint(uuid7(), "B001", key=f"q:{level}")
        kept = tap(client, path, client.get(path), int(level))
        codes = re.findall(r'name="reason" value="(\d+)"', kept.text)
        assert set(codes) == {one.code for one in shipped().reasons_for(level)}
        assert len(codes) == 8
        shapes.add(re.sub(r'(value|action)="[^"]*"| class="full"|(?<=>)[^<]+', "", kept.text))
    assert len(shapes) == 1


# --- tokens -----------------------------------------------------------------------------------------------------------


def test_a_code_that_has_expired_says_so(here: Town) -> None:
    path = "/r/" + here.tablet().mint(VISIT)
    here.clock.advance(days=5, seconds=1)
    assert Client(here.app).get(path).status == 410
    assert Client(here.app).post(path, {"rating": uuid7(), "level": "5"}).status == 410


def test_a_tablet_whose_clock_is_a_year_behind_does_not_cost_the_citizen_the_rating(here: Town) -> None:
    tablet = here.tablet()
    long_ago = int(here.clock.now().timestamp()) - 365 * 86400
    more = {"minted": long_ago, "expires": long_ago + 5 * 86400, "quality": TimeQuality.CLAIMED}
    client = Client(here.app)
    path = "/r/" + tablet.mint(VISIT, **more)
    assert tap(client, path, client.get(path), 4).status == 200
    exact = "/r/" + tablet.mint(uuid7(), "A050", **{**more, "quality": TimeQuality.EXACT})
    assert client.get(exact).status == 410


def test_a_claimed_time_counts_from_when_the_visit_began_where_that_is_known(here: Town) -> None:
    tablet = here.tablet()
    visit = tablet.ledger.unrated_visit("A042")
    here.deliver(tablet)
    path = "/r/" + tablet.mint(visit, quality=TimeQuality.CLAIMED)
    here.clock.advance(days=4)
    assert Client(here.app).get(path).status == 200
    here.clock.advance(days=1)
    assert Client(here.app).get(path).status == 410


def test_a_code_of_a_revoked_kiosk_of_another_window_or_of_nobody_opens_nothing(here: Town) -> None:
    tablet = here.tablet("3")
    stranger = Tablet(tablet.known, Keys.made(), tablet.ledger)
    elsewhere = tablet.mint(VISIT, window="4"), tablet.mint(VISIT, hall="H002")
    for text in (stranger.mint(VISIT), *elsewhere, "x", "a.b", ".", "%00", "a" * 3000):
        assert Client(here.app).get(f"/r/{text}").status == 404, text[:40]
    good = tablet.mint(VISIT)
    with here.central.database.write() as db:
        db.execute(Kiosk.__table__.update().where(Kiosk.id == tablet.known.id).values(state="revoked"))
    assert Client(here.app).get(f"/r/{good}").status == 404


def test_a_signature_moved_to_another_visit_is_refused(here: Town) -> None:
    tablet = here.tablet()
    one, two = tablet.token(VISIT), tablet.token(uuid7(), "A099")
    assert Client(here.app).get("/r/" + token_text(two, sign(tablet.keys, token_bytes(one)))).status == 404


@pytest.mark.parametrize("many", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_of_many_mutated_codes_not_one_opens(here: Town, many: int) -> None:
    tablet = here.tablet()
    text = tablet.mint(VISIT)
    chance = random.Random(20260302)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=%/ \n中"
    now = here.clock.now()
    accepted = []
    with here.central.database.read() as db:
        assert not isinstance(opened(db, text, now), Unreadable), "positive control: the code itself opens"
        for _ in range(many):
            mutated = _mutated(text, chance, letters)
            if mutated != text and not isinstance(opened(db, mutated, now), Unreadable):
                accepted.append(mutated)
    assert accepted == []


def _mutated(text: str, chance: random.Random, letters: str) -> str:
    at = chance.randrange(len(text))
    match chance.randrange(5):
        case 0:
            return text[:at] + chance.choice(letters) + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + chance.choice(letters) + text[at:]
        case 3:
            other = chance.randrange(len(text))
            low, high = sorted((at, other))
            return text[:low] + text[low:high][::-1] + text[high:]
        case _:
            return text[:at]


# --- receipts ---------------------------------------------------------------------------------------------------------


def test_the_receipt_tells_later_that_the_rating_arrived_and_counts(here: Town) -> None:
    client = Client(here.app)
    path = "/r/" + here.tablet().mint(VISIT)
    thanks = explain(client, path, tap(client, path, client.get(path), 1), ["108"])
    code = re.search(r'class="code">([^<]+)', thanks.text)
    assert code
    told = Client(here.app).get(f"/receipts/{code[1].lower()}")
    assert told.status == 200
    assert "评价已送达" in told.text
    assert "已转入核实处理" in told.text
    assert "A042" not in told.text
    assert Client(here.app).get("/receipts/AAAA-AAAA").status == 404
