"""Aiken, as its description and Moodle's and Canvas's importers take it."""

from __future__ import annotations

from quizapp.core.quiz import Quiz
from quizapp.core.types.single_choice import SingleChoice
from quizapp.formats import Incoming, bring_in, get_format, sniff
from quizapp.formats._draft import Loss


def brought(text: str | bytes) -> tuple[Quiz | None, tuple[Loss, ...]]:
    aiken = get_format("aiken")
    assert aiken is not None
    data = text if isinstance(text, bytes) else text.encode()
    found = bring_in([(Incoming("quiz.txt", data), aiken)], "quiz")
    return found.quiz, found.losses


def questions(text: str | bytes) -> list[SingleChoice]:
    quiz, losses = brought(text)
    assert losses == ()
    assert quiz is not None
    return [q for q in quiz.questions() if isinstance(q, SingleChoice)]


def test_dots_brackets_and_line_ends() -> None:
    for text in ("Q?\nA. one\nB. two\nANSWER: B\n", "Q?\r\nA) one\r\nB) two\r\nANSWER:B"):
        (question,) = questions(b"\xef\xbb\xbf" + text.encode())
        assert question.prompt == "Q?"
        assert [choice.text for choice in question.choices] == ["one", "two"]
        assert question.key == (("", "two"),)


def test_a_stem_of_several_lines_that_begins_like_a_choice() -> None:
    text = "A. Einstein wrote this:\nB. is not a choice.\nWhen?\nA. 1905\nB. 1915\nANSWER: A\n"
    (question,) = questions(text)
    assert question.prompt == "A. Einstein wrote this:\nB. is not a choice.\nWhen?"
    assert [choice.text for choice in question.choices] == ["1905", "1915"]


def test_a_choice_that_goes_on_in_the_next_line() -> None:
    (question,) = questions("Q?\nA. one\nand more\nB. two\nANSWER: A\n")
    assert question.choices[0].text == "one and more"


def test_marks_are_shown_as_they_were_typed() -> None:
    (question,) = questions("What is 2 * 3 * 4?\nA. 1*2*\nB. <b>\nANSWER: A\n")
    assert question.prompt == "What is 2 * 3 * 4?"
    assert question.choices[1].text == "<b>"


def test_what_is_broken_is_told_by_line_and_the_rest_is_taken() -> None:
    text = (
        "One?\nA. a\nB. b\nANSWER: C\n\n"
        "Two?\nANSWER: A\n\n"
        "Three?\nA. a\nB. b\nANSWER: B\n\n"
        "ANSWER: A\n"
        "Four?\nA. same\nB. Same\nANSWER: A\n"
        "Five?\nA. a\nB. b\n"
    )
    quiz, losses = brought(text)
    assert quiz is not None
    assert [question.prompt for question in quiz.questions()] == ["Three?"]
    assert [loss.line for loss in losses] == [4, 6, 14, 15, 19]


def test_other_text_is_not_taken_for_aiken() -> None:
    for text in ("", "A. one\nB. two", "::q::What? {=a ~b}", "ANSWER: A"):
        found = sniff(Incoming("quiz.txt", text.encode()))
        assert get_format("aiken") not in found
