"""One POST: signed so that any Standard Webhooks library takes it, and never to where it must not go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import socket
import threading

import pytest

from sync.central.webhooks.sending import NotAllowed, allowed, checked, networks_of, new_secret, send, signed
from tests.support.receiver import receiving

LOOPBACK = networks_of("127.0.0.0/8, ::1/128")


def test_a_delivery_is_signed_as_the_standards_own_example_says() -> None:
    # from the Standard Webhooks specification's reference libraries
    secret, name, at_s = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330

    headers = signed(secret, name, at_s, b'{"test": 2432232314}')

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (name, "1614265330")


def test_every_secret_is_another_and_signs_differently() -> None:
    first, second = new_secret(), new_secret()

    assert first != second
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32
    assert signed(first, "m", 1, b"x") != signed(second, "m", 1, b"x")


def test_what_is_sent_arrives_whole_and_a_2xx_alone_is_taken() -> None:
    with receiving() as receiver:
        receiver.answers = lambda at: ({1: 200, 2: 500, 3: 410, 4: 307}[at], {"location": "http://127.0.0.1:1/"})
        secret = new_secret()
        body = '{"ticket":"号"}'.encode()
        results = [send(receiver.url, signed(secret, "m1", 7, body), body, LOOPBACK) for _ in range(4)]

    assert [(one.status, bool(one.trouble)) for one in results] == [(200, False), (500, True), (410, True), (307, True)]
    headers, came = receiver.got[0]
    assert came == body
    assert headers["content-type"] == "application/json"
    assert headers["host"] == receiver.url.split("/")[2]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, b"m1.7." + body, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert len(receiver.got) == 4, "a redirect was not followed"


@pytest.mark.parametrize(
    ("address", "plain", "may"),
    [
        ("93.184.216.34", False, True),
        ("93.184.216.34", True, False),  # public, but without TLS
        ("2606:4700::1111", False, True),
        ("127.0.0.1", False, False),
        ("10.1.2.3", False, False),
        ("192.168.0.1", False, False),
        ("172.16.0.1", False, False),
        ("169.254.169.254", False, False),  # a cloud's own secrets
        ("100.64.0.1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104 - looked at, not listened on
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("::1", False, False),
        ("::", False, False),
        ("fe80::1", False, False),
        ("fc00::1", False, False),
        ("ff02::1", False, False),
        ("::ffff:10.1.2.3", False, False),
        ("::ffff:127.0.0.1", False, False),
        ("2002:0a01:0203::1", False, False),  # 10.1.2.3 by 6to4
        ("64:ff9b::a01:203", False, False),  # and by NAT64
    ],
)
def test_only_public_addresses_by_tls_are_sent_to(address: str, plain: bool, may: bool) -> None:
    assert allowed(ipaddress.ip_address(address), plain, ()) is may


def test_a_network_that_is_named_may_be_sent_to_also_without_tls_and_no_other() -> None:
    named = networks_of("10.20.0.0/16, ::1/128")

    assert allowed(ipaddress.ip_address("10.20.3.4"), True, named)
    assert allowed(ipaddress.ip_address("::ffff:10.20.3.4"), True, named)
    assert not allowed(ipaddress.ip_address("10.21.3.4"), False, named)
    assert allowed(ipaddress.ip_address("::1"), True, named)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "wall",
        "ftp://wall.example/",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://wall.example:99999/",
        "https://wall.example:0/",
        "https://li:secret@wall.example/",
        "https://wall.example/#x",
        "https://wall.example/a b",
        "https://wall.example/\r\nhost: x",
        "https://[::1/",
        "https://号.example/",
        "https://wall.example/" + "x" * 1000,
    ],
)
def test_what_is_no_address_is_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(NotAllowed):
        checked(url)
    assert send(url, {}, b"", ()).trouble


def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        for url in (f"http://localhost:{port}/", f"https://127.0.0.1:{port}/", f"https://0x7f.1:{port}/"):
            sent = send(url, {}, b"{}", ())
            assert sent.status is None
            assert "webhooks.networks" in sent.trouble, url
        door.settimeout(0)
        with pytest.raises(BlockingIOError):
            door.accept()


def test_a_receiver_that_drips_is_cut_off_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        stop = threading.Event()

        def drip() -> None:
            line, _ = door.accept()
            with line:
                line.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stop.wait(0.05):
                    try:
                        line.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        sent = send(f"http://127.0.0.1:{door.getsockname()[1]}/", {}, b"{}", LOOPBACK, longest_s=0.5)
        stop.set()
        thread.join()

    assert sent.status is None
    assert sent.trouble


def test_nobody_there_and_no_tls_where_tls_is_asked_are_troubles_and_no_exceptions() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    assert "refused" in send(f"http://127.0.0.1:{port}/", {}, b"{}", LOOPBACK).trouble
    with receiving() as receiver:
        plain = receiver.url.replace("http:", "https:")
        assert "SSL" in send(plain, {}, b"{}", LOOPBACK).trouble
    assert receiver.got == []
