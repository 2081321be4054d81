"""What each role may do, and that whatever is not written may not."""

from __future__ import annotations

from sync.central.accounts.roles import Act, Role, acts_of


def test_every_role_may_look_after_its_own_account_and_none_may_do_everything() -> None:
    for role in Role:
        assert Act.OWN_ACCOUNT in acts_of(role)
        assert acts_of(role) != frozenset(Act)


def test_a_role_nobody_knows_may_do_nothing() -> None:
    assert acts_of("") == frozenset()
    assert acts_of("director") == frozenset()


def test_who_runs_the_system_reads_no_stories_and_who_audits_changes_nothing() -> None:
    assert not acts_of(Role.SYSTEM_ADMIN) & {Act.READ_STORIES, Act.EXPORT, Act.UNMASK, Act.READ_AUDIT}
    assert acts_of(Role.AUDITOR) == {
        Act.READ_FIGURES,
        Act.READ_PLACES,
        Act.SEE_KIOSKS,
        Act.READ_AUDIT,
        Act.OWN_ACCOUNT,
    }
    assert {role for role in Role if Act.MANAGE_ACCOUNTS in acts_of(role)} == {Role.SYSTEM_ADMIN}
    assert {role for role in Role if Act.READ_AUDIT in acts_of(role)} == {Role.AUDITOR}
