"""What is done in a process of its own ends as if it had been done here."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from quizapp.cli._apart import start_apart
from quizapp.cli._faults import CannotRun


class TwoPartsError(Exception):
    """A fault that cannot be put together again from its message, as some libraries have them."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what} in {where}")


def break_it() -> None:
    raise TwoPartsError("a hole", "the boat")


def refuse() -> None:
    raise CannotRun("There is no boat.")


def be_locked_out() -> None:
    raise OperationalError("", {}, sqlite3.OperationalError("database is locked"))


def test_its_result_comes_back() -> None:
    assert start_apart("boat".upper)() == "BOAT"


def test_a_refusal_comes_back_in_words() -> None:
    with pytest.raises(CannotRun, match="There is no boat"):
        start_apart(refuse)()


def test_trouble_with_the_database_comes_back_in_words() -> None:
    with pytest.raises(CannotRun, match="Another program is writing"):
        start_apart(be_locked_out)()


def test_of_another_fault_is_told_what_it_was_and_where(capfd: pytest.CaptureFixture[str]) -> None:
    wait = start_apart(break_it)
    with pytest.raises(SystemExit):
        wait()
    told = capfd.readouterr().err
    assert "TwoPartsError: a hole in the boat" in told
    assert "in break_it" in told
