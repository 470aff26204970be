"""A sheet of answers and its scores."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.scoring import Answered, score_attempt
from quizapp.core.sheets.answers import ScoredSheet, first_rows, score_sheet
from quizapp.core.sheets.table import Remark, read_sheet
from quizapp.core.statistics import analyse, tabulate
from tests.core.quiz_text import LIGHTHOUSE, read_good
from tests.core.types.build import one

QUIZ = read_good(
    LIGHTHOUSE
    + """\
settings: {feedback: immediate, tries: 3}
questions:
  - id: why
    type: single-choice
    prompt: Why was the *lighthouse* built?
    choices: [{text: ships, correct: true}, oil, {text: lamp, credit: 50%}]
  - id: proof
    after: why
    gate: true
    type: single-choice
    prompt: What proves it?
    choices: [{text: three ships, correct: true}, one ship]
  - id: years
    type: matching
    prompt: When?
    points: 2
    pairs: {1871: built, 1904: oil, 1987: left}
  - id: essay
    type: open-response
    prompt: Tell.
"""
)
DRAWN = read_good(
    LIGHTHOUSE
    + """\
sections:
  - draw: 2
    questions:
      - {id: a, type: true-false, prompt: A, answer: true}
      - {id: b, type: true-false, prompt: B, answer: true}
      - {id: c, type: true-false, prompt: C, answer: true}
"""
)


def score(text: str, quiz=QUIZ) -> ScoredSheet:
    return score_sheet(quiz, read_sheet(text.encode()))


def said(remark: Remark) -> tuple[int, int, str]:
    return remark.line, remark.column, remark.message.msgid % remark.message.values


def test_scores_are_those_of_the_pages() -> None:
    sheet = score("reader,why,proof,years,essay\nAnn,C,A,1=A;2=C;3=C,\n")
    [row] = sheet.rows
    answers = {
        "why": Answered(one("lamp")),
        "proof": Answered(one("three ships")),
        "years": Answered((("1871", "built"), ("1904", "oil"), ("1987", "oil"))),
    }
    assert row.score == score_attempt(QUIZ, list(QUIZ.items), answers)
    assert row.score.earned == Fraction(1, 2) + 2 * Fraction(2, 3)
    assert sheet.remarks == ()


def test_columns_may_be_headed_with_the_prompt_or_a_part() -> None:
    sheet = score(
        "Timestamp,Full name,Why was the lighthouse built?,PROOF,years [1871],years [3],essay\n"
        "today,Ann,A,A,built,left,-\n"
    )
    [row] = sheet.rows
    assert (row.reader, row.score.earned) == ("Ann", 2 + Fraction(4, 3))
    assert [said(remark) for remark in sheet.remarks] == [
        (1, 1, "`Timestamp` is no question of this quiz; the column is left out.")
    ]


def test_nothing_strange_is_passed_over_in_silence() -> None:
    sheet = score("reader,why,wy,why,years\nAnn,Z,1,A,\nAnn,A,,,\n,B,,,,more\n")
    assert [said(remark) for remark in sheet.remarks] == [
        (1, 3, "`wy` is no question of this quiz. Did you mean `why`?"),
        (1, 4, "`why` has a column already: the first counts."),
        (1, 6, "`proof` has no column: it counts as left empty."),
        (1, 6, "`essay` has no column: it counts as left empty."),
        (2, 2, "`Z` is none of the choices."),
        (3, 1, "`Ann` stands in line 2 already."),
        (4, 1, "This row does not say whose it is."),
        (4, 6, "`more` stands under no heading."),
    ]
    assert [row.score.earned for row in sheet.rows] == [0, 1, 0]
    assert [row.line for row in first_rows(sheet.rows)] == [2, 4]


def test_without_a_column_for_readers_they_are_numbered() -> None:
    sheet = score("why,proof,years,essay\nA,,,\nB,,,\n")
    assert [row.reader for row in sheet.rows] == ["1", "2"]


def test_an_open_response_waits() -> None:
    [row] = score("reader,why,proof,years,essay\nAnn,A,,,It was so.\n").rows
    assert (row.score.earned, row.score.possible, row.score.waiting) == (1, 4, 1)


def test_where_questions_are_drawn_a_row_has_what_it_answers() -> None:
    sheet = score("reader,a,b,c\nAnn,T,,F\nBen,,T,-\nCem,T,,\nDora,T,T,T\n", DRAWN)
    assert [(row.score.earned, row.score.possible) for row in sheet.rows] == [
        (1, 2),
        (1, 2),
        (1, 1),
        (3, 3),
    ]
    assert [said(remark) for remark in sheet.remarks] == [
        (
            4,
            1,
            "Here are answers to 1 of 2 drawn questions: write - for one left empty.",
        ),
        (5, 1, "Here are answers to 3 questions, and 2 are drawn."),
    ]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "-", "A", "Z", "1=A;2=B", "CAB", "T", "é;\\", "Ann"]), max_size=7
        ),
        max_size=6,
    )
)
def test_no_sheet_does_harm(rows: list[list[str]]) -> None:
    text = "reader,why,proof,years,essay,years [1904]\n"
    text += "\n".join(",".join(row) for row in rows)
    sheet = score(text)
    assert all(0 <= row.score.earned <= row.score.possible for row in sheet.rows)
    tabulated = tabulate(QUIZ, [row.score for row in first_rows(sheet.rows)])
    assert analyse(tabulated).test.count == len(first_rows(sheet.rows))
