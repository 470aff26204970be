"""T3: no form takes a field that it does not ask for (mass assignment).

A house lives through a term; each form it sends is sent twice from the same rows, as it is and with
a field for every column of the database besides: both have to write the same.
"""

from __future__ import annotations

import io
import random
import secrets
from typing import Any, Final

import pytest
from flask import Flask

from quizapp.storage.models import Base
from tests.attacks._session import House, Recorder, prepare
from tests.attacks.counts import IS_FULL
from tests.conftest import Clock
from tests.web._undo import Folder, Undo

COLUMNS: Final = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
MORE: Final = COLUMNS | set(
    "is_teacher is_admin is_administrator admin role roles user user_id owner teacher teacher_id "
    "reader pupil_id score points_earned grade marks max_points attempt attempt_no attempts_left "
    "started finished deadline time_limit extra_time released release visible state status locked "
    "unlocked key correct is_correct feedback version created updated deleted _method id".split()
)
# What a form asks for although nobody filled it in here.
ASKED: Final = {
    "/teach/classes/": {"name", "code", "external_id", "has_large_text", "extra_attempts", "role"},
    "/assignments/": {"opens", "closes", "feedback", "attempts", "minutes", "pupils"},
    "/questions/": {"confidence", "response", "is_flagged"},
    "/marking/": {"points", "comment"},
    "/quizzes/": {"name"},
    "/attempts/": {"confidence", "points", "question"},
    "/join": {"name", "code", "pin", "seat"},
    "/bank/": {"name", "text", "opened"},
}


def _more(path: str, given: dict[str, Any], value: str) -> dict[str, str]:
    asked = set().union(*(names for part, names in ASKED.items() if part in path))
    dates = {name for name in MORE if name.endswith(("_at", "deadline"))}
    return {
        name: "2030-01-01T00:00" if name in dates else value
        for name in sorted(MORE - asked - set(given))
    }


class Comparison:
    """Sends each form with and without more fields, and keeps what they wrote differently."""

    def __init__(self, app: Flask, patch: pytest.MonkeyPatch) -> None:
        self.undo, self.patch, self.sent = Undo(app), patch, 0
        self.different: list[tuple[str, Any]] = []
        self.folder = Folder(app.extensions["quizapp"].bank)

    def compare(self, client: Recorder, path: str, options: dict[str, Any]) -> None:
        if client.who in {"ben", "cem"} and not IS_FULL:
            return  # they do what ann does
        self.undo.keep()
        self.folder.keep()
        plain = self._written(client, path, options, {})
        given = options.get("data") or options["json"]
        for value in ("1", "administrator") if IS_FULL else ("1",):
            more = _more(path, given, value)
            if self._written(client, path, options, more) != plain:
                self.different.append((path, self._which(client, path, options, more, plain)))
            self.sent += 1

    def _which(self, *sent: Any) -> list[str]:
        client, path, options, more, plain = sent
        return [
            name
            for name, value in more.items()
            if self._written(client, path, options, {name: value}) != plain
        ]

    def _written(
        self, client: Recorder, path: str, options: dict[str, Any], more: dict[str, str]
    ) -> dict[str, Any]:
        """Return the rows and files after a form; what is drawn by lot is drawn alike."""
        chance = random.Random(7)
        self.patch.setattr(secrets, "token_bytes", lambda n=32: chance.randbytes(n))
        self.patch.setattr(secrets, "choice", chance.choice)
        twin = {**options, "is_replay": True}
        for kind in ("data", "json"):
            if options.get(kind) is not None:
                twin[kind] = {**more, **options[kind]}
        for name, value in twin.get("data", {}).items():
            if isinstance(value, tuple):
                twin["data"][name] = io.BytesIO(value[0].getvalue()), value[1]
        cookie = client.get_cookie("quizapp")
        client.open(path, **twin)
        written: dict[str, Any] = {table: now for table, (_, now) in self.undo.changed().items()}
        written["files"] = self.folder.files()
        self.undo.restore()
        self.folder.restore()
        if cookie:
            client.set_cookie("quizapp", cookie.value)
        self.patch.undo()
        return written


def test_a_form_with_every_column_as_a_field_writes_what_it_writes_without(
    app: Flask, clock: Clock
) -> None:
    prepare(app)
    with pytest.MonkeyPatch.context() as patch:
        comparison = Comparison(app, patch)
        house = House(app, "zqmore", clock)
        house.before = comparison.compare
        house.live()
    comparison.undo.close()
    assert comparison.different == []
    assert comparison.sent > 40
    assert len(MORE) > 100
