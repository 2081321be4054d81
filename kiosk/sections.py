"""The sections of the kiosk's settings: each key with its default, its bounds, and what to tell who got it wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.setting import setting


@dataclass(frozen=True, slots=True)
class Centre:
    """How the centre is known; where it is, `enrol` is told."""

    authority: str = setting(
        "", how='name the file of the authority that signed the centre\'s certificate, as in authority = "ca.pem"'
    )


@dataclass(frozen=True, slots=True)
class Data:
    """Where this kiosk keeps its records."""

    folder: str = setting("", how='name a folder on this machine\'s own disk, as in folder = "/var/lib/yiping"')
    exports: str = setting("", how='name the folder for the manager\'s files, as in exports = "/srv/yiping"')


@dataclass(frozen=True, slots=True)
class Window:
    """What the queue system calls this window; empty where it uses the centre's number."""

    id: str = setting("", how="give this window its number, as in id = 3", longest=40)


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall's time."""

    zone: str = setting("Asia/Shanghai", how='name a time zone, as in zone = "Asia/Shanghai"')


@dataclass(frozen=True, slots=True)
class Queue:
    """Where numbers come from. Keys named like a column are JMESPath expressions over the answer (`list`) or over one row."""

    kind: str = setting(
        "keypad", how='choose one, as in kind = "poll"', one_of=("poll", "push", "scanner", "keypad", "simulated")
    )
    tells_end: bool = setting(True, how="say false where no event tells that a service has ended")
    url: str = setting(
        "",
        how='give the address of the queue\'s list, as in url = "http://queue.local/api/v1/tickets"',
        pattern=r"https?://\S+",
    )
    headers: Mapping[str, str] = setting(
        {}, how='give texts, as in headers = { Authorization = "Bearer ${YIPING_QUEUE_TOKEN}" }'
    )
    interval_s: float = setting(1.0, how="give seconds, as in interval_s = 1", least=0.05, most=60)
    timeout_s: float = setting(5.0, how="give seconds, as in timeout_s = 5", least=0.1, most=60)
    fresh_s: int = setting(1800, how="give seconds, as in fresh_s = 1800", least=0, most=86400)
    zone: str = setting("", how='name the zone of times that carry none, as in zone = "UTC"')
    list: str = setting("@", how='give an expression for the rows, as in list = "tickets"', expression=True)
    number: str = setting("", how='give an expression for the printed number, as in number = "number"', expression=True)
    id: str = setting(
        "", how='give an expression for the queue\'s own key of a ticket, as in id = "id"', expression=True
    )
    window: str = setting(
        "", how='give an expression for the window, as in window = "to_string(office_id)"', expression=True
    )
    service: str = setting("", how='give an expression for the service, as in service = "task.name"', expression=True)
    matter: str = setting("", how='give an expression for the matter, as in matter = "matter_id"', expression=True)
    called_at: str = setting(
        "", how='give an expression for the time of the call, as in called_at = "pdt"', expression=True
    )
    serving: str = setting(
        "", how="give an expression that is true while the number is called or served", expression=True
    )
    finished: str = setting("", how="give an expression that is true when the service has ended", expression=True)
    passed: str = setting("", how="give an expression that is true when the number was passed", expression=True)
    given_up: str = setting("", how="give an expression that is true when the citizen gave up", expression=True)
    put_back: str = setting("", how="give an expression that is true when the number waits again", expression=True)
    series: str = setting(
        "", how="give an expression over the whole answer that changes when numbers start over", expression=True
    )
    gone: str = setting(
        "nothing",
        how='say what it means that a row is no longer listed, as in gone = "finished"',
        one_of=("nothing", "finished"),
    )
    port: int = setting(0, how="give a free port of this machine, as in port = 8720", least=0, most=65535)
    token: str = setting("", how='name a secret of the environment, as in token = "${YIPING_QUEUE_TOKEN}"', longest=200)
    scan_prefix: str = setting("", how='give the signs before each code, as in scan_prefix = "~T"', longest=40)
    scan_least: int = setting(2, how="give a number of signs, as in scan_least = 2", least=1, most=20)
    scan_most: int = setting(7, how="give a number of signs, as in scan_most = 7", least=1, most=20)
    scan_by: str = setting("staff", how='say who scans, as in scan_by = "citizen"', one_of=("staff", "citizen"))
    seed: int = setting(1, how="give a whole number, as in seed = 1", least=0, most=2**31)


