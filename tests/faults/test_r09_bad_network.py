"""R9: messages are lost, doubled, late and out of order. The same gets the same receipt."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from quizapp.storage.attempts import attempts_where
from quizapp.storage.given import all_answers, current_answers
from quizapp.storage.models import Attempt
from quizapp.storage.reopening import reopen
from tests.conftest import Clock
from tests.faults.conftest import Pupil
from tests.faults.counts import count, tell
from tests.faults.readers import QUESTIONS, Reader, Readers, Reply
from tests.faults.server import running

SECONDS = count(3, 600)
LATEST = count(0.1, 5)
LOST, UNTOLD, DOUBLED = 0.1, 0.1, 0.2
positions = st.integers(1, 3)
tabs = st.sampled_from(["one", "two"])


class BadNetwork(Reader):
    """A reader whose messages and receipts get lost, come twice, and come late."""

    doubles = differing = 0

    def __init__(self, port: int, patience: float) -> None:
        super().__init__(port, patience)
        self._random = Random(threading.get_ident())
        self._late: list[tuple[tuple[str, int, int, int], Reply]] = []

    def save(
        self, attempt: str, position: int, base: int, seq: int, text: str = "", tab: str = "t"
    ) -> Reply:
        time.sleep(self._random.uniform(0, LATEST))
        self._come_late()
        chance = self._random.random()
        if chance < LOST:
            raise OSError("lost on the way there")
        reply = super().save(attempt, position, base, seq)
        if chance < LOST + UNTOLD:
            raise OSError("lost on the way back")
        if chance < LOST + UNTOLD + DOUBLED and reply.status == 200:
            self._late.append(((attempt, position, base, seq), reply))
        return reply

    def _come_late(self) -> None:
        """Send a message of long ago once more, behind newer ones."""
        if not self._late or self._random.random() < 0.5:
            return
        message, told = self._late.pop(self._random.randrange(len(self._late)))
        again = super().save(*message)
        BadNetwork.doubles += 1
        same = [reply.status == 200 and reply.body["number"] for reply in (told, again)]
        BadNetwork.differing += same[0] != same[1]


@pytest.mark.kill
def test_r9_under_a_bad_network_what_was_acknowledged_last_stands(tmp_path: Path) -> None:
    BadNetwork.doubles = BadNetwork.differing = 0
    with running(tmp_path) as server:
        with Readers(server.port, count(20, 60), patience=60, make=BadNetwork) as readers:
            readers.wait_for(50)
            time.sleep(SECONDS)
        stored = server.stored()
        newest: dict[tuple[str, int], int] = {}
        for receipt in stored:
            place = receipt.attempt, receipt.position
            newest[place] = max(newest.get(place, 0), receipt.number)
        acknowledged: dict[tuple[str, int], int] = {}
        for receipt in readers.acknowledged:
            acknowledged[receipt.attempt, receipt.position] = receipt.number
        with closing(sqlite3.connect(server.database)) as connection:
            messages = connection.execute("SELECT attempt_id, position, tab, seq FROM answers")
            twice = [row for row, times in Counter(messages.fetchall()).items() if times > 1]
    lost = set(readers.acknowledged) - stored
    # The last message of a question may have arrived without its receipt.
    behind = [p for p, number in acknowledged.items() if not 0 <= newest[p] - number <= 1]
    tell(
        "R9",
        f"{len(readers.acknowledged)} acknowledged, {readers.broken.total()} lost on the way, "
        f"{BadNetwork.doubles} came again late, {BadNetwork.differing} with another receipt, "
        f"{len(twice)} stored twice, {len(lost)} lost",
    )
    assert readers.unexpected == []
    assert BadNetwork.doubles > 10
    assert BadNetwork.differing == 0
    assert twice == behind == []
    assert not lost


@dataclass
class Tab:
    """A page with its questions: what it thinks is stored, and what it has not been told of."""

    bases: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(1, QUESTIONS + 1), 0))
    waiting: list[Message] = field(default_factory=list)
    seq: int = 0


@dataclass(frozen=True)
class Message:
    """An answer on its way."""

    tab: str
    position: int
    base: int
    seq: int

    @property
    def text(self) -> str:
        return f"{self.tab} {self.seq}"


class Saving(RuleBasedStateMachine):
    """One attempt in two tabs; the model is what the rules of saving say has to be stored."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        super().__init__()
        self.app, self.clock = app, clock
        self.database = app.extensions["quizapp"].database
        self.pupil = Pupil(app.test_client())
        self.tabs = {"one": Tab(), "two": Tab()}
        self.numbers: dict[Message, int] = {}
        self.log: dict[int, list[str]] = {position: [] for position in range(1, QUESTIONS + 1)}
        self.is_over = False

    def deliver(self, message: Message) -> int | None:
        """Let a message arrive, and look at the reply; return its receipt's number."""
        log = self.log[message.position]
        reply = self.pupil.save(
            message.position, message.base, message.text, tab=message.tab, seq=message.seq
        )
        assert reply.json is not None
        if message in self.numbers:
            assert (reply.status_code, reply.json["number"]) == (200, self.numbers[message])
        elif self.is_over:
            assert (reply.status_code, reply.json["error"]) == (409, "closed")
            return None
        elif message.base != len(log):
            assert (reply.status_code, reply.json["error"]) == (409, "stale")
            assert reply.json["number"] == len(log)
            assert reply.json["response"] == {"response": [log[-1]]}
            return None
        else:
            log.append(message.text)
            self.numbers[message] = len(log)
            assert (reply.status_code, reply.json["number"]) == (200, len(log))
        return self.numbers[message]

    def write(self, name: str, position: int) -> Message:
        tab = self.tabs[name]
        tab.seq += 1
        return Message(name, position, tab.bases[position], tab.seq)

    def learn(self, message: Message, number: int | None) -> None:
        # Who is told of a newer answer goes on from there, as "keep mine" does.
        bases = self.tabs[message.tab].bases
        bases[message.position] = number or len(self.log[message.position])

    @rule(name=tabs, position=positions)
    def save(self, name: str, position: int) -> None:
        message = self.write(name, position)
        self.learn(message, self.deliver(message))

    @rule(name=tabs, position=positions)
    def save_and_lose_the_receipt(self, name: str, position: int) -> None:
        message = self.write(name, position)
        self.deliver(message)
        self.tabs[name].waiting.append(message)

    @rule(name=tabs, position=positions)
    def lose(self, name: str, position: int) -> None:
        self.tabs[name].waiting.append(self.write(name, position))

    @rule(name=tabs, which=st.integers(0, 99))
    def send_again(self, name: str, which: int) -> None:
        if waiting := self.tabs[name].waiting:
            message = waiting.pop(which % len(waiting))
            self.learn(message, self.deliver(message))

    @rule(which=st.integers(0, 99))
    def come_twice(self, which: int) -> None:
        if self.numbers:
            self.deliver(list(self.numbers)[which % len(self.numbers)])

    @rule(hours=st.sampled_from([-1, 1]))
    def step_the_clock(self, hours: int) -> None:
        self.clock.move(hours=hours)

    @rule()
    def lose_every_connection(self) -> None:
        self.database.close()

    @rule()
    def submit(self) -> None:
        if sum(map(len, self.log.values())) > 5:
            assert self.pupil.submit().status_code == 303
            self.is_over = True

    @rule()
    def open_again(self) -> None:
        if not self.is_over:
            return
        with self.database.read() as connection:
            [(_, taken)] = attempts_where(connection, Attempt.id == self.pupil.attempt)
        by, now = taken.reader_id, self.clock()
        assert self.database.write(lambda c: reopen(c, taken, None, "Slipped.", by, now))
        self.is_over = False

    @invariant()
    def stored_is_what_the_model_says(self) -> None:
        with self.database.read() as connection:
            stored = all_answers(connection, self.pupil.attempt)
            newest = current_answers(connection, self.pupil.attempt)
        for position, texts in self.log.items():
            answers = {g.number: g.response[0][1] for place, g in stored if place == position}
            assert answers == dict(enumerate(texts, 1))
            assert (newest[position].response[0][1] if texts else None) == (
                texts[-1] if texts else None
            )


@pytest.mark.parametrize("_part", range(count(1, 20)))
def test_r9_whatever_order_messages_come_in_stored_is_what_the_model_says(
    app: Flask, clock: Clock, _part: int
) -> None:
    run_state_machine_as_test(
        lambda: Saving(app, clock),
        settings=settings(
            max_examples=count(12, 100),
            stateful_step_count=count(30, 50),
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
