"""Whatever an author or a reader writes is shown as text: never markup, never a template."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web import _walk
from tests.web._page import Page
from tests.web._walk import add_quiz, get

PAYLOADS = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><iframe srcdoc=x>",
    "</title></textarea></select><script>alert(1)</script>",
    "{{7313*7}}{% raw %}${7*7}%(x)s{0.__class__}",
    "[x](javascript:alert(1)) <javascript:alert(1)>",
    "[x](JaVaScRiPt&#58;alert(1)) [x](data:text/html,x) ![x](//evil.example/x.png)",
    "<a href=//evil.example onclick=alert(1)>x</a> &lt;b&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "```<script>```\n\n<form id=csrf_token>",
]
KNOWN = frozenset(
    "a article aside bdi blockquote body br button caption circle code dd desc details div dl dt em"
    " fieldset figcaption figure footer form g h1 h2 h3 h4 h5 h6 head header hr html input label"
    " legend li line link main mark meta meter nav ol option p path polyline pre q rect s script"
    " section select span strong summary svg table tbody td text textarea th thead time title tr"
    " ul".split()
)
QUIZ = """\
title: {x}
summary: {x}
tags: [{x}]
authors: [{x}]
license: {x}
passage:
  title: {x}
  source: {x}
  date: {x}
  text: |
    First words of it.

    {block}
  glossary: {{{x}: {x}}}
questions:
  - {{type: text, body: {x}}}
  - {{type: single-choice, prompt: {x}, explanation: {x}, hints: [{x}], process: find,
     evidence: First words of it.,
     choices: [{{text: {x}, correct: true, feedback: {x}}}, {{text: b, feedback: {x}}}]}}
  - {{type: multiple-response, prompt: {x}, choices: [{{text: {x}, correct: true}}, b]}}
  - {{type: true-false, prompt: {x}, answer: "true", feedback: {{"false": {x}}}}}
  - {{type: short-answer, prompt: {x}, answers: [{x}], reject: [{{text: b, feedback: {x}}}]}}
  - {{type: numeric, prompt: {x}, answer: 3, unit: {x}}}
  - {{type: ordering, prompt: {x}, items: [{x}, b]}}
  - {{type: matching, prompt: {x}, pairs: {{{x}: {x}, b: c}}, distractors: [d]}}
  - {{type: categorize, prompt: {x}, categories: {{{x}: [{x}], b: [c]}}}}
  - {{type: cloze, prompt: {x}, text: {gaps}, gaps: {{a: {{answers: [{x}]}}}}, word-bank: [b]}}
  - {{type: hot-text, prompt: {x}, select: sentences, answer: First words of it.}}
  - {{type: open-response, prompt: {x}, sample-answer: {x}}}
"""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _quiz(payload: str) -> str:
    gaps = payload.replace("{", "{{").replace("}", "}}") + " {a}"
    block = payload.replace("\n", "\n    ")
    return QUIZ.format(x=_quoted(payload), block=block, gaps=_quoted(gaps))


def _assert_harmless(page: Page) -> None:
    for tag, attrs in page.tags:
        assert tag in KNOWN, tag
        assert not [name for name in attrs if name.startswith("on") or name == "style"], attrs
        assert tag != "script" or attrs["src"].startswith("/static/")
        assert attrs.get("id") != "csrf_token"
        for name in ("href", "src", "action", "formaction"):
            target = urlsplit(attrs.get(name, ""))
            assert target.scheme in {"", "http", "https", "mailto"}, attrs
            assert tag == "a" or not target.netloc, attrs
    assert "51191" not in page.text


def _pages(client: FlaskClient, attempt: str, total: int) -> list[Page]:
    pages = [get(client, f"{attempt}/questions/{position}") for position in range(1, total + 1)]
    return [*pages, *(get(client, p) for p in ("/", "/quizzes/odd", "/resume", f"{attempt}/check"))]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_of_author_and_reader_stays_text(
    app: Flask, client: FlaskClient, payload: str
) -> None:
    add_quiz(client, "odd", _quiz(payload), feedback="immediate")
    attempt = _walk.start(client, "odd", payload[:40])
    pages = _pages(client, attempt, 11)
    for position in range(1, 12):
        path = f"{attempt}/questions/{position}"
        page = get(client, path)
        fields = _walk.MultiDict(page.fields)
        for name in page.text_fields:
            fields[name] = payload
        for name, value in page.choices.values():
            fields[name] = value
        client.post(path, data=fields | {"ordered": "1"} if position == 6 else fields)
        reply = client.post(path, data={**fields.to_dict(), "action": f"check:{position}"})
        pages.append(Page(reply.text) if reply.status_code != 303 else get(client, reply.location))
        refused = client.post(path, data={**fields.to_dict(), "csrf_token": payload})
        pages.append(Page(refused.text))
    lost = app.test_client().post(path, data={**fields.to_dict(), payload: payload})
    pages.append(Page(lost.text))
    pages += _pages(client, attempt, 11)
    pages.append(_walk.hand_in(client, attempt))
    _walk.hand_in(client, _walk.start(client, "odd"))
    pages += [get(client, path) for path in ("/history", "/history/erase", "/resume")]
    _walk.become_teacher(app, client)
    pages += [get(client, path) for path in ("/teach", "/teach/quizzes/odd", "/teach/pupils/1")]
    pages += [get(client, f"/teach/quizzes/odd/{page}") for page in ("analysis", "map")]
    pages.append(get(client, f"/teach{attempt}"))
    wrong = _walk.post(client, "/resume", code=payload, **{f"carried.{payload}": payload})
    for page in [*pages, Page(wrong.text)]:
        _assert_harmless(page)
    assert any(" ".join(payload[:40].split()) in page.text for page in pages)


def test_links_of_authors_lead_where_they_say(client: FlaskClient) -> None:
    links = "[a](https://a.example) [b](mailto:b@b.example) [c](javascript:c) [d](//d.example)"
    add_quiz(client, "odd", _quiz(links))
    page = get(client, f"{_walk.start(client, 'odd')}/questions/1")
    found = {href for _, href in page.links}
    assert {"https://a.example", "mailto:b@b.example"} <= found
    assert not [href for href in found if href.startswith(("javascript", "data"))]
