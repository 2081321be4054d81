"""People of every role at the centre's pages: logged in, posting forms as the pages do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import insert

from sync.central.accounts.models import Account, AccountDepartment, AccountHall
from sync.central.accounts.roles import Role
from sync.central.accounts.sessions import Step, open_session
from sync.contract import rfc3339
from tests.support.asking import Client, Got
from tests.support.facing import Town


@dataclass
class Desk:
    """Somebody who is logged in, and posts forms as the pages do."""

    client: Client
    form: str

    def get(self, path: str) -> Got:
        return self.client.get(path, accept="text/html")

    def send(self, path: str, **fields: object) -> Got:
        """Post a form with the log-in's secret."""
        return self.client.post(path, {"form": self.form, **fields}, accept="text/html")  # type: ignore[dict-item]

    def upload(self, path: str, field: str, file: str, data: bytes, /, **fields: str) -> Got:
        """Post a form with a file."""
        parts = [
            f'--X\r\ncontent-disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"form": self.form, **fields}.items()
        ]
        head = f'--X\r\ncontent-disposition: form-data; name="{field}"; filename="{file}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), data, b"\r\n--X--\r\n"])
        return self.client.post(path, body, content_type="multipart/form-data; boundary=X", accept="text/html")


def enter(place: Town, role: Role = Role.HALL_MANAGER, halls: tuple[str, ...] | None = ("H001",)) -> Desk:
    """Log somebody of a role in; the password is not what these tests are about."""
    name = f"{role.value}-{'-'.join(halls or ())}"
    departments = [("H001", "D01")] if role is Role.DEPARTMENT else []
    row = {"name": name, "shown": name, "password": "", "made_at": rfc3339(place.clock.now()), "role": role.value}
    with place.central.database.write() as db:
        db.execute(insert(Account).values(**row, everywhere=halls is None, disabled=False))
        for hall in halls or ():
            db.execute(insert(AccountHall).values(hall_id=hall, account=name))
        for hall, department in departments:
            db.execute(insert(AccountDepartment).values(hall_id=hall, account=name, department_id=department))
        cookie = open_session(db, name, Step.OPEN, place.clock.now())
    client = Client(place.app, cookies={"yiping": cookie})
    found = re.search(
        r'name="form" value="([^"]+)"',
        client.get(f"/halls/{halls[0] if halls else 'H001'}/setup", accept="text/html").text,
    )
    assert found
    return Desk(client, found[1])
