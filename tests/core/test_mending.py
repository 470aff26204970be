"""Mending a file: missing ids, small negatives, and nothing else."""

from __future__ import annotations

from textwrap import dedent

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.diagnostics import Severity
from quizapp.core.lint import lint
from quizapp.core.mending import mend
from quizapp.core.reading import Reading, read_quiz


def read(text: str) -> Reading:
    return read_quiz(text, "quiz", "quiz.yaml", lambda _: None)


def mended(text: str, left_out: frozenset[str] | None = None) -> str:
    text = dedent(text)
    reading = read(text)
    result = mend(text, reading, lint(reading, left_out), read)
    assert result is not None
    return result.text


def questions(text: str) -> str:
    return "title: T\nquestions:\n" + dedent(text).lstrip("\n")


def test_ids_are_those_that_the_warning_announced() -> None:
    text = questions("""
        # first
        - type: numeric   # why
          prompt: 'How many?'
          answer: 4
        - {type: numeric, prompt: How many?, answer: 4}

        -
          prompt: How many?
          id:   # later
          type: numeric
          answer: 4
    """)
    announced = [d.help.split("`")[1].split()[1] for d in read(text).diagnostics]
    assert announced == ["q-e0128fcc", "q-e0128fcc-2", "q-e0128fcc-3"]
    assert mended(text) == questions("""
        # first
        - id: q-e0128fcc
          type: numeric   # why
          prompt: 'How many?'
          answer: 4
        - {id: q-e0128fcc-2, type: numeric, prompt: How many?, answer: 4}

        -
          prompt: How many?
          id: q-e0128fcc-3   # later
          type: numeric
          answer: 4
    """)


def test_every_small_negative_becomes_bold() -> None:
    text = questions("""
        - id: a
          type: short-answer
          prompt: Who did not come, and who isn't there?
          answers: [Nora]
        - {id: b, type: short-answer, prompt: 'Who''s never "not" here?', answers: [Nora]}
        - id: c
          type: short-answer
          prompt: >-
            Who was
            not there?
          answers: [Nora]
    """)
    after = mended(text)
    assert "prompt: Who did **not** come, and who **isn't** there?\n" in after
    assert "prompt: 'Who''s **never** \"not\" here?'," in after
    assert "    Who was\n    **not** there?\n" in after
    assert mended(after) == after


def test_in_other_languages_the_negative_itself_becomes_bold() -> None:
    text = questions("- {id: a, type: short-answer, lang: fr, answers: [Nora],\n"
                     "   prompt: 'Qui n’est pas venu ?'}\n")  # fmt: skip
    assert "n’est **pas** venu" in mended(text)


def test_what_nobody_was_told_of_stays() -> None:
    text = questions("""
        - type: short-answer
          # quizapp: ignore W101 because it is written new each week
          prompt: Who is not there?
          answers: [Nora]
        - {id: b, type: short-answer, prompt: Who is not there?, answers: [Nora]}
    """)
    # Without an id, other words would make it another question.
    assert mended(text) == text.replace("b, type: short-answer, prompt: Who is not", "b, type: "
                                        "short-answer, prompt: Who is **not**")  # fmt: skip
    assert mended(text, frozenset({"W217"})) == text


def test_a_question_with_an_error_gets_its_id_too() -> None:
    text = questions("- {type: numeric, prompt: How many?, answer: 4, tolerance: 1, gate: true}\n")
    assert "- {id: q-e0128fcc, type: numeric" in mended(text)


def test_a_change_that_would_do_harm_is_refused() -> None:
    text = questions("- {type: numeric, prompt: How many?, answer: 4}\n")
    reading = read(text)
    broken = read("title: [")
    assert mend(text, reading, lint(reading), lambda _: broken) is None
    renamed = read(text.replace("How many?", "How much?"))
    assert mend(text, reading, lint(reading), lambda _: renamed) is None


WORDS = st.lists(
    st.sampled_from("who not never isn't : # ' \" * , [x] and | - é** ¿".split()), max_size=6
).map(" ".join)
HEADS = ["", "id: q{n}\n  ", "id:  #\n  "]
STYLES = ["{}", "'{}'", '"{}"', "|\n    {}", ">-\n    {}", "|+  # c\n    {}\n", "one\n    {}"]


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            WORDS, st.sampled_from(STYLES), st.sampled_from(["", "id: q{n}\n  ", "id:  #\n  "])
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_nothing_but_ids_and_stars_is_added(drawn, newline, mark) -> None:
    """Deleting them gives the file back, byte for byte, and reading gives the same quiz."""
    text = "title: T  # t\nquestions:\n"
    for number, (words, style, head) in enumerate(drawn):
        text += f"- {head.format(n=number)}type: short-answer\n  prompt: {style.format(words)}\n"
        text += "  answers: [Nora]  # quizapp: ignore W216 because\n\n"
    text = mark + text.replace("\n", newline)
    before = read(text)
    result = mend(text, before, lint(before), read)
    assert result is not None
    after = read(result.text)

    left = [d for d in lint(after) if d.code in ("W101", "W217")]
    assert not left or any("**" in words for words, _, _ in drawn)
    assert errors(after) == errors(before)
    if before.quiz:
        assert after.quiz
        assert list(after.quiz.items) == list(before.quiz.items)
        for old, new in zip(before.quiz.questions(), after.quiz.questions(), strict=True):
            assert new.prompt.replace("**", "") == old.prompt.replace("**", "")
            assert new.model_copy(update={"prompt": old.prompt}) == old
    bare = result.text.replace("**", "")
    for name in before.made_ids.values():
        for shape in (f"id: {name}{newline}  ", f" {name}"):
            if shape in bare:
                bare = bare.replace(shape, "", 1)
                break
    expected = text.replace("**", "")
    if bare != expected:  # a plain text that now begins with a star had to be put in quotes
        assert bare.replace('"', "").replace("'", "") == expected.replace('"', "").replace("'", "")
    assert mend(result.text, after, lint(after), read) == (result.text, {})


def errors(reading: Reading) -> list[str]:
    return [d.code for d in reading.diagnostics if d.severity is Severity.ERROR]
