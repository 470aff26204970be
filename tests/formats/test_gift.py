"""GIFT, construct by construct, and out and in again without a sidecar."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.core.writing import clean_text, write_quiz
from quizapp.formats import Brought, Incoming, bring_in, get_format
from quizapp.formats._document import question_of
from tests.formats._quizzes import loaded, taken


def gift() -> Any:
    format_ = get_format("gift")
    assert format_
    return format_


def brought(text: str | bytes) -> Brought:
    data = text if isinstance(text, bytes) else text.encode()
    return bring_in([(Incoming("quiz.gift", data), gift())], "quiz")


def only(text: str | bytes) -> dict[str, Any]:
    """Return the fields of a file's one question, less its made-up id; nothing may be lost."""
    found = brought(text)
    assert found.losses == ()
    assert found.quiz is not None
    (item,) = found.quiz.items.values()
    fields: dict[str, Any] = item.question.model_dump(by_alias=True, exclude_defaults=True)
    return fields


def texts(choices: Any) -> list[str]:
    return [choice["text"] for choice in choices]


def test_a_single_choice_with_feedback_weights_and_general_feedback() -> None:
    question = only(
        "// a comment\n"
        "// [id:grant] [tag:history] [tag:war]\n"
        "::Grant's tomb::Who is buried?{=Grant #Well done!~%50%His wife~nobody#Nobody?"
        "####It is in New York.}\n"
    )
    assert question["id"] == "grant"
    assert question["tags"] == ("history", "war")
    assert question["type"] == "single-choice"
    assert texts(question["choices"]) == ["Grant", "His wife", "nobody"]
    assert [c.get("feedback") for c in question["choices"]] == ["Well done!", None, "Nobody?"]
    assert [str(c.get("credit")) for c in question["choices"]] == ["None", "1/2", "None"]
    assert question["explanation"] == "It is in New York."


@pytest.mark.parametrize(
    ("weights", "scoring"),
    [
        ("~%50%a ~%50%b ~%-50%c ~%-50%d", "balanced"),
        ("~%50%a ~%50%b ~%-50%c", "right-minus-wrong"),
        ("~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d", "balanced"),
        ("~%50%a ~%50%b ~c ~%-10%d", "credits"),
    ],
)
def test_several_right_ones_by_weights(weights: str, scoring: str) -> None:
    question = only(f"Which?{{{weights}}}")
    assert question["type"] == "multiple-response"
    assert question.get("scoring", "balanced") == scoring


@pytest.mark.parametrize("word", ["T", "TRUE", "true", "F", "FALSE"])
def test_true_and_false_with_both_feedbacks(word: str) -> None:
    question = only(f"It burned.{{{word}#It did otherwise.#Right!}}")
    answer = "true" if word.upper().startswith("T") else "false"
    other = "false" if answer == "true" else "true"
    assert question["answer"] == answer
    assert question["feedback"] == {other: "It did otherwise.", answer: "Right!"}


def test_short_answers_with_credit_patterns_and_what_is_rejected() -> None:
    question = only(r"Fuel?{=whale oil =%50%oil#Which? =*whale* =a\*b =%0%fish oil#No fish.}")
    assert question["type"] == "short-answer"
    assert texts(question["answers"]) == ["whale oil", "oil", "*whale*", "a*b"]
    assert [a.get("match") for a in question["answers"]] == [None, None, "wildcard", None]
    assert question["reject"] == ({"text": "fish oil", "feedback": "No fish."},)


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ("#1822", {"answer": "1822"}),
        ("#1822:5", {"answer": "1822", "tolerance": "5"}),
        ("#1820..1825", {"answers": [("1820", "1825", "1")]}),
        (
            "#=1822:0 =%50%1820..1824#Near",
            {"answers": [("1822", "1822", "1"), ("1820", "1824", "1/2")]},
        ),
        ("#-0.5:0.05", {"answer": "-1/2", "tolerance": "0.05"}),
    ],
)  # fmt: skip
def test_numbers(answers: str, fields: dict[str, Any]) -> None:
    question = only(f"When?{{{answers}}}")
    assert question["type"] == "numeric"
    if "answer" in fields:
        assert str(question["answer"]) == fields["answer"]
        assert question.get("tolerance") == fields.get("tolerance")
    else:
        found = [
            (
                str(a.get("value", a.get("from"))),
                str(a.get("value", a.get("to"))),
                str(a.get("credit", 1)),
            )
            for a in question["answers"]
        ]
        assert found == fields["answers"]


def test_pairs_and_a_right_side_without_a_left() -> None:
    question = only("Match.{=one -> 1 =two -> 2 = -> 3}")
    assert question["pairs"] == {"one": "1", "two": "2"}
    assert question["distractors"] == ("3",)


def test_an_essay_and_a_description_above_it() -> None:
    found = brought("Read this.\n\n::why::Why?{}\n")
    assert found.quiz is not None
    (item,) = found.quiz.items.values()
    assert item.question.type == "open-response"
    assert [preface.body for preface in item.prefaces] == ["Read this."]


def test_a_missing_word_becomes_a_gap() -> None:
    question = only("The lamp burned {=whale oil =oil} until 1904.")
    assert question["text"] == "The lamp burned {gap} until 1904."
    assert texts(question["gaps"]["gap"]["answers"]) == ["whale oil", "oil"]
    question = only("It was {~cold =warm}.")
    assert question["text"] == "It was {gap}."
    assert texts(question["gaps"]["gap"]["choices"]) == ["cold", "warm"]


