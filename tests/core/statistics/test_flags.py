"""Flags: when they are raised, and in which words."""

from __future__ import annotations

from quizapp.core.statistics import Analysis, Flag, analyse
from tests.core.statistics.marks import chosen_of, table_of


def words(flag: Flag) -> str:
    return flag.words.msgid % flag.words.values


def names(analysis: Analysis, item: int = 0) -> list[str]:
    return [flag.name for flag in analysis.items[item].flags]


def test_a_hard_item_says_how_many_got_it() -> None:
    analysis = analyse(table_of([[n < 7, n % 2] for n in range(24)]))
    [flag] = analysis.items[0].flags
    assert flag.name == "hard"
    assert words(flag) == "7 of 24 got it. Teach it again, or is it unclear?"


def test_with_partial_credit_the_words_speak_of_all_of_it() -> None:
    analysis = analyse(table_of([[0.5 if n < 5 else 0, n % 2] for n in range(10)]))
    assert words(analysis.items[0].flags[0]).startswith("0 of 10 got all of it.")


def test_guessing_is_measured_by_the_number_of_choices() -> None:
    rows = ["AA" if n < 5 else "BB" for n in range(20)]
    assert "guessing" in names(analyse(chosen_of(rows, "AA", "ABCD")))
    assert "guessing" not in names(analyse(chosen_of(rows, "AA", "ABCDE")))


def test_an_easy_item_is_no_fault() -> None:
    analysis = analyse(table_of([[1, n % 2] for n in range(6)]))
    [flag] = analysis.items[0].flags
    assert (flag.name, words(flag), flag.is_fault) == ("easy", "everyone has this", False)


CLASS = ["BAAAA"] * 6 + ["BAAAB"] * 4 + ["AABBB"] * 2 + ["CBBBB"] * 4
"""Sixteen readers; the strong ten chose B at the first question."""


def test_a_wrong_key_is_noticed() -> None:
    analysis = analyse(chosen_of(CLASS, "AAAAA"))
    [flag] = [flag for flag in analysis.items[0].flags if flag.name == "check the key"]
    assert flag.choice == "B"
    assert words(flag) == "8 strong readers chose B. Is the key right?"


def test_a_right_key_is_left_alone() -> None:
    assert "check the key" not in names(analyse(chosen_of(CLASS, "BAAAA")))


def test_a_popular_mistake_of_weak_readers_says_nothing_about_the_key() -> None:
    rows = ["AAAA"] * 4 + ["BAAB"] * 2 + ["BBBB"] * 8
    assert "check the key" not in names(analyse(chosen_of(rows, "AAAA")))


def test_flags_wait_for_enough_readers() -> None:
    assert names(analyse(chosen_of(["BA", "BA", "BB", "BB"], "AA"))) == []
    few = analyse(chosen_of(["BAAA"] * 6 + ["ABBB"] * 3, "AAAA"))
    assert not {"check the key", "negative"} & set(names(few))
    enough = analyse(chosen_of(["BAAA"] * 7 + ["ABBB"] * 3, "AAAA"))
    assert {"check the key", "negative"} <= set(names(enough))


def test_in_a_class_one_more_in_the_lower_half_is_chance() -> None:
    rows = [[0, 1, 1]] * 3 + [[1, 1, 1]] * 2 + [[1, 0, 0]] * 3 + [[0, 0, 0]] * 2
    assert "negative" not in names(analyse(table_of(rows)))
    rows = [[0, 1, 1]] * 4 + [[1, 1, 1]] + [[1, 0, 0]] * 3 + [[0, 0, 0]] * 2
    [flag] = [f for f in analyse(table_of(rows)).items[0].flags if f.name == "negative"]
    assert words(flag) == "weaker readers did better here"


def large(pattern: str) -> list[str]:
    """Return 60 readers: the first of four groups of 15 is strongest in the other items."""
    others = ["AAA", "AAB", "ABB", "BBB"]
    return [pattern[group * 15 + n] + others[group] for group in range(4) for n in range(15)]


def test_an_item_that_does_not_separate() -> None:
    rows = large(("A" * 8 + "B" * 7) * 4)
    flags = analyse(chosen_of(rows, "AAAA", "AB")).items[0].flags
    assert ("low discrimination", "does not separate") in [(f.name, words(f)) for f in flags]
    assert "low discrimination" not in names(analyse(chosen_of(rows[1:], "AAAA", "AB")))


def test_distractors_of_large_classes() -> None:
    rows = large("A" * 13 + "CB" + "A" * 10 + "C" * 2 + "B" * 3 + ("A" * 3 + "B" * 12) * 2)
    flags = analyse(chosen_of(rows, "AAAA")).items[0].flags
    found = [(flag.name, flag.choice, words(flag)) for flag in flags]
    assert ("unused distractor", "D", "nobody falls for D") in found
    assert ("attractive distractor", "C", "strong readers like C") in found
    assert "B" not in {flag.choice for flag in flags}
