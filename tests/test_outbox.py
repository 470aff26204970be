"""Mail that is tried again: how often, how long, and when nobody wants it any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp import mail
from quizapp.config import Config
from quizapp.outbox import MOST, WAITS, Letter, Outbox
from tests.conftest import Clock


class Server:
    """Takes a mail or not, as `is_well` says, and remembers when it was asked."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.is_well = clock, False
        self.asked: list[float] = []
        self._begun = clock.now

    def __call__(self, _config: Config, _to: str, _subject: str, _text: str) -> bool:
        self.asked.append((self.clock.now - self._begun).total_seconds() / 60)
        return self.is_well


@pytest.fixture
def server(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(clock)
    monkeypatch.setattr(mail, "send", server)
    return server


@pytest.fixture
def outbox(clock: Clock, tmp_path: Path) -> Outbox:
    return Outbox(Config(tmp_path, tmp_path), clock)


def letter(
    is_wanted: Callable[[], bool] = lambda: True, when_sent: Callable[[], None] = lambda: None
) -> Letter:
    return Letter("hale@school.example", "A link", "https://...", is_wanted, when_sent)


def wait(outbox: Outbox, clock: Clock, minutes: int = 60) -> None:
    """Let time go by, and look every quarter of a minute."""
    for _ in range(minutes * 4):
        clock.move(seconds=15)
        outbox.look()


def test_a_mail_is_tried_five_times_and_then_given_up(
    outbox: Outbox, server: Server, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.send(letter())
    wait(outbox, clock)
    assert server.asked == [0, 1, 3, 7, 15]
    assert len(outbox) == 0
    assert "given up after 5 tries" in caplog.text
    assert "hale" not in caplog.text


def test_what_was_sent_is_not_sent_again(outbox: Outbox, server: Server, clock: Clock) -> None:
    sent: list[str] = []
    outbox.send(letter(when_sent=lambda: sent.append("sent")))
    assert sent == []
    server.is_well = True
    wait(outbox, clock)
    assert (server.asked, sent) == ([0, 1], ["sent"])


def test_a_mail_that_nobody_wants_any_more_is_not_sent(
    outbox: Outbox, server: Server, clock: Clock
) -> None:
    outbox.send(letter(is_wanted=lambda: False))
    wait(outbox, clock)
    assert server.asked == [0]
    assert len(outbox) == 0


def test_while_nobody_knows_whether_it_is_wanted_it_waits(
    outbox: Outbox, server: Server, clock: Clock
) -> None:
    def ask_a_database_that_is_away() -> bool:
        raise OSError

    outbox.send(letter(is_wanted=ask_a_database_that_is_away))
    clock.move(minutes=1)
    with pytest.raises(OSError):  # noqa: PT011 - which one is of no matter
        outbox.look()
    assert len(outbox) == 1


def test_a_box_does_not_grow_for_ever(outbox: Outbox, server: Server) -> None:
    for _ in range(MOST + 5):
        outbox.send(letter())
    assert len(outbox) == MOST


def test_the_last_try_comes_in_the_half_of_a_links_life() -> None:
    assert sum(wait.total_seconds() for wait in WAITS) <= 15 * 60
