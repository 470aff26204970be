"""Sections with passages and draws of their own; questions in two parts."""

from __future__ import annotations

import pytest

from quizapp.core.reading import Reading
from tests.core.quiz_text import found, read, read_good

NUMERIC = "type: numeric, prompt: When?, answer: 1871"


def test_sections_have_passages_and_draws_of_their_own(reading: Reading) -> None:
    """\
    title: T
    passages:
      - {id: letter, text: Dear Ann. The ship sank.}
      - {id: diary, text: Monday. The lamp burned.}
    settings: {shuffle: [questions]}
    sections:
      - title: One
        passage: diary
        draw: 1
        shuffle: []
        questions:
          - {id: a, type: numeric, prompt: A?, answer: 1, evidence: The lamp burned}
          - {id: b, type: numeric, prompt: B?, answer: 1}
      - instructions: "*Look* closely."
        questions:
          - {id: c, type: numeric, prompt: C?, answer: 1, evidence: The ship sank}
    """
    quiz = reading.quiz
    assert found(reading) == []
    assert quiz
    assert [s.passage.id for s in quiz.sections if s.passage] == ["diary", "letter"]
    assert [s.draw for s in quiz.sections] == [1, None]
    assert [s.shuffle for s in quiz.sections] == [(), ("questions",)]
    assert quiz.question_count == 2
    assert quiz.section_of("c").instructions == "*Look* closely."


def test_evidence_is_sought_in_the_sections_own_passage(reading: Reading) -> None:
    """\
    title: T
    passages:
      - {id: letter, text: The ship sank.}
      - {id: diary, text: The lamp burned.}
    sections:
      - passage: diary
        questions:
          - {id: a, type: numeric, prompt: A?, answer: 1, evidence: The ship sank}
          - {id: b, type: numeric, prompt: B?, answer: 1}
      - passage: dairy
        questions:
          - {id: c, type: numeric, prompt: C?, answer: 1}
    """
    assert found(reading) == [(8, "Q204"), (10, "Q203")]
    assert reading.diagnostics[1].help == "Did you mean `diary`?"


@pytest.mark.parametrize(
    ("draw", "expected"),
    [("1", ["Q402"]), ("2", []), ("3", ["Q402"]), ("4", []), ("5", ["W105"]), ("0", ["Q402"])],
)
def test_a_draw_that_pairs_make_impossible_is_an_error(draw: str, expected: list[str]) -> None:
    pairs = "".join(
        f"  - {{id: {a}, {NUMERIC}}}\n  - {{id: {b}, {NUMERIC}, after: {a}}}\n"
        for a, b in ("ab", "cd")
    )
    reading = read(f"title: T\nsections:\n- draw: {draw}\n  questions:\n{pairs}")

    assert [d.code for d in reading.diagnostics] == expected
    assert all(d.line == 3 for d in reading.diagnostics)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (f"{{id: b, {NUMERIC}, after: nobody}}", "Q404"),
        (f"{{id: b, {NUMERIC}, after: b}}", "Q404"),
        (f"{{id: b, {NUMERIC}, gate: true}}", "Q405"),
        (f"{{id: b, {NUMERIC}, after: a}}\n  - {{id: c, {NUMERIC}, after: b}}", "Q404"),
    ],
)
def test_a_part_b_follows_its_part_a(second: str, code: str) -> None:
    reading = read(f"title: T\nquestions:\n  - {{id: a, {NUMERIC}}}\n  - {second}\n")

    assert {d.code for d in reading.diagnostics} == {code}


def test_parts_are_kept_together() -> None:
    quiz = read_good(
        f"title: T\nquestions:\n  - {{id: a, {NUMERIC}}}\n  - {{id: x, {NUMERIC}}}\n"
        f"  - {{id: b, {NUMERIC}, after: a, gate: true}}\n"
    )

    assert quiz.sections[0].units == (("a", "b"), ("x",))
