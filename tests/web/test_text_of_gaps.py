"""The text of a cloze is Markdown, and its gaps stand inside it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from quizapp.core.reading import read_quiz
from quizapp.web.preview import render_preview
from tests.web import _walk
from tests.web._walk import add_quiz

TEXT = """\
title: One
questions:
- id: lamp
  type: cloze
  text: |
    The **lamp** burned *{fuel}*
    until {year}.

    | what | when |
    | --- | --- |
    | built | {built} |

    - {{Sic}} <b>
  gaps:
    fuel: {answers: [whale oil]}
    year: {choices: [{text: "1904", correct: true}, "1906"]}
    built: {answers: ["1871"]}
"""
GAP = r"(?:<input [^>]*>|<select.*?</select>|<span class=\"(?:paper-)?gap.*?</span>\s*)"


def cloze(page: str) -> str:
    """Return the text with each control, blank or answer as `[]`."""
    found = re.search(r'<div class="cloze">(.*?)</div>', page, re.S)
    assert found
    marked = re.sub(rf"(<em>|until |<td>){GAP}", r"\1[]", found[1], flags=re.S)
    return " ".join(marked.split())


def assert_markdown(text: str) -> None:
    assert text.startswith("<p>The <strong>lamp</strong> burned <em>[]")
    assert "</em><br> until []" in text
    assert "<td>built</td> <td>[]" in text
    assert text.endswith("<li>{Sic} &lt;b&gt;</li> </ul>")


def test_readers_fill_gaps_in_emphasis_and_tables(client: FlaskClient) -> None:
    add_quiz(client, "one", TEXT)
    attempt = _walk.start(client, "one")
    assert_markdown(cloze(client.get(f"{attempt}/questions/1").text))
    result = _walk.take(
        client, "one", {1: {"Gap 1": "whale oil", "Gap 2": "1904", "Gap 3": "1870"}}
    )
    assert "2 of 3" in result.text or "67%" in result.text


def test_readers_see_the_text_of_a_choice_and_never_what_its_author_calls_it(
    client: FlaskClient,
) -> None:
    menu = '{choices: [{text: "1904", id: right-one, correct: true}, {text: "1906", id: late}]}'
    add_quiz(
        client, "one", TEXT.replace('{choices: [{text: "1904", correct: true}, "1906"]}', menu)
    )
    attempt = _walk.start(client, "one")
    _walk.answer(client, attempt, 1, {"Gap 2": "1906"})
    check = client.get(f"{attempt}/check").text
    result = client.get(_walk.post(client, f"{attempt}/check").location).text
    for page in (check, result):
        assert "<bdi>1906</bdi>" in page
        assert "late" not in re.findall(r"<bdi>(.*?)</bdi>", page)
    assert "right answer: <bdi>1904</bdi>" in " ".join(result.split())
    assert "right-one" not in check + result


@pytest.mark.parametrize("mode", ["reader", "key", "print"])
def test_a_preview_shows_the_text_as_readers_will_see_it(client: FlaskClient, mode: str) -> None:
    with client.application.test_request_context():
        client.application.preprocess_request()
        page = render_preview(read_quiz(TEXT, "one", "one.yaml", {}.get), mode)
    assert_markdown(cloze(page))
