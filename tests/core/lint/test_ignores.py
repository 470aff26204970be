"""Comments that answer a warning."""

from __future__ import annotations

from quizapp.core.lint import lint
from tests.core.lint.examples import codes, quiz_text, read, warnings

SIX = "choices: [{text: a1, correct: true}, a2, a3, a4, a5, a6]"


def test_a_comment_above_a_question_belongs_to_it() -> None:
    """It stands at the dash, and there may be more lines of comment."""
    assert (
        codes(f"""
        questions:
          - {{id: one, type: numeric, prompt: How many?, answer: 4}}
          # quizapp: ignore W218 because the map has six regions
          # and they are all in the passage
          - id: two
            type: single-choice
            prompt: Which region?
            {SIX}
    """)
        == []
    )


def test_a_comment_inside_a_question_belongs_to_it() -> None:
    assert (
        codes(f"""
        - id: two
          type: single-choice
          prompt: Which region?
          # quizapp: ignore W218 because the map has six regions
          {SIX}
    """)
        == []
    )


def test_a_comment_at_the_end_of_a_field_belongs_to_its_question() -> None:
    assert (
        codes(f"""
        - id: two  # quizapp: ignore W218 because the map has six regions
          type: single-choice
          prompt: Which region?
          {SIX}
    """)
        == []
    )


def test_a_comment_indented_like_the_fields_above_it_belongs_to_them() -> None:
    assert (
        codes(f"""
        - id: two
          type: single-choice
          prompt: Which region?
          {SIX}
          # quizapp: ignore W218 because the map has six regions
        - {{id: one, type: numeric, prompt: How many?, answer: 4}}
    """)
        == []
    )


def test_a_comment_is_not_valid_for_the_next_question() -> None:
    assert codes(f"""
        - {{id: one, type: numeric, prompt: How many?, answer: 4}}
        # quizapp: ignore W218 because the map has six regions

        - id: two
          type: single-choice
          prompt: Which region?
          {SIX}
    """) == ["W202", "W218"]


def test_a_comment_above_a_section_does_not_reach_its_questions() -> None:
    assert codes(f"""
        sections:
          # quizapp: ignore W218 because the map has six regions
          - title: Maps
            questions:
              - id: two
                type: single-choice
                prompt: Which region?
                {SIX}
    """) == ["W202", "W218"]


def test_one_comment_names_several_codes() -> None:
    question = f"""
          type: single-choice
          prompt: Which region is not there?
          {SIX}
    """
    for several in ("W217, W218", "W217 W218", "W217,W218"):
        head = f"""
        - id: two  # quizapp: ignore {several} because the map has six regions"""
        assert codes(head + question) == []


def test_what_concerns_the_quiz_is_ignored_at_the_top() -> None:
    keys = "".join(
        f"  - {{id: {name}, type: single-choice, prompt: Which?, "
        f"choices: [{{text: one, correct: true}}, two]}}\n"
        for name in "abcd"
    )
    comment = "# quizapp: ignore W234 because it is printed on the cards\n"
    assert codes(f"settings: {{shuffle: []}}\nquestions:\n{keys}") == ["W234"]
    assert codes(f"{comment}settings: {{shuffle: []}}\nquestions:\n{keys}") == []
    inside = keys.replace("  - {id: b", f"  {comment}  - {{id: b")
    assert codes(f"settings: {{shuffle: []}}\nquestions:\n{inside}") == ["W234", "W202"]


def test_warnings_of_reading_can_be_ignored() -> None:
    assert codes("- {type: numeric, prompt: How many?, answer: 4}") == ["W101"]
    assert (
        codes("""
        # quizapp: ignore W101 because it is written new each week
        - {type: numeric, prompt: How many?, answer: 4}
    """)
        == []
    )


def test_a_comment_without_a_reason_ignores_nothing() -> None:
    for reason in ("", " because", " because  ", ": six regions"):
        assert codes(f"""
            - id: two
              # quizapp: ignore W218{reason}
              type: single-choice
              prompt: Which region?
              {SIX}
        """) == ["W201", "W218"]


