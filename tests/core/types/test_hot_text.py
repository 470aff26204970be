"""Hot text: pieces of the passage to mark."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.core.types.build import codes_of, model_of, one, passage_of, question_of, score

FUEL = "The lamp burned whale oil until 1904."
ROUGH = "The sea was rough there."


def hot_text(fields: str) -> Any:
    return question_of(f"type: hot-text\n{fields}", passage_of())


def test_the_passages_sentences_are_offered_in_their_order() -> None:
    question = hot_text("select: sentences\nanswer: whale oil")
    names = [option.name for option in question.entries()[0].options]
    assert names[1:] == [
        "No keeper wanted the post.",
        ROUGH,
        FUEL,
        "It was lit at dusk.",
        f"{ROUGH}#2",
        "No keeper has lived there since 1987.",
    ]


def test_paragraphs_can_be_offered_instead() -> None:
    question = hot_text("select: paragraphs\nanswer: whale oil")
    assert len(question.pieces) == 3
    assert question.key[0][1].startswith(FUEL)


def test_a_quotation_stands_for_the_sentence_around_it() -> None:
    assert hot_text("select: sentences\nanswer: burned  whale oil").key == one(FUEL)


def test_all_of_weighs_right_marks_against_wrong_ones() -> None:
    question = hot_text("select: sentences\nanswer: [whale oil, lit at dusk]")
    assert score(question, one(FUEL, "It was lit at dusk.")) == 1
    assert score(question, one(FUEL)) == Fraction(1, 2)
    assert score(question, one(FUEL, ROUGH)) == Fraction(1, 2) - Fraction(1, 5)
    assert score(question, one(*question._names)) == 0


def test_any_of_takes_one_and_nothing_else() -> None:
    question = hot_text("select: sentences\nanswer: [whale oil, lit at dusk]\nscoring: any-of")
    assert question.key == one(FUEL)
    assert score(question, one("It was lit at dusk.")) == 1
    assert score(question, one(FUEL, "It was lit at dusk.")) == 0
    assert score(question, one(ROUGH)) == 0


def test_too_many_marks_earn_nothing() -> None:
    question = hot_text("select: sentences\nanswer: [whale oil, lit at dusk]\nmax: 2")
    response = one(FUEL, "It was lit at dusk.", ROUGH)
    assert question.complaint(response) is not None
    assert score(question, response) == 0


def test_a_sentence_that_occurs_twice_is_told_apart_by_number() -> None:
    second = hot_text(f"select: sentences\nanswer: '{ROUGH}#2'")
    assert score(second, one(f"{ROUGH}#2")) == 1
    assert score(second, one(ROUGH)) == 0
    assert hot_text(f"select: sentences\nanswer: '{ROUGH}#1'").key == one(ROUGH)


def test_a_piece_is_shown_as_it_reads() -> None:
    question: Any = model_of("type: hot-text\nselect: sentences\nanswer: five")
    bound = question.bind(passage_of(r"Take \*five\*. Then go."))
    assert bound.pieces[0].text == "Take *five*."
    assert bound.entries()[0].options[0].text == r"Take \*five\*."


def test_binding_leaves_the_question_as_it_was() -> None:
    question: Any = model_of("type: hot-text\nselect: sentences\nanswer: whale oil")
    question.bind(passage_of())
    assert question.pieces == ()
    assert question.bind(None).grade(one(FUEL)).score == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("answer: fish oil", "Q361"),
        ("answer: The Lighthouse", "Q361"),
        ("answer: the", "Q362"),
        (f"answer: '{ROUGH}'", "Q362"),
        ("answer: until 1904. It was lit", "Q363"),
        ("answer: []", "Q364"),
        ("answer: [whale oil, until 1904]", "Q365"),
        ("answer: whale oil\nmin: 2", "Q366"),
        ("answer: [whale oil, lit at dusk]\nmax: 1", "Q366"),
        ("answer: [whale oil, lit at dusk]\nmax: 1\nscoring: any-of", ""),
    ],
)
def test_an_authors_fault_is_named(fields: str, code: str) -> None:
    text = f"type: hot-text\nselect: sentences\n{fields}"
    assert codes_of(text, passage_of()) == ([code] if code else [])


def test_there_must_be_something_to_choose_from() -> None:
    text = "type: hot-text\nselect: paragraphs\nanswer: oil"
    assert codes_of(text, passage_of("The lamp burned oil.")) == ["Q367"]


def test_without_a_passage_there_is_nothing_to_mark() -> None:
    assert codes_of("type: hot-text\nselect: sentences\nanswer: oil") == ["Q360"]


def test_the_nearest_words_are_shown() -> None:
    question = model_of("type: hot-text\nselect: sentences\nanswer: after two ships were lost")
    [problem] = question.problems(passage_of())
    assert "three ships were lost" in problem.help
    assert problem.at == ("answer", 0)
