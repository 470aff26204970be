"""Several versions of a quiz in one analysis."""

from __future__ import annotations

from fractions import Fraction

from quizapp.core.statistics import analyse_works
from quizapp.core.works import Contents, Marked, Work, Works
from tests.core.quiz_text import read_good

TEXT = """\
title: Fuel
questions:
  - id: a
    type: true-false
    prompt: Oil came first.
    answer: true
  - id: b
    type: true-false
    prompt: Gas came later.
    answer: true
"""
OLD = read_good(TEXT.replace("Oil came first", "Oil was first"))
NEW = read_good(TEXT.replace("Gas came later.", "Gas came later.\n    explanation: It did."))


def works(*rows: tuple[object, int, int]) -> list[Work]:
    return [
        Work(reader, quiz, {name: _marked(right) for name, right in (("a", a), ("b", b))})
        for reader, (quiz, a, b) in enumerate(rows)
    ]


def _marked(right: int) -> Marked:
    word = "true" if right else "false"
    return Marked(Fraction(1), Fraction(right), bool(right), (("", word),))


CLASS = works(
    *[(OLD, 0, 1)] * 2, (OLD, 0, 0), *[(NEW, 1, 1)] * 3, (NEW, 1, 0), (NEW, 0, 0)
)  # fmt: skip


def test_an_unchanged_question_is_counted_over_all_versions() -> None:
    a, b = analyse_works(Works.of(CLASS), NEW, Contents()).items
    assert (a.right, a.count) == (4, 5)
    assert (b.right, b.count) == (5, 8)


def test_an_older_wording_is_counted_by_itself() -> None:
    a, b = analyse_works(Works.of(CLASS), OLD, Contents()).items
    assert (a.right, a.count) == (0, 3)
    assert (b.right, b.count) == (5, 8)


def test_the_whole_test_says_why_it_has_no_alpha() -> None:
    test = analyse_works(Works.of(CLASS), NEW, Contents()).test
    assert (test.count, test.items, test.maximum) == (8, 2, 2.0)
    assert test.reason
    assert test.reason.msgid == "Not every reader had the same questions."


def test_a_question_that_waits_is_named_and_an_older_one_that_waits_is_not() -> None:
    waiting = Marked(Fraction(1), None, is_right=False, response=(("", "true"),))
    first, *others = CLASS
    in_old = [first._replace(marks={**first.marks, "a": waiting}), *others]
    found = analyse_works(Works.of(in_old), NEW, Contents())
    assert (found.waiting, len(found.items)) == ((), 2)
    *others, last = CLASS
    in_new = [*others, last._replace(marks={**last.marks, "a": waiting})]
    found = analyse_works(Works.of(in_new), NEW, Contents())
    assert (found.waiting, [item.name for item in found.items]) == (("a",), ["b"])
