"""The map of misreading, worked out by hand for a small class."""

from __future__ import annotations

from fractions import Fraction

from quizapp.core.misreading import (
    Asked,
    Cell,
    Count,
    Level,
    Pair,
    count_processes,
    count_understood,
    find_pairs,
    make_matrix,
    map_sentences,
)
from quizapp.core.works import Marked, Work, Works
from tests.core.quiz_text import read_good

QUIZ = read_good(
    """\
title: The lighthouse
passage:
  text: |
    Hale Point got its lighthouse in 1871. Three ships were lost before. The sea was calm.

    The lamp burned oil until 1904. No keeper has lived there since 1987.
questions:
  - id: why
    type: single-choice
    process: infer
    prompt: Why was it built?
    choices: [{text: ships, correct: true}, oil]
    evidence: Three ships were lost
  - id: proof
    after: why
    gate: true
    type: hot-text
    prompt: Mark what proves it.
    select: sentences
    answer: Three ships were lost before.
  - id: fuel
    type: true-false
    process: infer
    points: 2
    prompt: The lamp burned oil in 1900, and a keeper was there.
    answer: true
    evidence: [burned oil until 1904. No keeper, since 1987]
  - id: mark-fuel
    type: hot-text
    process: find
    prompt: Mark the sentence about the fuel.
    select: sentences
    answer: The lamp burned oil until 1904.
  - id: mark-sea
    type: hot-text
    prompt: Mark the sentence about the sea.
    select: sentences
    answer: The sea was calm.
"""
)
GIVEN = (("", "something"),)


def mark(right: bool, earned: object = None, points: int = 1) -> Marked:
    got = points * right if earned is None else Fraction(str(earned))
    return Marked(Fraction(points), Fraction(got), right, GIVEN)


def work(reader: int, why: bool, proof: bool, fuel: bool, /, **more: Marked) -> Work:
    # Behind its gate a right proof of a wrong answer earns nothing, and is right all the same.
    gated = mark(proof, earned=int(proof and why))
    marks = {"why": mark(why), "proof": gated, "fuel": mark(fuel, points=2)}
    return Work(reader, QUIZ, {**marks, **more})


ROWS = [
    work(1, True, True, True),
    work(2, True, True, False),
    work(3, True, False, False),
    work(4, False, True, True),
    work(5, False, False, False),
    work(6, False, False, False),
]
CLASS = Works.of(ROWS)


def test_a_sentence_counts_the_answers_to_all_that_it_proves() -> None:
    sentences = map_sentences(QUIZ, count_understood(CLASS))
    assert [(s.text, s.number, s.right, s.of) for s in sentences] == [
        # why 3 of 6, and its proof 3 of 6: it quotes no evidence, its key stands for it.
        ("Three ships were lost before.", 2, 6, 12),
        # One quotation over the edge of two sentences belongs to both, and once to each.
        ("The lamp burned oil until 1904.", 4, 2, 6),
        ("No keeper has lived there since 1987.", 5, 2, 6),
    ]
    assert sentences[0].asked == (Asked("why", Count(3, 6)), Asked("proof", Count(3, 6)))
    assert [s.level for s in sentences] == [Level.PARTLY, Level.MISREAD, Level.MISREAD]


def test_three_quarters_are_understood_and_below_five_readers_there_is_no_level() -> None:
    def level(right: int, of: int) -> Level:
        [sentence] = map_sentences(QUIZ, {"why": Count(right, of)})
        return sentence.level

    assert level(6, 8) is Level.UNDERSTOOD
    assert level(5, 8) is Level.PARTLY
    assert level(4, 8) is Level.PARTLY
    assert level(3, 8) is Level.MISREAD
    assert level(0, 4) is Level.FEW


def test_blanks_are_counted() -> None:
    blank = Marked(Fraction(1), Fraction(0), is_right=False, response=())
    works = Works.of([Work(1, QUIZ, {"why": blank}), ROWS[0]])
    assert count_understood(works)["why"] == Count(right=1, of=2, blanks=1)


def test_a_question_that_still_waits_to_be_marked_is_left_out() -> None:
    waits = Marked(Fraction(1), None, is_right=False, response=GIVEN)
    works = Works.of([Work(1, QUIZ, {"why": waits}), ROWS[0]])
    assert set(count_understood(works)) == {"proof", "fuel"}


def test_the_matrix_tells_luck_from_misreading() -> None:
    matrix = make_matrix(Pair("why", "proof"), CLASS)
    assert matrix.readers == {
        Cell.UNDERSTOOD: (1, 2),
        Cell.LUCKY: (3,),
        Cell.MISREAD: (4,),
        Cell.LOST: (5, 6),
    }
    assert matrix.total == 6


def test_who_was_not_asked_both_or_waits_stands_in_no_cell() -> None:
    alone = Work(7, QUIZ, {"why": mark(True)})
    waits = work(8, True, True, True, why=Marked(Fraction(1), None, is_right=False, response=GIVEN))
    assert make_matrix(Pair("why", "proof"), Works.of([alone, waits])).total == 0


def test_a_pair_is_part_b_or_hot_text_for_the_sentence_of_the_question_before() -> None:
    # The sea proves nothing that was asked before it.
    assert find_pairs(QUIZ) == [Pair("why", "proof"), Pair("fuel", "mark-fuel")]


def test_who_earns_60_percent_of_a_process_is_able() -> None:
    # In `infer` there are 1 + 2 points: fuel alone is 67 %, why alone 33 %.
    infer = count_processes(CLASS)[0]
    assert infer == ("infer", 2, 6, 2)
    exactly = work(9, False, False, False, fuel=mark(False, earned="9/5", points=2))
    below = work(9, False, False, False, fuel=mark(False, earned="1.79", points=2))
    assert count_processes(Works.of([exactly]))[0].able == 1
    assert count_processes(Works.of([below]))[0].able == 0


def test_a_process_counts_only_those_who_were_asked() -> None:
    found = work(7, True, True, True, **{"mark-fuel": mark(True)})
    assert [tuple(count) for count in count_processes(Works.of([*ROWS, found]))] == [
        ("find", 1, 1, 1),
        ("infer", 3, 7, 2),
    ]
