"""Words of the key, of explanations and of names never leave the server before their time."""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.attacks._canaries import crawl, leaks, use
from tests.web import _walk
from tests.web._walk import add_quiz, get

SECRETS = [f"zq{number:02}can{number:02}ary{number:02}" for number in range(40)]
QUIZ = """\
title: A quiz full of secrets
tags: [shown in the library]
passage:
  text: The lamp burned oil until 1904. The keeper slept by day.
questions:
  - id: {1}
    type: single-choice
    prompt: One?
    tags: [{0}, {2}]
    process: evaluate
    explanation: "{3}"
    hints: ["{4}"]
    choices:
      - {{text: oil, id: {5}, correct: true, feedback: "{6}"}}
      - {{text: coal, id: {7}, feedback: "{8}"}}
  - id: {9}
    type: short-answer
    prompt: Two?
    answers: [{10}, {{text: "{11}*", match: wildcard, feedback: "{12}"}}]
    reject: [{{text: {13}, feedback: "{14}"}}]
    explanation: "{15}"
  - id: {16}
    type: numeric
    prompt: Three?
    answers: [{{value: 190417, feedback: "{17}"}}]
    hints: ["{18}"]
  - id: {19}
    type: cloze
    text: It burned {{{20}}} until {{{21}}}.
    gaps:
      {20}: {{answers: [{22}], reject: [{{text: x, feedback: "{23}"}}]}}
      {21}: {{choices: [{{text: "1904", id: {24}, correct: true, feedback: "{25}"}}, "1905"]}}
  - id: {26}
    type: true-false
    prompt: Five?
    answer: true
    feedback: {{"true": "{27}", "false": "{28}"}}
  - id: {29}
    type: open-response
    prompt: Six?
    rubric: [{{criterion: "{30}", points: 1, levels: [{{points: 1, text: "{31}"}}]}}]
    sample-answer: "{32}"
  - id: {33}
    type: multiple-response
    prompt: Seven?
    choices:
      - {{text: oil, id: {34}, correct: true, feedback: "{35}"}}
      - {{text: coal, id: {36}, feedback: "{37}"}}
    evidence: The keeper slept by day.
    explanation: "{38} {39}"
""".format(*SECRETS)
GIVEN: dict[int, _walk.Given] = {
    1: ["coal"],
    2: "nothing like it",
    3: "7",
    4: {"Gap 1": "nothing", "Gap 2": "1905"},
    5: ["False"],
    6: "A text of my own.",
    7: ["oil", "coal"],
}


def _leaks(replies: list[TestResponse]) -> set[str]:
    return leaks(replies, SECRETS)


def _crawl(client: FlaskClient, attempt: str) -> list[TestResponse]:
    return crawl(client, attempt, GIVEN)


def _use(client: FlaskClient, attempt: str, *, submits: bool) -> list[TestResponse]:
    return use(client, attempt, GIVEN, submits=submits)


@pytest.mark.parametrize("layout", ["one-per-page", "all"])
@pytest.mark.parametrize("feedback", ["after-submit", "immediate"])
def test_no_secret_leaves_while_the_attempt_is_open(
    client: FlaskClient, feedback: str, layout: str
) -> None:
    add_quiz(client, "secrets", QUIZ, feedback=feedback, layout=layout)
    attempt = _walk.start(client, "secrets")
    if layout == "all":
        assert not _leaks(_crawl(client, attempt))
    else:
        assert not _leaks(_use(client, attempt, submits=False))


@pytest.mark.parametrize("feedback", ["score-only", "after-close", "none"])
def test_what_is_not_released_stays_secret_for_ever(client: FlaskClient, feedback: str) -> None:
    add_quiz(client, "secrets", QUIZ, feedback=feedback, confidence='"on"')
    assert not _leaks(_use(client, _walk.start(client, "secrets"), submits=True))


@pytest.mark.parametrize("tries", ["1", "3"])
def test_no_receipt_is_a_fingerprint_of_what_the_author_calls_a_choice(
    client: FlaskClient, tries: str
) -> None:
    """Whoever has the SHA-256 of an answer tries `right`, `a` and `year-1904` in no time."""
    feedback = "immediate" if tries == "3" else "after-submit"
    add_quiz(client, "secrets", QUIZ, feedback=feedback, tries=tries)
    attempt = _walk.start(client, "secrets")
    for position, words in ((1, "coal"), (3, "7"), (7, "oil")):
        page = get(client, f"{attempt}/questions/{position}")
        sent = page.choices[words][1] if words in page.choices else words
        receipt = _walk.save(client, attempt, position, base=0, response={"": [sent]}).json
        stored = str(_walk.rows(client.application)["answers"][-1][3])
        assert receipt["digest"] not in {sha256(stored.encode()).hexdigest(), ""}


def test_a_secret_that_is_released_is_found(client: FlaskClient) -> None:
    """So the tests above would have found it too."""
    add_quiz(client, "secrets", QUIZ)
    attempt = _walk.start(client, "secrets")
    found = _leaks(_use(client, attempt, submits=True))
    assert {SECRETS[n] for n in (3, 8, 10, 15, 22, 28, 32, 35, 37, 38)} <= found
    hidden = base64.b64encode(f"my {SECRETS[0]} words".encode())
    reply = client.get("/help/" + hidden.decode())
    reply.set_data(hidden)
    assert _leaks([reply]) == {SECRETS[0]}
    reply.set_data(binascii.hexlify(SECRETS[1].encode()))
    assert _leaks([reply]) == {SECRETS[1]}
    for disguise in (f"ab {SECRETS[2][::-1]}", codecs.encode(SECRETS[2], "rot13")):
        reply.set_data(disguise)
        assert _leaks([reply]) == {SECRETS[2]}
    for before in ("", "a", "ab", "abc", "abcd"):
        reply.set_data(base64.b32encode(f"{before}{SECRETS[3]} and so on".encode()))
        assert _leaks([reply]) == {SECRETS[3]}
    reply.set_data(gzip.compress(SECRETS[4].encode()))
    reply.headers["Content-Encoding"] = "gzip"
    assert _leaks([reply]) == {SECRETS[4]}


def test_a_checked_question_tells_of_the_answer_given_and_of_nothing_else(
    client: FlaskClient,
) -> None:
    add_quiz(client, "secrets", QUIZ, feedback="immediate", tries="3")
    attempt = _walk.start(client, "secrets")
    _walk.check(client, attempt, 1, ["coal"])
    reply = client.get(f"{attempt}/questions/1")
    assert _leaks([reply]) == {SECRETS[8], SECRETS[4]}
