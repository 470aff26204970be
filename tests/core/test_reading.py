"""A quiz file to a quiz and everything wrong with it, in one look."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.question_file import generated_id
from quizapp.core.reading import Reading
from tests.core.quiz_text import LIGHTHOUSE, found, read, the

QUESTION = "  - {id: q, type: numeric, prompt: When?, answer: 1871}\n"
NUMERIC = "type: numeric, prompt: When?, answer: 1871"


def ids(reading: Reading) -> list[str]:
    return list(reading.quiz.items) if reading.quiz else []


def test_all_faults_are_found_at_once_in_the_order_of_lines(reading: Reading) -> None:
    """\
    titel: T
    language: en
    settings:
      attempts: many
    questions:
      - id: a
        type: numeric
        prompt: When?
        answr: 1871
      - id: b
        type: singel-choice
      - id: b c
        type: numeric
        prompt: When?
        answer: soon
    """
    assert reading.quiz is None
    assert found(reading) == [
        (1, "Q101"),
        (4, "Q103"),
        (9, "Q101"),
        (11, "Q104"),
        (12, "Q103"),
        (15, "Q103"),
    ]


@pytest.mark.parametrize(
    ("line", "help"),
    [
        ("settings: {shuffle: choices}", "Write [choices], or each on a line of its own"),
        ("settings: {pass-mark: 60}", "Write 60%."),
        ("settings: {pass-mark: most}", "Write 50% or 1/2."),
        ("settings: [{attempts: 3}]", "leave out the `- ` at the beginning of its lines."),
        ("status: opne", "Did you mean `open`?"),
    ],
)
def test_the_way_out_is_said_in_what_was_written(line: str, help: str) -> None:
    reading = read(f"title: T\n{line}\nquestions:\n{QUESTION}")
    assert [help in diagnostic.help for diagnostic in reading.diagnostics] == [True]


@pytest.mark.parametrize(
    ("written", "help"), [("yes", "Write `true`."), ("No", "Write `false`."), ("perhaps", "")]
)
def test_a_yes_is_told_to_be_written_as_true(written: str, help: str) -> None:
    choices = f"[{{text: a, correct: {written}}}, b]"
    question = f"  - {{id: q, type: single-choice, prompt: Which?, choices: {choices}}}\n"
    reading = read(f"title: T\nquestions:\n{question}")
    assert [diagnostic.help for diagnostic in reading.diagnostics] == [help]


def test_a_question_with_an_error_is_left_out_and_the_rest_works(reading: Reading) -> None:
    """\
    title: T
    questions:
      - {id: a, type: numeric, prompt: When?, answer: 1871}
      - {id: b, type: numeric, prompt: When?, answer: soon}
      - {id: c, type: numeric, prompt: When?, answer: 1904}
    """
    assert ids(reading) == ["a", "c"]
    assert found(reading) == [(4, "Q103")]
    assert reading.diagnostics[0].column == 51


def test_what_follows_from_an_error_is_not_told(reading: Reading) -> None:
    """\
    title: T
    questions:
      - {id: a, type: numeric, prompt: When?, answer: soon}
      - {id: b, type: numeric, prompt: When?, answer: 1871, after: a}
      - {id: c, type: numeric, prompt: When?, answer: 1871}
    """
    assert found(reading) == [(3, "Q103")]
    assert ids(reading) == ["c"]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("titel: T", "title"),
        ("title: T\nsetings: {}", "settings"),
        ("title: T\nsettings: {atempts: 3}", "attempts"),
        ("title: T\nsettings: {feedback: imediate}", "immediate"),
        ("title: T\nquestions: [{id: a, type: numerik}]", "numeric"),
        (f"title: T\nquestions: [{{id: a, {NUMERIC}, point: 3}}]", "points"),
        (f"title: T\nquestions: [{{id: a, {NUMERIC}, process: fnd}}]", "find"),
    ],
)
def test_the_nearest_known_word_is_offered(wrong: str, meant: str) -> None:
    assert f"Did you mean `{meant}`?" in [d.help for d in read(wrong).diagnostics]


def test_an_unknown_field_is_underlined_by_its_name() -> None:
    [diagnostic] = read(f"title: T\nlicence: MIT\nquestions:\n{QUESTION}").diagnostics

    assert (diagnostic.code, diagnostic.span) == ("Q101", (2, 1, 2, 8))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "Q102"),
        ("just text", "Q103"),
        ("- a\n- b", "Q103"),
        ("title: T", "Q102"),
        ("title: T\nquestions: none", "Q103"),
        (f"questions:\n{QUESTION}", "Q102"),
        (f"title: T\npassage: {{text: A.}}\npassages: []\nquestions:\n{QUESTION}", "Q207"),
        (f"title: T\npassage: {{text: ''}}\nquestions:\n{QUESTION}", "Q201"),
        (f"title: T\npassage: {{file: x.md}}\nquestions:\n{QUESTION}", "Q201"),
        (f"title: T\npassage: {{file: ../x.md}}\nquestions:\n{QUESTION}", "Q201"),
        (f"title: T\npassage: {{text: A., url: 'javascript:x'}}\nquestions:\n{QUESTION}", "Q208"),
        ("title: T\nquestions: [{type: text, body: B}]", "Q403"),
        ("title: T\nquestions: [only text]", "Q103"),
    ],
)
def test_a_file_that_is_no_quiz_says_why(text: str, code: str) -> None:
    reading = read(text)

    assert reading.quiz is None
    assert code in {d.code for d in reading.diagnostics}


def test_questions_and_sections_exclude_each_other() -> None:
    assert the(read(f"title: T\nquestions:\n{QUESTION}sections: []")).code == "Q401"


def test_a_whole_file_is_read_with_a_passage_file_beside_it() -> None:
    text = f"title: T\npassage: {{file: text.md}}\nquestions:\n{QUESTION}"
    reading = read(text, text__md="\ufeffOne.\r\n\r\nTwo.".encode())

    assert reading.quiz
    assert [p.text for p in reading.quiz.passages[0].paragraphs] == ["One.", "Two."]
    assert the(read(text, text__md=b"caf\xe9")).message == "`text.md` is not UTF-8 text"


def test_ids_are_made_from_type_and_folded_prompt() -> None:
    text = (
        "title: T\nquestions:\n"
        "  - {type: numeric, prompt: 'When  “was” it?', answer: 1}\n"
        "  - {type: numeric, prompt: 'When \"was\" it?', answer: 2}\n"
        "  - {type: short-answer, prompt: 'When \"was\" it?', answers: [a]}\n"
    )
    reading = read(text)

    # For ever: answers hang on these names, and `quizapp check --fix` writes them.
    assert ids(reading) == ["q-27733ffc", "q-27733ffc-2", "q-6cf24bc9"]
    assert found(reading) == [(3, "W101"), (4, "W101"), (5, "W101")]
    assert [d.help.split("`")[1] for d in reading.diagnostics] == [
        f"id: {name}" for name in ids(reading)
    ]
    assert generated_id("numeric", 'When "was" it?', set()) == ids(reading)[0]


def test_an_id_twice_is_an_error_at_the_second(reading: Reading) -> None:
    """\
    title: T
    questions:
      - {id: a, type: numeric, prompt: When?, answer: 1871}
      - {id: a, type: numeric, prompt: When?, answer: 1904}
    """
    assert found(reading) == [(4, "Q120")]


def test_a_text_whose_question_is_left_out_is_left_out_too(reading: Reading) -> None:
    """\
    title: T
    questions:
      - {id: t, type: text, body: Read this.}
      - {id: a, type: numeric, prompt: When?, answer: soon}
      - {id: b, type: numeric, prompt: When?, answer: 1871}
    """
    assert found(reading) == [(4, "Q103")]
    assert reading.quiz
    assert reading.quiz.items["b"].prefaces == ()


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_text_in_a_good_file_is_no_crash(text: str) -> None:
    sound = LIGHTHOUSE + "questions:\n" + QUESTION
    for place in (0, len(LIGHTHOUSE) // 2, len(sound) - 20):
        reading = read(sound[:place] + text + sound[place:])
        assert reading.quiz or reading.diagnostics


@given(st.data())
@settings(deadline=None, max_examples=80)
def test_a_file_cut_or_bent_anywhere_is_no_crash(data: st.DataObject) -> None:
    text = (Path(__file__).parents[2] / "questions" / "gull-rock.yaml").read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    middle = data.draw(st.sampled_from(["", ":", "- ", '"', "\n", "[", "{", "#", "  ", "no", "'"]))
    reading = read(text[:start] + middle + text[end:])

    assert reading.quiz or reading.diagnostics
    assert all(d.span.line <= len(reading.source.lines) + 1 for d in reading.diagnostics)


def test_a_number_with_its_unit_is_told_where_the_unit_goes() -> None:
    question = "{id: a, type: numeric, prompt: How many?, answer: 312 pounds}"
    [fault] = read(f"title: T\nquestions: [{question}]").diagnostics
    assert fault.message == "a number is wanted here"
    assert "Write 312 alone" in fault.help


def test_a_field_that_is_there_and_empty_is_not_called_missing() -> None:
    [fault] = read("title: T\nquestions:\n").diagnostics
    assert (fault.message, fault.line) == ("`questions` is empty", 2)


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet", "# to come: \u202egdy"])
def test_a_file_with_nothing_to_read_is_told_to_be_empty(text: str) -> None:
    reading = read(text)
    assert reading.quiz is None
    assert [d.code for d in reading.diagnostics if d.is_error] == ["Q102"]
