"""500 strings that want to be scripts, wherever somebody's words are shown: no page of the centre runs any of them.

They are the names of halls, windows, people and services, tickets, what kiosks say of themselves, and what is typed into addresses.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import insert, select, update

from sync.central.accounts.people import create_account
from sync.central.accounts.roles import Role
from sync.central.accounts.tokens import create_token
from sync.central.figures.export import export
from sync.central.intake.alarms import AlarmKind, Seen, raise_alarms
from sync.central.kiosks.models import Presence, RemoteCommand
from sync.central.places.models import Department, Hall, Staff, Window
from sync.central.turns import Turns
from sync.central.webhooks.courier import Courier
from sync.central.webhooks.hooks import add
from sync.central.webhooks.news import ASKABLE, Kind
from sync.central.webhooks.sending import networks_of, send
from sync.kinds import HelpCalled, Level
from sync.summary.readback import lines_of
from tests.support.facing import Town
from tests.support.receiver import receiving
from tests.support.routes import routes_of
from tests.sync.summary.corpus import corpus, markup
from tests.sync.summary.test_safe import lives

SECRET = "vivid kettle orbit maple seven"
STRINGS = markup()
FORMULAS = corpus()
DAY = "2026-03-02"
ENOUGH = 60  # pages; each kind of page comes up among far fewer
NO_PAGES = ("openapi.json", "metrics", "photo", "questionnaire.toml", "results.json", "healthz", "readyz")
QUERY = {"/accounts/one": "name=wang"}
HIT = "window.hits = 0; window.hit = () => { window.hits += 1 }"


@pytest.fixture
def hostile(here: Town) -> Town:
    """A hall in which everything that can be named is named by an attacker."""
    texts = iter(STRINGS * 3)
    with here.central.database.write() as db:
        for hall in ("H001", "H002"):
            db.execute(update(Hall).where(Hall.id == hall).values(name=next(texts)[:200]))
        db.execute(update(Window).values(name=next(texts)))
        db.execute(update(Staff).values(name=next(texts)[:100]))
        more = [{"hall_id": "H001", "id": f"D{n}", "name": next(texts)} for n in range(40)]
        db.execute(insert(Department), more)
        rows = [
            {"hall_id": "H001", "id": f"w{n}", "name": next(texts), "department_id": f"D{n % 40}"} for n in range(60)
        ]
        db.execute(insert(Window), rows)
        people = [{"hall_id": "H001", "id": f"S1{n:02}", "version": 1, "since_ms": 0} for n in range(60)]
        said = [{"name": next(texts)[:100], "duty": next(texts), "department_id": f"D{n % 40}"} for n in range(60)]
        db.execute(insert(Staff), [{**one, **more} for one, more in zip(people, said, strict=True)])
        halls = {"halls": None, "now": here.clock.now()}
        create_account(db, "li", SECRET, **halls, shown=next(texts)[:100], role=Role.SYSTEM_ADMIN)
        create_account(db, "wang", SECRET, halls=["H001"], now=here.clock.now(), shown=next(texts)[:100])
    for window in ("3", "4", "w1", "w2"):
        tablet = here.tablet(window)
        for number, text in enumerate(texts_of(texts, 70)):
            tablet.ledger.rated_visit(text[:64], Level(number % 5 + 1), reasons=(next(texts)[:40],))
        tablet.ledger.add(HelpCalled(page=next(texts)[:40]))
        here.deliver(tablet)
        row = {"hall_id": "H001", "kiosk_id": tablet.known.id, "seen_ms": 0, "challenge_ms": 0, "pending": 1}
        row |= {
            "page": next(texts)[:64],
            "out_of_service": next(texts)[:64],
            "staff_id": next(texts)[:64],
            "text": "{}",
        }
        seen = [Seen(kind=AlarmKind.FORK, ledger=next(texts)[:36], seq=1, detail=next(texts)[:200])]
        asked = {
            "hall_id": "H001",
            "id": tablet.ledger.id(),
            "kiosk_id": tablet.known.id,
            "kind": "notice",
            "text": next(texts),
        }
        asked |= {
            "who": next(texts)[:100],
            "reason": next(texts)[:120],
            "made_ms": 0,
            "until_ms": 1,
            "said": next(texts)[:200],
        }
        with here.central.database.write() as db:
            db.execute(insert(Presence).values(**row))
            db.execute(insert(RemoteCommand).values(**asked))
            raise_alarms(db, "H001", tablet.known.id, seen, 0)
            create_token(db, "H001", now=here.clock.now(), label=next(texts))
    here.clock.advance(86_400)  # what is public ends with yesterday
    return here


def texts_of(texts: Iterator[str], count: int) -> list[str]:
    return [next(texts) for _ in range(count)]


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.add_init_script(HIT)
    yield context
    context.close()


class Watch:
    """Notes what a page does that it was not built to do."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home, self.seen = page, home, list[str]()
        page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith(self.home) and not url.startswith("data:image/"):
            self.seen.append(f"asked {url}")

    def look(self) -> None:
        """Look at the page that is open: move over everything, then count."""
        for kind in ("mouseover", "focus", "toggle", "animationstart"):
            self.page.evaluate(
                "kind => document.querySelectorAll('body *').forEach(one => one.dispatchEvent(new Event(kind)))", kind
            )
        found = self.page.evaluate(
            """() => ({hits: window.hits,
                 handlers: [...document.querySelectorAll('*')].flatMap(one => [...one.attributes])
                     .filter(one => one.name.startsWith('on') || /^\\s*(javascript|data:text)/i.test(one.value))
                     .map(one => one.name + '=' + one.value),
                 inline: [...document.scripts].filter(one => !one.src && !/json/.test(one.type)).map(one => one.text),
                 strange: [...document.querySelectorAll('iframe, object, base, math, template, x')].map(one => one.outerHTML)})"""
        )
        self.seen += [f"{name}: {what}" for name, what in found.items() if what]

    def links(self) -> list[str]:
        """Return the pages of this centre it leads to."""
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        return [one.partition("#")[0] for one in found if one.startswith(self.home)]


