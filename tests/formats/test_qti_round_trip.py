"""A quiz that goes out as QTI and comes in again without its sidecar is the same quiz."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quizapp.core.writing import Fields, Tree, clean_text, write_quiz
from quizapp.formats import Incoming, bring_in, get_format
from tests.formats._quizzes import content, loaded, taken

CANVAS = get_format("canvas")
FORMATS = [found for name in ("qti-2.1", "qti-3.0") if (found := get_format(name))]
MARKS = st.text(alphabet="ab 1é.\\`*_[]<>()#+-!|~&=:;{}$%^@?/\"'“”שر日x", min_size=1, max_size=25)
ODD = st.one_of(MARKS, st.text(min_size=1, max_size=12)).map(lambda text: " ".join(text.split()))


@st.composite
def texts(draw: st.DrawFn, least: int, most: int) -> list[str]:
    """Draw texts of which none looks like another, each with a word that can be seen."""
    count = draw(st.integers(least, most))
    return [" ".join(f"{'abcdefg'[n]}x {clean_text(draw(ODD))}".split()) for n in range(count)]


def plain(words: list[str]) -> list[str]:
    """Return Markdown that shows texts as they stand."""
    from quizapp.formats._markup import markdown_from_plain

    return [markdown_from_plain(text) for text in words]


def listed(words: list[str], right: int, feedback: str = "") -> list[Tree]:
    """Return choices, the first ones right."""
    choices: list[Tree] = []
    for place, text in enumerate(words):
        choice: Fields = {"text": text}
        if place < right:
            choice["correct"] = "true"
        elif feedback:
            choice["feedback"] = feedback
        choices.append(choice)
    return choices


@st.composite
def questions(draw: st.DrawFn) -> Fields:
    """Draw a question of a type that QTI holds fully."""
    words = plain(draw(texts(3, 5)))
    prompt = plain(draw(texts(1, 1)))[0]
    common: Fields = {"id": draw(st.sampled_from(["why", "2nd", "grün", "a.b-c_d"]))}
    if draw(st.booleans()):
        common["points"] = draw(st.sampled_from(["2", "1/3", "0.5", "7/3"]))
    if draw(st.booleans()):
        common["explanation"] = f"{prompt}\n\n- {words[0]}\n- {words[1]}"
    return common | {"prompt": prompt} | draw(st.sampled_from(list(own_fields(words, draw))))


def own_fields(words: list[str], draw: st.DrawFn) -> list[Fields]:
    """Return what each type has of its own."""
    first, second, *rest = words
    typed = [" ".join(word.replace("\\", "").split()) for word in words]
    rights = [f"R {word}" for word in words]
    ticked = listed(words, 2, "No: *wrong*.")
    return [
        {"type": "single-choice", "choices": listed(words, 1, "**No.**\n\nAgain.")},
        {"type": "single-choice", "choices": [*listed(words, 1), {"text": "z", "credit": "1/3"}]},
        {"type": "multiple-response", "choices": ticked},
        {"type": "multiple-response", "choices": ticked, "scoring": "all-or-nothing"},
        {"type": "multiple-response", "choices": ticked, "scoring": "credits", "max": "2"},
        {"type": "true-false", "answer": "false", "feedback": {"true": first}},
        {"type": "short-answer", "answers": [typed[0], {"text": typed[1], "credit": "50%"}],
         "reject": [{"text": typed[2], "feedback": first}]},
        {"type": "numeric", "answer": "-1.5", "tolerance": "0.25"},
        {"type": "numeric", "unit": "km", "answers": [
            {"value": "33"}, {"from": "30", "to": "36.5", "credit": "1/3", "feedback": first}]},
        {"type": "ordering", "items": [*words], "scoring": "all-or-nothing"},
        {"type": "matching", "pairs": dict(zip(words, rights, strict=True)), "distractors": ["Z"]},
        {"type": "categorize", "categories": {rights[0]: [first], rights[1]: [second]},
         "distractors": [*rest], "scoring": "all-or-nothing"},
        {"type": "cloze", "text": "One *b* {{c}} & 3 < 4, {a}, {b c}.",
         "gaps": {"a": {"answers": [typed[0]], "weight": "2"},
                  "b c": {"choices": listed(["x", "y"], 1, first)}}},
        {"type": "cloze", "text": "The {a} and {SCORE}.", "word-bank": ["q", "c"],
         "gaps": {"a": {"answers": ["b"]}, "SCORE": {"answers": ["d"]}}},
        {"type": "open-response", "sample-answer": first},
    ]  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.name)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fields=questions())
@example({"id": "b", "type": "open-response", "prompt": "x", "sample-answer": "ax </1"})
@example({"id": "a", "type": "open-response", "prompt": "x *y* `z`\\\nnew", "points": "3",
          "rubric": [{"criterion": "a *b*", "points": "2", "levels": [
              {"points": "0", "text": "no"}, {"points": "2", "text": "yes"}]},
              {"criterion": "c", "points": "1"}]})  # fmt: skip
def test_a_question_comes_back_as_it_was(format_, fields: Fields) -> None:  # type: ignore[no-untyped-def]
    quiz = loaded(write_quiz({"title": "A quiz", "questions": [fields]}))
    if quiz.reading.quiz is None or not quiz.reading.quiz.items:
        return
    data = taken(quiz, format_).data
    back = bring_in([(Incoming("quiz.zip", data), format_)], "quiz")
    assert back.losses == ()
    assert content(back.quiz) == content(quiz.reading.quiz)


def canvas_fields(words: list[str]) -> list[Fields]:
    """Return what Canvas holds fully of each type."""
    first = words[0]
    typed = [" ".join(word.replace("\\", "").split()) for word in words]
    return [
        {"type": "single-choice", "choices": listed(words, 1, "**No.**\n\nAgain.")},
        {"type": "multiple-response", "choices": listed(words, 2, first),
         "scoring": "right-minus-wrong"},
        {"type": "true-false", "answer": "true", "feedback": {"false": first}},
        {"type": "short-answer", "answers": [typed[0], {"text": typed[1], "feedback": first}],
         "reject": [{"text": typed[2], "feedback": first}]},
        {"type": "numeric", "answer": "-1.5", "tolerance": "0.25"},
        {"type": "numeric", "answers": [{"from": "30", "to": "36.5", "feedback": first}]},
        {"type": "matching", "pairs": {word: f"R {word}" for word in words}, "distractors": ["Z"]},
        {"type": "cloze", "text": "{{x}} [sic] {a}, {b c}.",
         "gaps": {"a": {"answers": typed[:2]}, "b c": {"answers": [typed[0]]}}},
        {"type": "cloze", "text": "The {a} and {b}.",
         "gaps": {name: {"choices": listed(["x", "y"], 1, first)} for name in ("a", "b")}},
        {"type": "open-response"},
    ]  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=texts(3, 5), draw=st.data())
def test_a_question_comes_back_from_canvas_as_it_was(words: list[str], draw: st.DataObject) -> None:
    assert CANVAS is not None
    words = plain(words)
    own = draw.draw(st.sampled_from(canvas_fields(words)))
    fields: Fields = {"id": "grün", "prompt": words[0], "points": "1/3", "explanation": words[1]}
    quiz = loaded(write_quiz({"title": "A quiz", "questions": [fields | own]}))
    if quiz.reading.quiz is None or not quiz.reading.quiz.items:
        return
    data = taken(quiz, CANVAS).data
    back = bring_in([(Incoming("quiz.zip", data), CANVAS)], "quiz")
    assert back.losses == ()
    assert content(back.quiz) == content(quiz.reading.quiz)


WHOLE = """\
title: Two texts
language: da
summary: What it is about.
tags: [a, b]
authors: [A. Teacher, B. Teacher]
license: CC-BY-4.0
passages:
  - id: letter
    title: A letter
    source: A book
    url: https://example.org/
    date: 2020-01-01
    text: |
      # Heading

      Dear Ann, the lamp burned **oil**. Nobody lives there.

      - a list
    glossary: {lamp: it gives light}
  - id: diary
    text: Monday
