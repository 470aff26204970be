"""Forms A and B of a quiz on paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.paper.forms import make_form, make_forms, print_entries
from quizapp.core.paper.key import Right, key_on_paper, letter
from quizapp.core.quiz import Quiz
from quizapp.core.scoring import Answered, score_attempt
from quizapp.core.sheets.answers import score_sheet
from quizapp.core.sheets.table import read_sheet
from quizapp.core.sheets.written import read_written
from tests.core.quiz_text import LIGHTHOUSE, read_good
from tests.core.types.build import one, passage_of, question_of
from tests.core.types.test_contract import NUMBERED, load

SINGLE = """
type: single-choice
prompt: Which?
id: which
choices: [{text: ships, correct: true}, oil, {text: None of these, pin: last}, lamp]
"""
FIXED = "  - {id: built, type: true-false, prompt: It was built., answer: true}\n"
WHY = """\
  - id: why
    type: single-choice
    prompt: Why?
    choices: [{text: ships, correct: true}, oil, lamp, {text: none, pin: last}]
  - id: proof
    after: why
    type: single-choice
    prompt: What proves it?
    choices: [{text: three ships, correct: true}, one ship]
"""


def quiz_of(questions: str, settings: str = "") -> Quiz:
    return read_good(f"{LIGHTHOUSE}{settings}\nquestions:\n{questions}")


def test_form_a_has_the_file_s_order() -> None:
    quiz = quiz_of(FIXED + WHY)
    form = make_form(quiz, "A")
    assert form.questions == ("built", "why", "proof")
    assert [option.name for option in form.entries["why"][0].options] == [
        *("ships", "oil", "lamp", "none")
    ]


def test_in_form_b_no_letter_means_what_it_means_in_form_a() -> None:
    quiz = quiz_of(WHY)
    first, second = make_forms(quiz)
    for name in ("why", "proof"):
        pairs = zip(first.entries[name][0].options, second.entries[name][0].options, strict=True)
        assert all(one is not other or one.is_pinned for one, other in pairs)
    assert second.entries["why"][0].options[-1].name == "none"


def test_form_b_has_another_order_of_questions_where_the_quiz_lets_them_be_shuffled() -> None:
    quiz = quiz_of(FIXED + WHY, "settings: {shuffle: [questions]}")
    first, second = make_forms(quiz)
    assert (first.questions, second.questions) == (
        ("built", "why", "proof"),
        ("why", "proof", "built"),
    )
    assert first.entries == second.entries


def test_where_nothing_can_move_there_is_one_form() -> None:
    assert [form.name for form in make_forms(quiz_of(FIXED))] == ["A"]
    assert len(make_forms(quiz_of(WHY, "settings: {shuffle: []}"))) == 1


def test_a_mended_question_leaves_the_letters_of_the_others_alone() -> None:
    before = make_form(quiz_of(WHY), "B").entries["proof"]
    mended = quiz_of((FIXED + WHY).replace("lamp", "a lamp"))
    assert make_form(mended, "B").entries["proof"] == before


@given(st.lists(st.text(min_size=1), min_size=2, max_size=9, unique=True))
def test_every_choice_moves_whatever_the_choices_are(texts: list[str]) -> None:
    choices = [{"text": text, "id": f"c{n}"} for n, text in enumerate(texts)]
    question = type(question_of(SINGLE)).model_validate(
        {"type": "single-choice", "id": "one", "choices": choices}
    )
    [before] = print_entries(question)
    [after] = print_entries(question, "B", ("choices",))
    assert sorted(after.options) == sorted(before.options)
    assert all(x != y for x, y in zip(before.options, after.options, strict=True))


@pytest.mark.parametrize("form", ["A", "B"])
@pytest.mark.parametrize("word", NUMBERED)
def test_a_sheet_filled_in_by_the_key_earns_everything(word: str, form: str) -> None:
    question = load(word)
    if question.is_marked_by_hand:
        assert key_on_paper(question, print_entries(question, form)) == ()
        return
    entries = print_entries(question, form, ("choices",))
    written = read_written(question, filled_in(key_on_paper(question, entries)), entries)
    assert written.complaints == ()
    assert question.grade(written.response).is_right


def filled_in(key: tuple[Right, ...]) -> str:
    """Return what a reader writes; where any one sentence is enough, the first."""
    cells = [right.mark or right.text for right in key]
    if key[0].place:
        pairs = zip(key, cells, strict=True)
        return "; ".join(f"{right.place}={cell}" for right, cell in pairs if cell != "–")
    return "; ".join(cells)


def test_any_right_sentence_stands_in_the_key() -> None:
    text = """
    type: hot-text
    prompt: Mark.
    select: sentences
    answer: [It was lit at dusk., No keeper wanted the post.]
    scoring: any-of
    """
    question = question_of(text, passage_of())
    entries = print_entries(question)
    assert [right.mark for right in key_on_paper(question, entries)] == ["2", "5"]
    assert read_written(question, "5", entries).response == one("It was lit at dusk.")
    assert read_written(question, "99").complaints


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


DRAWN = f"""\
sections:
- draw: 1
  questions:
    {WHY.split("  - id: proof", maxsplit=1)[0].strip().replace(chr(10), chr(10) + "  ")}
    - {{id: other, type: true-false, prompt: So., answer: true}}
    - {{id: third, type: true-false, prompt: Thus., answer: true}}