def walked(watch: Watch, starts: Sequence[str]) -> set[str]:
    """Open page after page by its links, each path's kind a few times; return the paths."""
    waiting, done, kinds = [urljoin(watch.home, one) for one in starts], set[str](), dict[str, int]()
    while waiting and len(done) < ENOUGH:
        url = waiting.pop(0)
        path = urlsplit(url).path
        kind = "/".join(part for part in path.split("/")[:3])
        if url in done or kinds.get(kind, 0) >= 6 or path.rpartition(".")[2] in ("csv", "xlsx", "pdf", "json", "zip"):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        done.add(url)
        answer = watch.page.goto(url, wait_until="load")
        assert answer is not None
        assert answer.status < 500, url
        if "html" in answer.headers.get("content-type", ""):
            assert "script-src" in answer.headers["content-security-policy"], url
            watch.look()
            waiting += watch.links()
    return {urlsplit(one).path for one in done}


def test_the_corpus_is_500_different_strings() -> None:
    assert len(set(STRINGS)) == 500


@pytest.mark.parametrize("who", ["li", "wang"])
def test_no_page_runs_what_somebody_typed(hostile: Town, address: str, desk: BrowserContext, who: str) -> None:
    page = desk.new_page()
    watch = Watch(page, address)
    log_in(page, address, who)
    visit = hostile.tablet("3").mint(hostile.tablet("3").ledger.id(), STRINGS[0][:40])

    day = f"/halls/H001?day={DAY}"
    paths = walked(
        watch, ["/", "/halls/H001", day, "/public", "/public/halls/H001", "/account", "/audit", f"/r/{visit}"]
    )

    assert watch.seen == []
    assert len(paths) > 6, paths


def log_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(SECRET)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login" not in url)


def test_every_single_page_there_is_shows_such_words_and_runs_none(
    hostile: Town, address: str, desk: BrowserContext
) -> None:
    """Not only those that links lead to: each route of the program that is a page, set-up, alarms and help too."""
    tablet = hostile.tablet("3")
    names = {"hall": "H001", "window": "w1", "staff": "S100", "kiosk": tablet.known.id, "name": "w1"}
    names |= {"token": tablet.mint(tablet.ledger.id(), STRINGS[0][:40]), "code": STRINGS[1]}
    page = desk.new_page()
    watch = Watch(page, address)
    log_in(page, address, "li")
    shown = {}
    for route in routes_of(hostile.app):
        if route.method != "GET" or route.path.startswith("/api/") or route.path.rpartition("/")[2] in NO_PAGES:
            continue
        path = route.at(**{name: quote(value, safe="") for name, value in names.items()})
        answer = page.goto(f"{address}{path}?{QUERY.get(route.path, f'day={DAY}')}")
        assert answer is not None
        assert answer.status < 500, path
        watch.look()
        shown[route.path] = answer.status == 200 and "hit()" in page.content()

    assert watch.seen == []
    telling = [path for path, words in shown.items() if words]
    assert len(telling) > 15, telling  # the others show the reader's own, or nobody's words


