"""What each role may do. Whatever is not written here is refused."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is at the centre; everybody has one."""

    SYSTEM_ADMIN = "system_admin"
    STAFF_ADMIN = "staff_admin"
    HALL_MANAGER = "hall_manager"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


class Act(StrEnum):
    """What somebody does. Every route of people and programs asks for one of these."""

    READ_FIGURES = "read_figures"  # sums, courses, ranks: nobody's single visit
    READ_PLACES = "read_places"  # halls, departments, windows, staff
    READ_STORIES = "read_stories"  # single visits and ratings
    EXPORT = "export"
    UNMASK = "unmask"  # what a citizen left to be called back
    SET_UP_PLACES = "set_up_places"
    SET_UP_STAFF = "set_up_staff"
    SEE_KIOSKS = "see_kiosks"
    ENROL_KIOSKS = "enrol_kiosks"
    COMMAND_KIOSKS = "command_kiosks"
    ANSWER_HELP = "answer_help"
    CLOSE_ALARMS = "close_alarms"
    PUSH_QUEUE = "push_queue"  # a queue system's events
    MANAGE_TOKENS = "manage_tokens"
    WEBHOOKS = "webhooks"
    PUBLISH = "publish"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"
    OWN_ACCOUNT = "own_account"  # one's own password, second factor and sessions


_LOOKING = frozenset({Act.READ_FIGURES, Act.READ_PLACES, Act.OWN_ACCOUNT})
_KIOSKS = frozenset({Act.SEE_KIOSKS, Act.ENROL_KIOSKS, Act.COMMAND_KIOSKS, Act.CLOSE_ALARMS})
_SETTING_UP = frozenset({Act.SET_UP_PLACES, Act.SET_UP_STAFF, Act.MANAGE_TOKENS, Act.WEBHOOKS, Act.PUBLISH})

# Who runs the system sees no citizen's words and exports nothing; who audits changes nothing.
_MAY: dict[Role, frozenset[Act]] = {
    Role.SYSTEM_ADMIN: _LOOKING | _KIOSKS | _SETTING_UP | {Act.MANAGE_ACCOUNTS},
    Role.STAFF_ADMIN: _LOOKING | {Act.SET_UP_STAFF},
    Role.HALL_MANAGER: _LOOKING | _KIOSKS | _SETTING_UP | {Act.READ_STORIES, Act.EXPORT, Act.UNMASK, Act.ANSWER_HELP},
    Role.DEPARTMENT: _LOOKING | {Act.READ_STORIES},
    Role.SUPERVISOR: _LOOKING | {Act.READ_STORIES, Act.EXPORT, Act.UNMASK, Act.SEE_KIOSKS},
    Role.AUDITOR: _LOOKING | {Act.READ_AUDIT, Act.SEE_KIOSKS},
}


def acts_of(role: str) -> frozenset[Act]:
    """Return what a role may do; what one nobody knows may do is nothing."""
    return _MAY[Role(role)] if role in set(Role) else frozenset()