settings: {time-limit: 20 min, shuffle: []}
sections:
  - title: Find
    instructions: Read *well*.
    passage: letter
    draw: 1
    questions:
      - id: mark
        type: hot-text
        prompt: Mark it.
        select: sentences
        answer: Nobody lives there.
      - id: b
        type: true-false
        prompt: It burned.
        answer: true
        not-given: true
        tags: [x, y]
  - title: Think
    passage: diary
    shuffle: [questions]
    questions:
      - id: t
        type: text
        body: Now *this*.
      - id: c
        type: open-response
        prompt: Why?
        lang: en
      - id: d
        type: single-choice
        prompt: Which?
        choices: [a, {text: b, correct: true, id: bee}]
"""


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.name)
def test_a_whole_quiz_comes_back_as_it_was(format_) -> None:  # type: ignore[no-untyped-def]
    quiz = loaded(WHOLE)
    written = taken(quiz, format_)
    assert written.losses == ()
    back = bring_in([(Incoming("quiz.zip", written.data), format_)], "quiz")
    assert back.losses == ()
    assert content(back.quiz) == content(quiz.reading.quiz)


def test_points_of_sevenths_stay_exact() -> None:
    fields: Fields = {"id": "a", "type": "matching", "prompt": "x", "points": "1/7",
                      "pairs": {"a": "1", "b": "2", "c": "3"}}  # fmt: skip
    data = taken(loaded(write_quiz({"title": "t", "questions": [fields]})), FORMATS[0]).data
    back = bring_in([(Incoming("q.zip", data), FORMATS[0])], "q")
    assert back.quiz is not None
    assert back.quiz.items["a"].question.points == Fraction(1, 7)
