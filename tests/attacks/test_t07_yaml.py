"""T7: hostile quiz files: read or explained, soon, and nothing that stands in them is run."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core import limits
from quizapp.core.reading import read_quiz
from tests.attacks._uploads import SOON, refuse_all
from tests.attacks.counts import count
from tests.attacks.test_t06_hostile_text import QUIZ, _assert_harmless, _pages, _quiz
from tests.core import bombs
from tests.web import _walk
from tests.web._page import Page

Edit = Callable[[str], str]


def test_every_yaml_bomb_is_refused(teacher: FlaskClient, questions: Path) -> None:
    hostile = bombs.hostile()
    assert len(hostile) >= 120
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    too_large = {what for what, data in hostile.items() if len(data) > limits.FILE_BYTES}
    small = {w: ("bomb.yaml", data) for w, data in hostile.items() if w not in too_large}
    large = {what: ("bomb.yaml", hostile[what]) for what in too_large}
    refuse_all(teacher, questions, small, "line ")
    refuse_all(teacher, questions, large, "larger than 1 MiB")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 64 * 1024


WHOLE: Final = _quiz("a word")
_PIECES: Final = st.sampled_from(
    [*"[]{},'\"|>#&*!%@`?~-:\\.0 \t\n\0\x85\u2028\u202e\ud800𝄞", ": ", "- ", "---\n", "<<: *a"]
)
_VALUES: Final = st.sampled_from(
    ["", "*a", "&a x", "!!python/name:os.system x", "[]", "{}", "[[a]]", "{a: {b: c}}", "''", "|"]
) | st.sampled_from(
    ["null", "true", "1e999", ".inf", "-0", "0x1F", "9" * 400, "a" * 3_000, '"\\0\\uD800"']
)
_PLACES: Final = st.floats(0, 1, exclude_max=True)
_BEFORE_A_VALUE: Final = re.compile(r": |- |[\[{,] ?")
_AFTER_A_VALUE: Final = re.compile(r"[,}\]\n]|\Z")


def _insert(place: float, piece: str) -> Edit:
    def edit(text: str) -> str:
        at = int(len(text) * place)
        return text[:at] + piece + text[at:]

    return edit


def _repeat(place: float, length: int, times: int) -> Edit:
    """Write a piece several times over; not at all, if `times` is 0."""

    def edit(text: str) -> str:
        at = int(len(text) * place)
        return text[:at] + text[at : at + length] * times + text[at + length :]

    return edit


def _instead_of_a_value(place: float, value: str) -> Edit:
    def edit(text: str) -> str:
        starts = [found.end() for found in _BEFORE_A_VALUE.finditer(text)] or [0]
        start = starts[int(len(starts) * place)]
        end = _AFTER_A_VALUE.search(text, start)
        assert end
        return text[:start] + value + text[end.start() :]

    return edit


def _indent(place: float, by: int) -> Edit:
    def edit(text: str) -> str:
        lines = text.split("\n")
        at = int(len(lines) * place)
        bare = lines[at].lstrip(" ")
        lines[at] = " " * max(0, len(lines[at]) - len(bare) + by) + bare
        return "\n".join(lines)

    return edit


EDITS: Final = (
    st.builds(_insert, _PLACES, _PIECES)
    | st.builds(_repeat, _PLACES, st.integers(1, 200), st.integers(0, 40))
    | st.builds(_instead_of_a_value, _PLACES, _VALUES)
    | st.builds(_indent, _PLACES, st.integers(-6, 6))
)


def _spoiled(edits: list[Edit]) -> str:
    text = WHOLE
    for edit in edits:
        text = edit(text)
    return text


def test_the_quiz_that_is_spoiled_is_whole() -> None:
    assert not read_quiz(WHOLE, "quiz", "quiz.yaml", lambda _: None).source.has_errors


@given(st.lists(EDITS, min_size=1, max_size=8).map(_spoiled))
@settings(
    max_examples=count(200, 5_000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
def test_a_spoiled_quiz_is_read_or_explained(text: str) -> None:
    began = time.process_time()
    reading = read_quiz(text, "quiz", "quiz.yaml", lambda _: None)
    assert time.process_time() - began < SOON
    assert reading.quiz or any(d.is_error for d in reading.diagnostics)
    for diagnostic in reading.diagnostics:
        assert 1 <= diagnostic.span.line <= len(reading.source.lines) + 1
        assert diagnostic.message


PROGRAMS: Final = (
    "{{7313*7}}",
    "${7313*7}",
    "#{7313*7}",
    "<%= 7313*7 %>",
    "{% if 7313*7 %}51{{1}}91{% endif %}",
    "{{ 7313|int * 7 }}",
    "{{config}}",
    "{{request.environ}}",
    "{{cycler.__init__.__globals__.os}}",
    "%(x)s %s %d",
    "{0.__class__}",
    "$(id) `id` !!python/name:os.system",
)
"""What another program would run: templates, formats, commands. 51191 would be the result."""


def test_there_are_as_many_as_were_set() -> None:
    assert QUIZ.count("{x}") + QUIZ.count("{block}") + QUIZ.count("{gaps}") >= 40
    assert len(PROGRAMS) == 12


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_in_a_text_is_run(app: Flask, client: FlaskClient, program: str) -> None:
    _walk.add_quiz(client, "odd", _quiz(program))
    attempt = _walk.start(client, "odd", program[:40])
    shown = _pages(client, attempt, 11)
    _walk.answer(client, attempt, 4, program)
    shown += [_walk.hand_in(client, attempt), _walk.get(client, "/history")]
    _walk.become_teacher(app, client)
    shown += [_walk.get(client, f"/teach/quizzes/odd{page}") for page in ("", "/analysis")]
    shown.append(_walk.get(client, f"/teach{attempt}"))
    refused = client.post("/resume", data={"csrf_token": program, "code": program})
    shown.append(Page(refused.text))
    for page in shown:
        _assert_harmless(page)
        for told in ("<Config", "SECRET_KEY", "wsgi.input", "<module", "<class", "uid="):
            assert told not in page.text
    assert any(program in page.text for page in shown)