@dataclass(frozen=True, slots=True)
class Staff:
    """How the people at the window log in besides number and PIN: a card reader that types."""

    card: str = setting("off", how='choose one, as in card = "pin"', one_of=("off", "pin", "alone"))
    cards: Mapping[str, str] = setting({}, how='give each card\'s owner, as in cards = { "0012345678" = "S001" }')
    card_prefix: str = setting("", how='give what the reader types first, as in card_prefix = "~C"', longest=8)
    card_least: int = setting(8, how="give a number of characters, as in card_least = 8", least=2, most=64)
    card_most: int = setting(20, how="give a number of characters, as in card_most = 20", least=2, most=64)


@dataclass(frozen=True, slots=True)
class Rating:
    """What may be rated, and with which words."""

    one_per: str = setting("number", how='choose one, as in one_per = "number"', one_of=("number", "matter"))
    questionnaire: str = setting("", how='name a file, as in questionnaire = "questionnaire.toml"')


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each page waits, in seconds."""

    asking_s: int = setting(30, how="give seconds, as in asking_s = 30", least=5, most=600)
    explaining_s: int = setting(60, how="give seconds, as in explaining_s = 60", least=5, most=600)
    thanking_s: int = setting(10, how="give seconds, as in thanking_s = 10", least=1, most=60)
    later_s: int = setting(20, how="give seconds, as in later_s = 20", least=1, most=600)
    rated_already_s: int = setting(6, how="give seconds, as in rated_already_s = 6", least=1, most=60)
    not_saved_s: int = setting(30, how="give seconds, as in not_saved_s = 30", least=5, most=600)
    help_s: int = setting(60, how="give seconds, as in help_s = 60", least=10, most=600)
    help_shown_s: int = setting(120, how="give seconds, as in help_shown_s = 120", least=10, most=1800)
    more_s: int = setting(60, how="give seconds, as in more_s = 60", least=10, most=600)


@dataclass(frozen=True, slots=True)
class Qr:
    """The code with which a visit is rated on one's own phone."""

    url: str = setting(
        "",
        how='give the centre\'s address as phones reach it, as in url = "https://hall.example"',
        pattern=r"https?://\S+",
    )
    valid_hours: int = setting(24, how="give hours, as in valid_hours = 24", least=1, most=24 * 60)


@dataclass(frozen=True, slots=True)
class Contact:
    """Leaving a number to be called back at; `keep_days` is what the citizen is promised and travels with the number."""

    offered: bool = setting(True, how="say true or false")
    keep_days: int = setting(180, how="give days, as in keep_days = 180", least=1, most=3650)


@dataclass(frozen=True, slots=True)
class Screen:
    """How the window looks."""

    language: str = setting(
        "zh-CN",
        how='name a file of assets/translations, as in language = "zh-CN"',
        pattern=r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    )
    theme: str = setting("day", how='choose one, as in theme = "day"', one_of=("day", "night"))
    motion: bool = setting(True, how="say true or false")
    full_screen: bool = setting(True, how="say true or false")
    keyboard: bool = setting(True, how="say false where a keyboard is plugged in or the system shows its own")
    pointer: bool = setting(False, how="say true or false")


@dataclass(frozen=True, slots=True)
class Idle:
    """What the window does while nobody is served."""

    folder: str = setting("", how='name a folder of notices, as in folder = "/var/lib/yiping/notices"')
    notice_s: int = setting(10, how="give seconds, as in notice_s = 10", least=3, most=3600)
    dim_after_s: int = setting(300, how="give seconds, 0 for never, as in dim_after_s = 300", least=0, most=86400)
    dim_percent: int = setting(25, how="give what is left of the light, as in dim_percent = 25", least=5, most=100)
    night_from: str = setting("", how='give a time, as in night_from = "19:00"', pattern=r"([01]\d|2[0-3]):[0-5]\d")
    night_to: str = setting("", how='give a time, as in night_to = "07:30"', pattern=r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Voice:
    """What the window says aloud. Volumes are 0 to 100; 0 is silence."""

    volume: int = setting(60, how="give a volume, as in volume = 60", least=0, most=100)
    by_hour: Mapping[str, str] = setting(
        {}, how='say from when on it is how loud, as in by_hour = { "08:00" = "60", "18:00" = "0" }'
    )
    folder: str = setting("", how='name the folder of the hall\'s recordings, as in folder = "/var/lib/yiping/sounds"')
    speech: bool = setting(True, how="say true or false")


@dataclass(frozen=True, slots=True)
class Summary:
    """What the manager's figures show."""

    staff_minimum: int = setting(5, how="give a number of ratings, as in staff_minimum = 5", least=1, most=1000)