def test_a_comment_that_nothing_needs_is_reported_at_its_code() -> None:
    (found,) = warnings("""
        - id: one
          type: numeric
          prompt: How many?
          answer: 4  # quizapp: ignore W218 because the map has six regions
    """)
    assert (found.code, found.line, found.column) == ("W202", 7, 32)


def test_only_the_unneeded_one_of_several_codes_is_reported() -> None:
    (found,) = warnings(f"""
        - id: two  # quizapp: ignore W218, W224 because the map has six regions
          type: single-choice
          prompt: Which region?
          {SIX}
    """)
    assert (found.code, found.message) == ("W202", "nothing here needs `ignore W224`")


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    found = warnings("""
        - {id: one, type: numeric, prompt: How many?, answer: 4}  # quizapp: ignore W2244 because so
    """)
    assert [(d.code, d.help) for d in found] == [("W203", "Did you mean `W224`?")]


def test_neither_errors_nor_comments_can_be_ignored() -> None:
    for code in ("Q204", "W202"):
        (found,) = warnings(f"""
            - {{id: a, type: numeric, prompt: How?, answer: 4}}  # quizapp: ignore {code} because so
        """)
        assert (found.code, found.message) == ("W203", f"`{code}` cannot be ignored")


def test_a_comment_without_a_code_is_reported() -> None:
    assert codes("""
        - {id: one, type: numeric, prompt: How many?, answer: 4}  # quizapp: ignore because so
    """) == ["W203"]


def test_what_looks_like_a_comment_inside_a_text_is_text() -> None:
    assert (
        codes("""
        - id: one
          type: numeric
          prompt: |
            What does this line mean?

            # quizapp: ignore W224 because
          answer: 4
          explanation: "In quotes # quizapp: ignore W224 too"
    """)
        == []
    )


def test_a_comment_behind_the_bar_of_a_block_is_a_comment() -> None:
    assert (
        codes("""
        - id: one
          type: short-answer
          prompt: |  # quizapp: ignore W217 because the children know the game
            Who is not there?
          answers: [Nora]
    """)
        == []
    )


def test_a_comment_below_a_block_text_is_a_comment() -> None:
    assert (
        codes("""
        - id: one
          type: short-answer
          answers: [Nora]
          prompt: |
            Who is not there?
          # quizapp: ignore W217 because the children know the game
        - {id: two, type: numeric, prompt: How many?, answer: 4}
    """)
        == []
    )


def test_with_errors_in_the_file_no_comment_is_called_unneeded() -> None:
    reading = read("""
        - {id: one, type: numeric, prompt: How many?, answer: 4}
        # quizapp: ignore W218 because the map has six regions
        - {id: two, type: single-choise, prompt: Which region?}
    """)
    assert [d.code for d in lint(reading)] == ["Q104"]


def test_of_a_quiz_with_questions_left_out_nothing_is_said_as_a_whole() -> None:
    keys = "".join(
        f"- {{id: {name}, type: single-choice, prompt: Which?, "
        f"choices: [{{text: one, correct: true}}, two]}}\n"
        for name in "abcd"
    )
    text = f"settings: {{shuffle: []}}\nquestions:\n{keys}- {{id: e, type: single, prompt: x}}\n"
    assert [d.code for d in lint(read(text))] == ["Q104"]


def test_a_file_that_is_no_yaml_keeps_its_diagnostics() -> None:
    reading = read("title: T\nquestions: [  # quizapp: ignore W218 because so\n")
    assert lint(reading) == reading.diagnostics


def test_windows_line_ends_change_nothing() -> None:
    text = quiz_text(f"""
        # quizapp: ignore W218 because the map has six regions
        - id: two
          type: single-choice
          prompt: Which region?
          {SIX}
    """)
    assert codes(text.replace("\n", "\r\n")) == []


def test_diagnostics_come_in_the_order_of_the_lines() -> None:
    found = warnings(f"""
        - {{type: short-answer, prompt: Who is not there?, answers: [Nora]}}
        - id: two
          type: single-choice
          prompt: Which region?
          {SIX}
    """)
    assert [d.code for d in found] == ["W101", "W217", "W218"]
