"""What a house does in a term: its pupils and its teacher send every form of theirs once.

A house is a teacher with two classes and three pupils. All its texts carry a canary, and every
request it makes goes through `Recorder`, so that attacks can send it again in other hands.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.storage import accounts, sessions
from quizapp.storage.models import Assignment, Attempt, Reader, Role, SchoolClass
from tests.web import _walk
from tests.web._page import Page

STORM: Final = """\
title: The storm
passage: {text: Three ships were lost in one winter. The town built a lighthouse.}
questions:
  - id: why-built
    type: single-choice
    prompt: Why?
    choices: [{text: Ships were lost, correct: true}, The town was rich]
  - {id: fuel, type: short-answer, prompt: What burned?, answers: [whale oil]}
  - {id: why, type: open-response, prompt: What do you think?, points: 3}
"""
DESK: Final = "/teach"


@dataclass
class Request:
    """One request as it was sent, without the token: who sends it again has another one."""

    who: str
    method: str
    path: str
    fields: dict[str, Any] = field(default_factory=dict)
    json: Any = None
    status: int = 0

    def send(self, client: FlaskClient, token: str) -> TestResponse:
        """Send it as somebody else."""
        if self.json is not None:
            head = {"X-CSRF-Token": token}
            return client.open(self.path, method=self.method, json=self.json, headers=head)
        if self.method == "GET":
            return client.get(self.path, buffered=True)
        given = {name: _again(value) for name, value in self.fields.items()}
        return client.open(self.path, method=self.method, data={"csrf_token": token, **given})


def _again(value: Any) -> Any:
    """A file is read once: give it anew."""
    if isinstance(value, tuple):
        return io.BytesIO(value[0]), value[1]
    return value


class Recorder(FlaskClient):
    """A browser that remembers what it sent. `before` is asked before each request that writes."""

    who = ""
    sent: list[Request]
    before: Callable[[Recorder, str, dict[str, Any]], None] | None = None

    def open(self, *args: Any, **options: Any) -> Any:
        path = args[0] if args and isinstance(args[0], str) else ""
        method = options.get("method", "GET")
        if not path or options.pop("is_replay", False):
            return super().open(*args, **options)
        if method == "POST" and self.before:
            self.before(self, path, options)
        given = options.get("data") or {}
        fields = {k: _kept(v) for k, v in given.items() if k != "csrf_token"}
        request = Request(self.who, method, path, fields, options.get("json"))
        for name, value in fields.items():
            if isinstance(value, tuple):
                options["data"][name] = _again(value)
        reply = super().open(*args, **options)
        request.status = reply.status_code
        self.sent.append(request)
        return reply


def _kept(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value[0], "read"):
        return value[0].read(), value[1]
    return value


class House:
    """One teacher's classes, and all that happens in them."""

    def __init__(self, app: Flask, canary: str, clock: Callable[[], Any]) -> None:
        self.app, self.canary, self.clock = app, canary, clock
        self.parts = app.extensions["quizapp"]
        self.sent: list[Request] = []
        self.clients: dict[str, Recorder] = {}
        self.before: Callable[[Recorder, str, dict[str, Any]], None] | None = None
        self.teacher_id = self._teacher()
        self.class_ids: list[int] = []

    def device(self, who: str) -> Recorder:
        """Return a browser of somebody's."""
        client = Recorder(self.app, self.app.response_class, use_cookies=True)
        client.who, client.sent, client.before = who, self.sent, self._ask
        self.clients[who] = client
        return client

    def _ask(self, client: Recorder, path: str, options: dict[str, Any]) -> None:
        if self.before:
            self.before(client, path, options)

    def _teacher(self) -> int:
        token, name = sessions.new_token(), f"Teacher {self.canary}"
        user_name = f"teacher-{self.canary}"

        def job(connection: Any) -> int:
            made = accounts.add_account(
                connection, None, name, user_name, Role.TEACHER, self.clock()
            )
            assert isinstance(made, int)
            sessions.add_session(connection, token, made, self.clock())
            return made

        found: int = self.parts.database.write(job)
        self.device("teacher").set_cookie("quizapp", token)
        return found

    @property
    def teacher(self) -> Recorder:
        return self.clients["teacher"]

    def post(self, by: str, path: str, form_on: str = "/resume", **fields: Any) -> TestResponse:
        """Send a form, and see that it was taken."""
        reply = _walk.post(self.clients[by], path, form_on, **fields)
        assert reply.status_code in {200, 303}, (path, fields, Page(reply.text).text)
        return reply

    def read(self, found: Any) -> list[Any]:
        with self.parts.database.read() as connection:
            return list(connection.execute(found).scalars())

    def ids(self) -> dict[str, list[Any]]:
        """Return what is the house's own, by what an address calls it."""
        taught = list(self.class_ids)
        readers = self.read(select(Reader.id).where(Reader.name.contains(self.canary)))
        pupils = [one for one in readers if one != self.teacher_id]
        return {
            "class_id": taught,
            "reader_id": pupils,
            "assignment_id": self.read(
                select(Assignment.id).where(Assignment.class_id.in_(taught))
            ),
            "attempt_id": self.read(select(Attempt.id).where(Attempt.reader_id.in_(pupils))),
        }

    # The term

    def live(self) -> None:
        """Go through a whole term."""
        self.make_classes()
        self.give()
        self.pupils_work()
        self.teacher_looks()
        self.teacher_marks()
        self.teacher_keeps_the_roster()
        self.teacher_keeps_the_bank()
        self.clients["cem"].get("/history")

    def make_classes(self) -> None:
        page = f"{DESK}/classes"
        for name in ("a", "b"):
            made = self.post("teacher", page, name=f"{name} {self.canary}", code="lasting")
            self.class_ids.append(int(made.location.rsplit("/", 1)[1]))
        self.hub = f"{page}/{self.class_ids[0]}"
        for action in ("lock", "unlock", "offer", "hide", "short", "lasting", "archive", "restore"):
            self.post("teacher", self.hub, action=action)
        self.post("teacher", self.hub, action="rename", name=f"c {self.canary}")
        fields = {"name": f"Dora {self.canary}", "external_id": f"n {self.canary}"}
        self.post("teacher", f"{self.hub}/roster", action="add", **fields)
        table = f"name\nEmil {self.canary}\n".encode()
        shown = self.post("teacher", f"{self.hub}/roster/file", file=(io.BytesIO(table), "r.csv"))
        seen = Page(shown.text)
        plan = {name: seen.value(name) for name in ("plan", "table")}
        self.post("teacher", f"{self.hub}/roster/confirm", **plan)

    def give(self) -> None:
        page = f"{self.hub}/assignments/new?quiz=storm"
        usual = {"late": "accept", "attempts": "3", "minutes": "60", "feedback": "", "who": "all"}
        made = self.post("teacher", page, **usual)
        self.given = made.location
        self.post("teacher", f"{self.given}/edit", **usual | {"minutes": "90"})
        self.post("teacher", f"{self.given}/copies", classes=str(self.class_ids[1]))

    def pupils_work(self) -> None:
        [code] = self.read(select(SchoolClass.code).where(SchoolClass.id == self.class_ids[0]))
        self.attempts: dict[str, str] = {}
        for who in ("ann", "ben", "cem"):
            client = self.device(who)
            name = f"{who.title()} {self.canary}"
            self.post(who, "/join", "/join", code=code, name=name, how="name")
            attempt = self.attempts[who] = _walk.start(client, "storm", name)
            _walk.answer(client, attempt, 1, ["The town was rich"])
            _walk.answer(client, attempt, 2, f"lamp oil {self.canary}")
            said = {"base": 0, "response": {"": f"I think {self.canary}"}, "tab": "t", "seq": 1}
            assert _walk.save(client, attempt, 3, **said).status_code == 200
            self._here(client, attempt)
            for path in ("", "/check", "/time", "/passage"):
                client.get(f"{attempt}{path}")
            if who != "cem":
                _walk.hand_in(client, attempt)
        self.post("ann", f"{self.attempts['ann']}/practice")
        for path in ("", "/my-scores.csv", "/my-data.json", "/erase"):
            self.clients["ann"].get(f"/history{path}")

    def _here(self, client: FlaskClient, attempt: str) -> None:
        head = {"X-CSRF-Token": _walk.csrf(client)}
        client.post(f"{attempt}/here", json={"position": 1}, headers=head)

    def teacher_looks(self) -> None:
        own = self.ids()
        for path in ("", "/assignments", "/roster", "/roster.csv", "/qr.svg", "/results"):
            self.teacher.get(f"{self.hub}{path}")
        for sheet in ("grades.csv", "grades.xlsx"):
            self.teacher.get(f"{self.hub}/results/{sheet}")
        for path in ("", "/edit", "/live", "/live/state", "/live/projector", "/remove"):
            self.teacher.get(f"{self.given}{path}")
        for reader in own["reader_id"]:
            self.teacher.get(f"{DESK}/pupils/{reader}")
            self.teacher.get(f"{self.hub}/pupils/{reader}")
        for attempt in own["attempt_id"]:
            self.teacher.get(f"{DESK}/attempts/{attempt}")
        for path in ("", "/analysis", "/map", "/regrade", "/download/grades.csv"):
            self.teacher.get(f"{DESK}/quizzes/storm{path}")
        for class_id in own["class_id"]:
            self.teacher.get(f"{DESK}/quizzes/storm?class={class_id}")
            self.teacher.get(f"{DESK}/quizzes/storm/analysis?class={class_id}")
        for path in ("/log", "/marking", "/near-misses/storm", "/classes", "/bank"):
            self.teacher.get(f"{DESK}{path}")

    def teacher_marks(self) -> None:
        ann = self.attempts["ann"].rpartition("/")[2]
        why = f"{DESK}/marking/storm/why"
        said = {"answer": ann, "action": "save", "points": "2", "comment": f"Well {self.canary}"}
        self.post("teacher", why, **said)
        self.post("teacher", why, **said | {"action": "insert:1"})
        for action in ("release", "take-back", "release"):
            fields = {"quiz": "storm", "assignment": self.given.rpartition("/")[2]}
            self.post("teacher", f"{DESK}/marking", action=action, **fields)
        page = f"{DESK}/attempts/{ann}"
        for fields in ({"question": "fuel", "points": "1"}, {"points": "2"}):
            self.post("teacher", f"{page}/points", page, reason=f"So {self.canary}", **fields)
        found = re.findall(r"/points/(\d+)/take-back", self.teacher.get(page).text)
        self.post("teacher", f"{page}/points/{found[0]}/take-back", page)

    def teacher_keeps_the_roster(self) -> None:
        roster, own = f"{self.hub}/roster", self.ids()["reader_id"]
        names = self.read(select(Reader.name).where(Reader.id.in_(own)).order_by(Reader.id))
        by_name = dict(zip(names, sorted(own), strict=True))
        dora, emil = (by_name[f"{name} {self.canary}"] for name in ("Dora", "Emil"))
        self.post("teacher", f"{self.hub}/cards", pupil=str(dora))
        page = f"{self.hub}/pupils/{dora}"
        fields = {"name": f"Dora {self.canary}", "time": "1.5", "extra_attempts": "1"}
        self.post("teacher", page, page, **fields)
        for action in ("remove", "restore"):
            self.post("teacher", roster, action=action, pupil=str(emil))
        self.post("teacher", roster, action="merge", pupil=[str(dora), str(emil)])
        pair = {"one": str(dora), "other": str(emil)}
        self.post("teacher", f"{self.hub}/merge", keep=str(dora), **pair)
        self.post("teacher", roster, action="move", pupil=str(dora), target=str(self.class_ids[1]))

    def teacher_keeps_the_bank(self) -> None:
        bank, name = f"{DESK}/bank", f"own-{self.canary}.yaml"
        upload = {"files": (io.BytesIO(STORM.encode()), name), "existing": "replace"}
        self.post("teacher", f"{bank}/upload", **upload)
        page = f"{bank}/files/{name}"
        opened = _walk.get(self.teacher, page).value("opened")
        text = STORM.replace("Why?", f"Why {self.canary}?")
        for action in ("check", "save"):
            self.post("teacher", page, opened=opened, text=text, action=action)
        self.post("teacher", f"{page}/preview", opened=opened, text=text)
        for path in ("/versions", "/download", "/preview", "/export"):
            self.teacher.get(f"{page}{path}")
        renamed = f"new-{self.canary}.yaml"
        opened = _walk.get(self.teacher, page).value("opened")
        self.post("teacher", f"{page}/rename", name=renamed, opened=opened)
        page = f"{bank}/files/{renamed}"
        opened = _walk.get(self.teacher, page).value("opened")
        self.post("teacher", f"{page}/remove", opened=opened)


def prepare(app: Flask) -> None:
    """Put the quiz into the bank that the houses use."""
    bank = app.extensions["quizapp"].bank
    (bank.folder / "storm.yaml").write_text(STORM, encoding="utf-8")
    bank.refresh()
