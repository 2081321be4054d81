"""What names a person is taken out of every text; what a technician needs stays."""

from __future__ import annotations

import pytest

from kiosk.technician.scrub import scrubbed

PEOPLE = ("王璟珺", "李娜", "S001", "S002")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("the PIN hash of S001 cannot be opened", "S001"),
        ("王璟珺 logged in", "王璟珺"),
        ("a typed number was refused: A042", "A042"),
        ("called back at 13812345678", "13812345678"),
        ("called back at +86 138 1234 5678", "138 1234 5678"),
        ("at 0571-87654321", "0571-87654321"),
        ("identity 330102199001011234", "330102199001011234"),
        ("identity 33010219900101123X", "33010219900101123X"),
        ("GET /r/AbC-_123.xyz HTTP/1.1", "AbC-_123.xyz"),
        ("hash $argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "c2FsdA"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("http://user:secret@queue.local/list", "user:secret"),
        ("key 8Zk1mQ7v3b9T2xR5yU0pL4nW6sA8dF1gH3jK5lQ7zX9c=", "8Zk1mQ7v3b9T2xR5yU0pL4nW6sA8dF1gH3jK5lQ7zX9c="),
    ],
)
def test_it_is_gone(text: str, gone: str) -> None:
    assert gone in text
    assert gone not in scrubbed(text, PEOPLE)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 10:15:00,123 WARNING kiosk.app: K-03: the database cannot be opened",
        "delivered 213 records, 0 of them set aside",
        "no heartbeat: Unreachable(why='connection refused by 10.0.0.7:8710')",
        "kiosk.db 1048576 bytes, ledger 01890a5d-0000-7000-8000-000000000001",
        "Python 3.11.2 on Linux-6.1.0-18-amd64-x86_64-with-glibc2.36",
    ],
)
def test_what_a_technician_needs_stays(text: str) -> None:
    assert scrubbed(text, PEOPLE) == text


def test_a_name_of_one_letter_does_not_eat_the_text() -> None:
    assert scrubbed("a number was called", ["a", ""]) == "a number was called"
