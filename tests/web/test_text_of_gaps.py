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


@pytest.mark.parametrize("mode", ["reader", "key", "print"])
def test_a_preview_shows_the_text_as_readers_will_see_it(client: FlaskClient, mode: str) -> None:
    with client.application.test_request_context():
        client.application.preprocess_request()
        page = render_preview(read_quiz(TEXT, "one", "one.yaml", {}.get), mode)
    assert_markdown(cloze(page))
