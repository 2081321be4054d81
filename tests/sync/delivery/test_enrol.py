"""Enrolment: the right code makes an identity; anything else makes a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from sync.contract import b64, canonical, parsed
from sync.delivery.cable import Response
from sync.delivery.enrol import enrol, reach
from sync.delivery.identity import Identity, address_trouble
from sync.delivery.outcomes import Busy, Refused, Trouble, Unproved, Unreachable
from sync.suite import Keys, new_code
from tests.support.clock import FakeClock
from tests.support.small_centre import Direct, SmallCentre, serving

URL = "https://centre.example"


@dataclass
class Listening(Direct):
    """Remembers what went over the wire, and may change the answer."""

    bend: Callable[[Response], Response] = lambda same: same
    sent: bytes = b""

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        self.sent += body + repr(headers).encode()
        came = super().ask(method, path, body, headers)
        return came if isinstance(came, Unreachable) else self.bend(came)


def try_it(centre: SmallCentre, code: str, bend: Callable[[Response], Response] = lambda same: same) -> object:
    return enrol(URL, code, FakeClock(), wire=lambda _: Listening(centre, bend))


def test_the_right_code_makes_an_identity_both_sides_know() -> None:
    centre = SmallCentre()
    came = try_it(centre, centre.code(new_code()))

    assert isinstance(came, Identity)
    assert centre.kiosks[came.kiosk] == came.keys.public
    assert (came.central, came.hall, came.window, came.centre) == (URL, "H001", "3", centre.name)
    assert came.centre_keys == centre.keys.public


def test_it_works_over_http_with_a_code_typed_carelessly() -> None:
    centre = SmallCentre()
    code = centre.code(new_code())
    with serving(centre) as url:
        came = enrol(f"{url}/", code.lower().replace("-", " "), FakeClock())

    assert isinstance(came, Identity)
    assert came.central == url


def test_neither_the_code_nor_a_private_key_is_ever_sent() -> None:
    centre = SmallCentre()
    code = centre.code(new_code())
    wire = Listening(centre)
    came = enrol(URL, code, FakeClock(), wire=lambda _: wire)

    assert isinstance(came, Identity)
    secret = code.replace("-", "")[4:]
    for private in (secret, b64(came.keys.sign), b64(came.keys.seal), came.keys.sign.hex()):
        assert private.encode() not in wire.sent
    assert b64(came.keys.sign) not in repr(came)


def test_a_code_works_once() -> None:
    centre = SmallCentre()
    code = centre.code(new_code())
    try_it(centre, code)

    assert try_it(centre, code) == Refused("403: this code is wrong or was used: ask for a new one")


def test_a_wrong_code_is_refused_in_words() -> None:
    centre = SmallCentre()
    centre.code("ABCD-EFGH-JKLM-NPQR")

    assert isinstance(try_it(centre, "ABCD-EFGH-JKLM-NPQS"), Refused)
    came = try_it(centre, "ABC")
    assert isinstance(came, Refused)
    assert "16 letters" in came.why


def other_keys(one: Response) -> Response:
    keys = Keys.made().public
    value = parsed(one.body) | {"sign_key": b64(keys.sign), "seal_key": b64(keys.seal)}
    return Response(200, {}, canonical(value).encode())


@pytest.mark.parametrize(
    ("bend", "kind"),
    [
        (other_keys, Unproved),
        (lambda _: Response(200, {}, b"<h1>log in</h1>"), Unproved),
        (lambda one: Response(200, {}, one.body.replace(b'"proof":"', b'"proof":"0')), Unproved),
        (lambda _: Response(302, {}, b""), Refused),
        (lambda _: Response(503, {}, b""), Busy),
    ],
    ids=["a man in the middle", "a portal", "a wrong proof", "a redirect", "a busy centre"],
)
def test_who_does_not_know_the_code_is_not_believed(bend: Callable[[Response], Response], kind: type[Trouble]) -> None:
    centre = SmallCentre()

    assert isinstance(try_it(centre, centre.code(new_code()), bend), kind)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://centre.example", "use https"),
        ("http://192.168.1.9:8710", "use https"),
        ("ftp://centre.example", "write it as in https://"),
        ("centre.example", "write it as in https://"),
        ("https://", "write it as in https://"),
        ("https://x:99999", "not an address"),
        ("https://[", "not an address"),
        ("https://me@centre.example", "more than an address"),
        ("https://centre.example/?a=1", "more than an address"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write(url: str, says: str) -> None:
    came = enrol(url, new_code(), FakeClock(), wire=lambda _: Direct(SmallCentre()))

    assert isinstance(came, Refused)
    assert says in came.why


@pytest.mark.parametrize(
    "url", ["https://centre.example", "http://127.0.0.1:8710", "http://localhost:1", "http://[::1]:1"]
)
def test_https_anywhere_and_http_on_this_machine_are_fine(url: str) -> None:
    assert address_trouble(url) is None


@dataclass
class Says:
    """A `Wire` at whose other end somebody always says the same."""

    said: Response | Unreachable

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response | Unreachable:
        assert (method, path, body, headers) == ("GET", "/healthz", b"", {})
        return self.said

    def cut(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """Nothing to let go of."""


def reached(said: Response | Unreachable) -> Trouble | None:
    return reach(URL, wire=lambda _: Says(said))


def test_a_centre_that_is_well_is_reached() -> None:
    assert reached(Response(200, {}, b'{"status":"alive"}')) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Response(200, {}, b"<html>Welcome to our network, please log in</html>"), Unproved),
        (Response(200, {}, b'{"status":"ok"}'), Unproved),
        (Response(302, {"location": "http://login.example"}, b""), Unproved),
        (Response(503, {}, b""), Busy),
        (Unreachable("no route"), Unreachable),
    ],
)
def test_what_answers_there_and_is_no_centre_is_told_from_nobody(said: Response | Unreachable, kind: type) -> None:
    assert isinstance(reached(said), kind)


def test_an_address_that_is_none_is_not_asked() -> None:
    came = reach("http://centre.example", wire=lambda _: pytest.fail("it was asked"))
    assert isinstance(came, Refused)
