from __future__ import annotations

from sqlalchemy import select

from sync.central.accounts.log import note
from sync.central.accounts.models import Access, ReadingToken
from sync.central.accounts.tokens import create_token, reader_of, revoke_token
from sync.central.database import Database
from tests.support.clock import FakeClock


def test_a_token_reads_its_hall_and_no_other_and_only_its_hash_is_kept(database: Database, clock: FakeClock) -> None:
    with database.write() as db:
        token = create_token(db, "H001", now=clock.now(), label="BI")
        reader = reader_of(db, token)
        assert reader
        assert reader.halls == frozenset({"H001"})
        assert token not in str(db.execute(select(ReadingToken)).all())
        assert reader.who.removeprefix("token:") not in token


def test_a_token_that_was_never_made_or_was_revoked_reads_nothing(database: Database, clock: FakeClock) -> None:
    with database.write() as db:
        token = create_token(db, "H001", now=clock.now())
        for wrong in ("", "yr_", token[:-1], token + "x", token.upper(), "\udcff"):
            assert reader_of(db, wrong) is None
        assert not revoke_token(db, "H002", token, now=clock.now())
        assert reader_of(db, token)
        assert revoke_token(db, "H001", token, now=clock.now())
        assert reader_of(db, token) is None


def test_the_access_log_keeps_who_asked_for_what_and_whether_it_was_given(database: Database, clock: FakeClock) -> None:
    with database.write() as db:
        note(db, who="account:li", hall="H001", what="summary 2026-03-02", given=True, now=clock.now())
        note(db, who="token:x" * 50, hall="H" * 500, what="y" * 500, given=False, now=clock.now())
        first, second = db.execute(select(Access).order_by(Access.id)).all()
    assert (first.who, first.hall_id, first.what, first.given) == ("account:li", "H001", "summary 2026-03-02", True)
    assert (len(second.who), len(second.hall_id), len(second.what), second.given) == (100, 64, 200, False)
