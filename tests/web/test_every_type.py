"""What every type's page promises; a new type in the folder is tried without an edit here."""

from __future__ import annotations

import importlib
import re
from textwrap import indent

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from quizapp.core.question import Input, Question
from quizapp.core.types import get_type, type_words
from quizapp.web.answering import Form, make_form, read_response
from tests.core.types.build import LIGHTHOUSE
from tests.web import _walk
from tests.web._walk import add_quiz, get

NUMBERED = [word for word in type_words() if (found := get_type(word)) and found.is_numbered]


def _quiz_of(word: str) -> str:
    """Return a quiz of the example on the type's manual page."""
    module = importlib.import_module(f"quizapp.core.types.{word.replace('-', '_')}")
    found = re.search(r"```yaml\n(.*?)```", module.__doc__ or "", re.DOTALL)
    assert found
    passage = indent(LIGHTHOUSE, "    ")
    return f"title: One\npassage:\n  text: |\n{passage}\nquestions:\n{found[1]}"


def _form(client: FlaskClient) -> tuple[Question, Form]:
    parts = client.application.extensions["quizapp"]
    quiz = parts.bank.get("one").quiz
    [question] = [item.question for item in quiz.items.values()]
    # Tokens are the same for every attempt: only the order on the page is its own.
    return question, make_form(parts.secret, quiz, question, "", "")


def _filled_in(question: Question, form: Form) -> MultiDict[str, str]:
    """Return what a browser sends when the key is filled in."""
    sent: MultiDict[str, str] = MultiDict()
    for entry in form.entries:
        tokens = {option.name: option.token for option in entry.options}
        for part, value in question.key:
            if part == entry.part:
                sent.add(entry.field, tokens.get(value, value))
        if entry.input is Input.ORDER:
            sent["ordered"] = "1"
    return sent


@pytest.mark.parametrize("word", NUMBERED)
def test_a_page_filled_in_with_the_key_sends_back_the_key(client: FlaskClient, word: str) -> None:
    add_quiz(client, "one", _quiz_of(word))
    attempt = _walk.start(client, "one")
    path = f"{attempt}/questions/1"
    question, form = _form(client)
    fields = MultiDict(
        (name, value)
        for name, value in get(client, path).fields
        if not name.startswith(("response", "ordered"))
    )
    fields.update(_filled_in(question, form))
    assert client.post(path, data=fields).status_code == 303
    again = MultiDict(get(client, path).fields)
    assert sorted(read_response(form, again, "")) == sorted(question.key)
    if form.entries[0].input is Input.ORDER:
        assert read_response(form, again, "") == question.key


@pytest.mark.parametrize("word", NUMBERED)
def test_the_key_earns_everything_and_the_result_shows_it(client: FlaskClient, word: str) -> None:
    add_quiz(client, "one", _quiz_of(word))
    attempt = _walk.start(client, "one")
    question, form = _form(client)
    page = get(client, f"{attempt}/questions/1")
    fields = MultiDict((n, v) for n, v in page.fields if not n.startswith(("response", "ordered")))
    fields.update(_filled_in(question, form))
    client.post(f"{attempt}/questions/1", data=fields)
    result = _walk.hand_in(client, attempt).text
    assert ("To be marked" if question.is_marked_by_hand else "✓ Right") in result


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("multiple-response", "Choose at most 3."),
        ("hot-text", "Choose at most 2."),
        ("open-response", "10 to 60 words."),
        ("single-choice", ""),
    ],
)
def test_how_much_is_wanted_is_said_before_an_answer(
    client: FlaskClient, word: str, said: str
) -> None:
    add_quiz(client, "one", _quiz_of(word))
    page = client.get(f"{_walk.start(client, 'one')}/questions/1").text
    found = re.search(r'<p [^>]*id="wanted-1"[^>]*>(.*?)</p>', page)
    assert (found[1] if found else "") == said
    assert ('aria-describedby="wanted-1' in page) == bool(said)
