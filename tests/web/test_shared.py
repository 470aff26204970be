"""What readers share is rendered once, and nobody's page has anything of another's in it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError

from quizapp.web import csrf, shared
from quizapp.web.shared import Shared, render_shared
from tests.web import _walk

DANISH = _walk.EVERY_TYPE.replace("\nlanguage: en", "\nlanguage: da", 1)
READERS = {"Mira <b>": ["112", "evening"], "Ola & Per": ["111", "morning"], "": []}


def _shared(**templates: str) -> Shared:
    environment = Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined
    )
    environment.globals.update(request="a request", csrf_token=lambda: "a token")
    return Shared(environment)


def test_a_hole_is_filled_for_each_reader_and_escaped() -> None:
    page = _shared(page="<p>{{ name }}, {{ '%s' % name }}, {{ kind }}</p>")

    for name, shown in [("Mira", "Mira"), ("<b>", "&lt;b&gt;"), ("Mira", "Mira")]:
        text = page.render("page", {"name": name}, {"kind": 1})
        assert text == f"<p>{shown}, {shown}, 1</p>"
        assert text == page.render_anew("page", {"name": name}, {"kind": 1})


def test_the_text_of_a_page_with_holes_is_in_memory_once() -> None:
    own, text = shared.Hole("name"), "x" * 100_000
    tracemalloc.start()
    try:
        kept = shared.Prepared(f"{text}{own}")
        size = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert kept.fill({"name": "Mira"}) == f"{text}Mira"
    assert size < 110_000


@pytest.mark.parametrize(
    "test",
    [
        "{% if name %}x{% endif %}",
        "{% if name == 'Mira' %}x{% endif %}",
        "{% if name in ['Mira'] %}x{% endif %}",
        "{% for letter in name %}x{% endfor %}",
        "{{ name|length }}",
        "{{ name[0] }}",
        "{{ name < 'a' }}",
        "{{ {name: 1} }}",
    ],
)
def test_a_shared_page_cannot_look_into_a_hole(test: str) -> None:
    page = _shared(page=test)
    with pytest.raises((TypeError, UndefinedError)):
        page.render("page", {"name": "Mira"}, {})


@pytest.mark.parametrize("name", ["request", "csrf_token()", "visitor_name", "session", "g"])
def test_a_shared_page_knows_nothing_of_who_asks(name: str) -> None:
    page = _shared(page=f"{{{{ {name} }}}}")
    with pytest.raises(UndefinedError):
        page.render("page", {}, {})


def test_each_language_and_each_value_has_its_own(app: Flask) -> None:
    app.jinja_env.loader = DictLoader({"page": "{{ n }}{{ page_language }}"})
    seen = []
    for tag, n in [("en", 1), ("da", 1), ("en", 2), ("en", 1), ("da", 1)]:
        with app.test_request_context():
            g.page_language = tag
            seen.append(render_shared("page", {}, n=n))
    assert seen == ["1en", "1da", "2en", "1en", "1da"]


def _attempts(app: Flask, client: FlaskClient, quiz: str) -> dict[str, tuple[FlaskClient, str]]:
    """Let every reader start, and answer some questions in their own way."""
    found = {}
    for name, gaps in READERS.items():
        reader = app.test_client()
        attempt = _walk.start(reader, quiz, name or "Nobody in particular")
        if gaps:
            _walk.answer(reader, attempt, 9, {"Gap 1": gaps[0], "Gap 2": gaps[1]})
            _walk.answer(reader, attempt, 4, gaps[1], "flag")
            _walk.answer(reader, attempt, 1, ["Three ships had been lost"], "check:1")
        found[name] = (reader, attempt)
    return found


def _pages(readers: dict[str, tuple[FlaskClient, str]]) -> Iterator[str]:
    """Yield every page of every attempt, the readers taking turns."""
    for place in [f"/questions/{n}" for n in range(1, 12)] + ["/check"]:
        for reader, attempt in readers.values():
            yield reader.get(f"{attempt}{place}", follow_redirects=True).text
    for reader, attempt in readers.values():
        ways = ("/", "/quizzes/every", "/quizzes/other", f"{attempt}/result")
        yield "".join(reader.get(way).text for way in ways)


@pytest.mark.parametrize("settings", [{}, {"feedback": "immediate", "confidence": "on"}])
@pytest.mark.parametrize("text", [_walk.EVERY_TYPE, DANISH], ids=["en", "da"])
def test_pages_are_byte_for_byte_those_rendered_anew(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    settings: dict[str, str],
) -> None:
    """Readers take turns, so that each finds what was prepared for another."""
    monkeypatch.setattr(csrf, "secrets", SimpleNamespace(token_bytes=bytes))
    _walk.add_quiz(client, "other", DANISH if text is _walk.EVERY_TYPE else _walk.EVERY_TYPE)
    _walk.add_quiz(client, "every", text, **settings)
    others = _attempts(app, client, "other")
    readers = _attempts(app, client, "every")
    warm = [page for _, page in zip(range(9), _pages(others), strict=False)]
    warm = list(_pages(readers))

    monkeypatch.setattr(Shared, "render", Shared.render_anew)
    monkeypatch.setattr(Shared, "draw", Shared.draw_once)
    cold = list(_pages(readers))
    assert len(warm) == 39
    assert warm == cold


def test_the_test_above_can_fail(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept under too little does show: here the first reader's answers stay in the hole."""
    monkeypatch.setattr(csrf, "secrets", SimpleNamespace(token_bytes=bytes))
    _walk.add_quiz(client, "every", _walk.EVERY_TYPE)
    readers = _attempts(app, client, "every")
    cold = list(_pages(readers))

    fill, first = shared.Prepared.fill, {}

    def leak(self: shared.Prepared, own: shared.Own) -> object:
        return first.setdefault(self, fill(self, own))

    monkeypatch.setattr(shared.Prepared, "fill", leak)
    assert list(_pages(readers)) != cold
