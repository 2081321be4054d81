"""What the API of setting up takes and gives, as OpenAPI has it. What a value may be is checked where it is set up."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from sync.central.accounts.tokens import May

Line = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f]*$")]
Answer = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00-\x1f]*$")]


class HallSaid(BaseModel):
    """A hall. `rating_per_matter`: each matter of a number is rated once, instead of the number."""

    name: Line
    time_zone: Line = "Asia/Shanghai"
    rating_per_matter: bool = False


class DepartmentSaid(BaseModel):
    """A department."""

    name: Line


class WindowSaid(BaseModel):
    """A window; a retired one is kept for what was rated there."""

    name: Line = ""
    department: Line
    retired: bool = False


class PersonSaid(BaseModel):
    """A person's card, and whether they are a manager at the tablet. Changing it begins a new version."""

    name: Line
    department: Line = ""
    duty: Line = ""
    promise: Line = ""
    stars: Annotated[int, Field(ge=0, le=5)] = 0
    party_member: bool = False
    services: Annotated[list[Line], Field(max_length=20)] = []
    manager: bool = False
    retired: bool = False


class DaySaid(BaseModel):
    """A day that is not like its weekday."""

    open: bool
    opens: Line = ""
    closes: Line = ""


class HoursSaid(BaseModel):
    """The week (1 is Monday; none named: every day) and the days that are not like it, by date."""

    opens: Line = ""
    closes: Line = ""
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7)] = []
    days: Annotated[dict[Line, DaySaid], Field(max_length=1000)] = {}


class SettingsSaid(BaseModel):
    """Keys of the kiosk's settings as text, as in `{"voice.volume": "40"}`; an empty text takes a key out.

    `others` are set by a file and named without their values.
    """

    keys: Annotated[dict[Line, Answer], Field(max_length=100)]
    others: list[str] = []


class CodeWanted(BaseModel):
    """The window whose tablet is let in."""

    window: Line


class CodeGiven(BaseModel):
    """A one-time code, and until when it may be used (RFC 3339)."""

    window: str
    code: str
    until: str


class TokenWanted(BaseModel):
    """Who a token is for, and what it may do."""

    label: Line
    may: May = May.READ


class TokenGiven(BaseModel):
    """A token, told this once; `name` is what ends it."""

    name: str
    token: str


class TokenLine(BaseModel):
    """A token as it is listed; `may` is empty where it was made before that was kept."""

    name: str
    label: str
    may: str
    made_at: str
    revoked_at: str | None


class PinGiven(BaseModel):
    """A person's new PIN, told this once."""

    pin: str


class Changed(BaseModel):
    """What changed, a line each; empty where everything was so already. `+` is new, `~` names the fields that differ."""

    changes: list[str]