def test_what_is_typed_into_an_address_is_text_on_the_page_that_refuses_it(
    hostile: Town, address: str, desk: BrowserContext
) -> None:
    page = desk.new_page()
    watch = Watch(page, address)
    for text in STRINGS[::37]:
        for path in ("/halls/{}", "/public/halls/{}", "/receipts?code={}", "/r/{}", "/nothing/{}?lang={}"):
            answer = page.goto(address + path.replace("{}", quote(text, safe="")))
            assert answer is not None
            assert answer.status < 500, (path, text)
        watch.look()

    assert watch.seen == []
    assert hostile.central


def test_control_the_same_strings_unescaped_are_caught(address: str, desk: BrowserContext) -> None:
    page = desk.new_page()
    watch = Watch(page, address)
    page.goto(f"{address}/healthz")
    page.evaluate(
        "html => { document.open(); document.write(html); document.close() }", "<p>" + "</p><p>".join(STRINGS)
    )
    page.wait_for_function("window.hits > 0")
    watch.look()

    assert any(one.startswith("hits") for one in watch.seen)
    assert any(one.startswith("handlers") for one in watch.seen)


def test_the_json_of_the_figures_gives_every_name_back_to_the_letter(hostile: Town, address: str) -> None:
    said = requests.get(f"{address}/public/results.json", timeout=30)

    assert said.headers["content-type"].startswith("application/json")
    assert said.headers["x-content-type-options"] == "nosniff"
    with hostile.central.database.read() as db:
        name = db.execute(select(Hall.name).where(Hall.id == "H001")).scalar_one()
    assert name in STRINGS
    assert [hall["name"] for hall in said.json()["halls"]] == [name]


def test_a_webhook_gives_every_word_back_to_the_letter_and_its_headers_hold_none(hostile: Town) -> None:
    with receiving() as receiver:
        with hostile.central.database.write() as db:
            add(hostile.central, db, "H001", receiver.url, ASKABLE)
        for window in ("3", "4"):
            tablet = hostile.tablet(window)
            for text in STRINGS[:40]:
                tablet.ledger.rated_visit(text[:64], Level.VERY_DISSATISFIED)
            hostile.deliver(tablet)
        allowed = networks_of("127.0.0.0/8")
        one = Courier(
            hostile.central,
            Turns(hostile.central.keys.secret, "a"),
            lambda url, headers, body: send(url, headers, body, allowed),
            seed=1,
        )
        for _ in range(4):
            one.round()
            one.wait()

    told = [json.loads(body) for _, body in receiver.got]
    tickets = {one["data"]["ticket"] for one in told if one["type"] == Kind.CASE_OPENED}
    assert {text[:64] for text in STRINGS[:40]} & tickets
    assert tickets <= {text[:64] for text in STRINGS}
    assert not [headers for headers, _ in receiver.got if "hit()" in str(headers)]


def test_no_cell_of_the_centres_files_lives_where_names_want_to_be_formulas(here: Town, tmp_path: Path) -> None:
    tablet = here.tablet("3")
    with here.central.database.write() as db:
        department = db.execute(select(Department.id).where(Department.hall_id == "H001")).scalars().first()
        wanted = {"hall_id": "H001", "version": 1, "since_ms": 0, "duty": "", "department_id": department}
        names = [{"id": f"F{n:03}", "name": text[:100]} for n, text in enumerate(FORMULAS)]
        db.execute(insert(Staff), [{**wanted, **one} for one in names])
    for n, text in enumerate(FORMULAS):
        tablet.ledger.rated_visit(f"A{n:03}", Level.SATISFIED, reasons=(text[:40],), staff=f"F{n:03}")
    here.deliver(tablet)
    made = {one.suffix: one for one in export(here.central, "H001", DAY, tmp_path, ("csv", "xlsx"))}

    with made[".csv"].open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > len(FORMULAS)
    assert [cell for cell in cells if lives(cell)] == []
    with zipfile.ZipFile(made[".xlsx"]) as book:
        assert not [name for name in book.namelist() if b"<f>" in book.read(name) or b"<hyperlink" in book.read(name)]
    assert sum(map(lives, FORMULAS)) > 300, "the control: as they were typed they would"


def test_the_managers_files_of_such_a_day_hold_no_link_and_no_script(hostile: Town, tmp_path: Path) -> None:
    made = export(hostile.central, "H001", DAY, tmp_path, ("csv", "xlsx", "pdf"))

    assert {one.suffix for one in made} == {".csv", ".xlsx", ".pdf"}
    for path in made:
        shown = "".join("".join(lines_of(path)).split())
        assert "hit()" in shown, f"{path.name} shows what was typed"
        assert b"/JavaScript" not in path.read_bytes()
        assert b"/URI" not in path.read_bytes()