def test_every_escape() -> None:
    question = only(r"A\: 1 \= 1 \{x\} \~ \# \\ end\nnew line{=y\=1 ~y\~2 ~\#3}")
    assert question["prompt"] == "A: 1 = 1 {x} ~ # \\ end\nnew line"
    assert texts(question["choices"]) == ["y=1", "y~2", "#3"]


def test_the_text_formats() -> None:
    assert only("[html]<p>A <b>bold</b> word?</p>{}")["prompt"] == "A **bold** word?"
    assert only("[markdown]A **bold** word?{}")["prompt"] == "A **bold** word?"
    assert only("[plain]A **b** word?{}")["prompt"] == r"A \*\*b\*\* word?"
    assert only("[moodle]A <i>b</i> word?{}")["prompt"] == "A *b* word?"
    choices = only("Q?{=[html]<b>a</b> ~[plain]*b* c*}")["choices"]
    assert texts(choices) == ["**a**", r"\*b\* c\*"]


def test_categories_begin_sections() -> None:
    found = brought("$CATEGORY: $course$/top/Sea\n\nA?{T}\n\n$CATEGORY: tom//dick/harry\n\nB?{F}\n")
    assert found.quiz is not None
    assert [section.title for section in found.quiz.sections] == ["Sea", "tom/dick / harry"]


def test_line_ends_and_marks_of_other_systems() -> None:
    for data in (b"\xef\xbb\xbfA?{\r\n=b\r\n~c\r\n}\r\n", "A?{\r=b\r~c\r}".encode("utf-16")):
        assert texts(only(data)["choices"]) == ["b", "c"]


def test_what_is_broken_is_told_by_line_and_the_rest_is_taken() -> None:
    found = brought(
        "Good?{T}\n\n"
        "No end?{=a ~b\n\n"
        "No right one?{~a ~b}\n\n"
        "What?{four}\n\n"
        "Number?{#four}\n\n"
        "Twice?{=a -> 1 =a -> 2}\n\n"
        "{=a ~b}\n"
    )
    assert found.quiz is not None
    assert [question.prompt for question in found.quiz.questions()] == ["Good?"]
    assert [loss.line for loss in found.losses] == [3, 5, 7, 9, 11, 13]


ODD = st.one_of(
    st.text(alphabet="ab \\~=#{}:%*_[]<>&-|.1é\u05d0", min_size=1, max_size=15),
    st.text(min_size=1, max_size=12),
    st.sampled_from(["a -> b", "%50%x", "[html]x", "// x", "$CATEGORY: x", "T", "::x::", "x\n\ny"]),
)
LINES = ODD.map(lambda text: " ".join(clean_text(text).split())).filter(bool)
BLOCKS = ODD.map(lambda text: clean_text(text).strip()).filter(bool)


def same_question_comes_back(fields: dict[str, Any]) -> None:
    before = question_of(fields)
    assert before is not None
    text = write_quiz({"title": "x", "questions": [fields]})
    try:
        quiz = loaded(text)
    except AssertionError:
        assume(False)
    written = taken(quiz, gift())
    if any("is left out" in loss.message for loss in written.losses):
        assume(False)
    found = brought(written.data)
    assert found.quiz is not None, written.data
    (item,) = found.quiz.items.values()
    assert item.question == quiz.reading.quiz.items["q"].question, written.data.decode()


@given(prompt=BLOCKS, choices=st.lists(LINES, min_size=2, max_size=4), said=BLOCKS)
def test_choices_come_back_without_a_sidecar(prompt: str, choices: list[str], said: str) -> None:
    listed = [
        {"text": text, **({"correct": "true"} if n == 0 else {})} for n, text in enumerate(choices)
    ]
    listed[1]["feedback"] = said
    same_question_comes_back(
        {
            "id": "q",
            "type": "single-choice",
            "prompt": prompt,
            "choices": listed,
            "explanation": said,
        }
    )


@given(prompt=BLOCKS, answers=st.lists(LINES, min_size=1, max_size=3), said=BLOCKS)
def test_short_answers_come_back_without_a_sidecar(
    prompt: str, answers: list[str], said: str
) -> None:
    listed = [{"text": text, "feedback": said} for text in answers]
    same_question_comes_back(
        {"id": "q", "type": "short-answer", "prompt": prompt, "answers": listed}
    )


@given(prompt=BLOCKS, said=BLOCKS, answer=st.sampled_from(["true", "false"]))
def test_truths_come_back_without_a_sidecar(prompt: str, said: str, answer: str) -> None:
    same_question_comes_back(
        {
            "id": "q",
            "type": "true-false",
            "prompt": prompt,
            "answer": answer,
            "feedback": {"true": said},
        }
    )


@given(prompt=BLOCKS)
def test_essays_come_back_without_a_sidecar(prompt: str) -> None:
    same_question_comes_back({"id": "q", "type": "open-response", "prompt": prompt})


@given(
    prompt=BLOCKS,
    value=st.decimals(-1000, 1000, places=3),
    tolerance=st.decimals(0, 10, places=2),
)
def test_numbers_come_back_without_a_sidecar(prompt: str, value: Any, tolerance: Any) -> None:
    assume(tolerance)
    same_question_comes_back(
        {
            "id": "q",
            "type": "numeric",
            "prompt": prompt,
            "answer": f"{value:f}".rstrip("0").rstrip("."),
            "tolerance": f"{tolerance:f}".rstrip("0").rstrip("."),
        }
    )