- questions:
    - {{id: last, type: true-false, prompt: Then., answer: true}}
"""


class TestGrading:
    def test_the_form_s_letters_count(self) -> None:
        quiz = quiz_of(WHY)
        options = make_form(quiz, "B").entries["why"][0].options
        place = [option.name for option in options].index("ships")
        sheet = read_sheet(f"name,why,proof\nAnn,{letter(place)},B\n".encode())
        assert score_sheet(quiz, sheet, "B").rows[0].score.share == 1
        assert score_sheet(quiz, sheet, "A").rows[0].score.earned == 0
        assert score_sheet(quiz, sheet).rows[0].score.earned == 0

    def test_columns_may_be_headed_with_the_form_s_numbers(self) -> None:
        quiz = quiz_of(FIXED + WHY, "settings: {shuffle: [questions]}")
        sheet = read_sheet(b"name,1,2,3\nAnn,ships,three ships,true\n")
        assert score_sheet(quiz, sheet, "B").rows[0].score.share == 1
        scored = score_sheet(quiz, sheet, "A").rows[0].score
        assert scored.earned == 0

    def test_a_form_asks_what_it_drew(self) -> None:
        quiz = read_good(LIGHTHOUSE + DRAWN)
        asked = make_form(quiz, "B").questions
        assert (len(asked), asked[-1]) == (2, "last")
        other = next(name for name in ("other", "third") if name not in asked)
        sheet = read_sheet(f"name,{asked[0]},last,{other}\nAnn,,true,true\n".encode())
        scored = score_sheet(quiz, sheet, "B")
        assert [mark.question_id for mark in scored.rows[0].score.marks] == [*asked]
        assert scored.rows[0].score.earned == 1
        said = [remark.message.msgid % remark.message.values for remark in scored.remarks]
        assert said == [f"`{other}` is not in form B: the answer does not count."]
        without = score_sheet(quiz, read_sheet(b"name,last\nAnn,true\n"), "B")
        assert [remark.message.values for remark in without.remarks] == [{"id": asked[0]}]

    def test_both_forms_come_to_the_same_score(self) -> None:
        quiz = quiz_of(WHY)
        answers = {name: Answered(item.question.key) for name, item in quiz.items.items()}
        whole = score_attempt(quiz, [*quiz.items], answers)
        for form in make_forms(quiz):
            cells = [
                filled_in(key_on_paper(quiz.items[n].question, form.entries[n]))
                for n in form.questions
            ]
            sheet = read_sheet(f"name,{','.join(form.questions)}\nAnn,{','.join(cells)}\n".encode())
            assert score_sheet(quiz, sheet, form.name).rows[0].score == whole
