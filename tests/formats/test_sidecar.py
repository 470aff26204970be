"""What a format cannot hold comes back from the sidecar; what was changed since stays changed."""

from __future__ import annotations

import pytest

from quizapp.formats import Brought, Incoming, bring_in, get_format, sidecar_name
from tests.formats._quizzes import loaded, taken

QUIZ = """\
title: The lighthouse
passage:
  text: The lamp burned whale oil until 1904.
questions:
  - id: fuel
    type: single-choice
    prompt: What did the lamp burn?
    choices: [{text: Whale oil, correct: true}, Coal]
    evidence: whale oil
  - id: until
    type: numeric
    prompt: Until when?
    answer: 1904
  - id: who
    type: single-choice
    prompt: Who lit it?
    choices: [{text: Nobody says, correct: true}, A keeper]
"""


def edited(old: str, new: str, sidecar: bytes | None = None) -> Brought:
    """Write the quiz as Aiken, change what was written, and read it with its sidecar."""
    aiken = get_format("aiken")
    assert aiken is not None
    written = taken(loaded(QUIZ), aiken)
    assert written.sidecar is not None
    text = written.data.decode()
    assert old in text
    beside = {sidecar_name("q.txt"): sidecar or written.sidecar}
    file = Incoming("q.txt", text.replace(old, new).encode(), beside)
    return bring_in([(file, aiken)], "q")


def ids(brought: Brought) -> list[str]:
    assert brought.quiz is not None
    return list(brought.quiz.items)


def test_what_was_left_out_is_put_back_in_its_place() -> None:
    brought = edited("", "")
    assert ids(brought) == ["fuel", "until", "who"]
    assert brought.losses == ()
    assert brought.quiz is not None
    assert brought.quiz.items["fuel"].question.evidence == ("whale oil",)


def test_a_changed_question_is_as_it_was_changed() -> None:
    brought = edited("What did the lamp burn?", "Which fuel was it?")
    assert brought.quiz is not None
    prompts = [item.question.prompt for item in brought.quiz.items.values()]
    assert "Which fuel was it?" in prompts
    assert "What did the lamp burn?" not in prompts


def test_a_deleted_question_stays_deleted() -> None:
    block = "Who lit it?\nA. Nobody says\nB. A keeper\nANSWER: A\n"
    assert ids(edited(block, "")) == ["fuel", "until"]


def test_a_new_question_is_taken_up() -> None:
    new = "Is it new?\nA. Yes\nB. No\nANSWER: A\n\nWho lit it?"
    brought = edited("Who lit it?", new)
    assert len(ids(brought)) == 4
    assert ids(brought)[-1] == "who"


@pytest.mark.parametrize(
    "sidecar", [b"nonsense", b"{}", b'{"questions": [1]}', b'{"files": {"a": "%"}}', b"[" * 90_000]
)
def test_a_sidecar_that_cannot_be_read_takes_nothing_away(sidecar: bytes) -> None:
    brought = edited("", "", sidecar)
    assert brought.quiz is not None
    assert len(brought.quiz.items) == 2
