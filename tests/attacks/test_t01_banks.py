"""Random banks with a secret in every key, explanation, hint and name: none of it gets out."""

from __future__ import annotations

import random
import re
from typing import Final, NamedTuple

import pytest
from flask.testing import FlaskClient

from tests.attacks._canaries import crawl, leaks, use
from tests.attacks._twins import PASSAGE, TYPES
from tests.attacks.counts import count
from tests.web import _walk
from tests.web._walk import Given, add_quiz

BANKS: Final = count(2, 50)
# Where the twins have words of the key, and what stands there instead.
PLACES: Final = (
    (r"Says [\d.]+ of \w+|Well read|(?<=feedback: )No\b", "{secret}"),
    (r"\{text: (\w+), correct", r"{{text: \1, id: {secret}, correct"),
    (r"answers: \[(?!\{)([^\]]*)\]", r"answers: [\1, {secret}]"),
    (r"(?<=sample-answer: ).*", "{secret}"),
)
WITHHELD: Final = ("score-only", "after-close", "none")


class Bank(NamedTuple):
    """A quiz, the secrets in it, and what a reader gives."""

    text: str
    secrets: list[str]
    given: dict[int, Given]
    settings: dict[str, str]


def make_bank(seed: int) -> Bank:
    """Return a quiz of some questions of every type, in any order."""
    chance = random.Random(seed)
    secrets: list[str] = []

    def secret() -> str:
        secrets.append("zq" + "".join(chance.choices("bcdfghjkmnpqrstvwx", k=14)))
        return secrets[-1]

    def hide(text: str) -> str:
        for pattern, there in PLACES:
            text = re.sub(
                pattern, lambda found, t=there: found.expand(t.format(secret=secret())), text
            )
        return text

    text, given = f"{PASSAGE}questions:\n", {}
    for position, word in enumerate(chance.sample(list(TYPES), len(TYPES)), 1):
        pair = TYPES[word](chance)
        text += (
            f"- id: {secret()}\n  type: {word.split()[0]}\n  prompt: Question {position}?\n"
            f"{hide(pair.first)}  explanation: {secret()}\n  hints: [{secret()}]\n"
            f"  tags: [{secret()}]\n"
        )
        given[position] = chance.choice(pair.given)
    settings = {
        "feedback": chance.choice(("after-submit", *WITHHELD)),
        "layout": chance.choice(("one-per-page", "one-per-page", "all")),
    }
    return Bank(text, secrets, given, settings)


@pytest.mark.parametrize("seed", range(BANKS))
def test_no_secret_of_a_random_bank_leaves(client: FlaskClient, seed: int) -> None:
    bank = make_bank(seed)
    add_quiz(client, "secrets", bank.text, **bank.settings)
    attempt = _walk.start(client, "secrets")
    if bank.settings["layout"] == "all":
        replies = crawl(client, attempt, bank.given)
    else:
        is_withheld = bank.settings["feedback"] in WITHHELD
        replies = use(client, attempt, bank.given, submits=is_withheld)
    assert leaks(replies, bank.secrets) == set()


def test_most_secrets_of_a_bank_are_found_when_they_are_shown(client: FlaskClient) -> None:
    """So the test above would have found them too."""
    bank = make_bank(3)
    add_quiz(client, "secrets", bank.text)
    attempt = _walk.start(client, "secrets")
    found = leaks(use(client, attempt, bank.given, submits=True), bank.secrets)
    assert len(found) > len(bank.secrets) / 3
    assert len(bank.secrets) > 50
