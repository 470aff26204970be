"""What differs between two texts, as somebody reads it."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.differences import Line, Side, difference


def shown(lines: list[Line]) -> str:
    """Write a difference as people do: what changed within a line stands in brackets."""
    marks = {Side.BOTH: " ", Side.OLD: "-", Side.NEW: "+", Side.LEFT_OUT: "…"}
    return "\n".join(
        marks[line.side]
        + (str(line.left_out) if line.side is Side.LEFT_OUT else "")
        + "".join(f"[{text}]" if is_changed else text for text, is_changed in line.pieces)
        for line in lines
    )


def test_a_changed_word_is_marked_within_its_line() -> None:
    old = "title: The lighthouse\nlanguage: en\n"
    new = "title: The old lighthouse\nlanguage: en\n"

    assert shown(difference(old, new)) == (
        "-title: The lighthouse\n+title: The [old ]lighthouse\n language: en"
    )


def test_lines_with_little_in_common_are_gone_and_new() -> None:
    assert shown(difference("a: whale oil", "prompt: Why?")) == "-a: whale oil\n+prompt: Why?"


def test_what_both_have_is_left_out_but_for_three_lines_around() -> None:
    old = "\n".join(f"line {n}" for n in range(1, 31))
    new = old.replace("line 15\n", "line 15\nmore\n")

    assert shown(difference(old, new)) == (
        "…12\n line 13\n line 14\n line 15\n+more\n line 16\n line 17\n line 18\n…12"
    )


def test_each_line_has_its_numbers() -> None:
    lines = difference("a\nb\nc", "a\nx\ny\nc")

    assert [(line.old, line.new) for line in lines] == [
        (1, 1), (2, None), (None, 2), (None, 3), (3, 4),
    ]  # fmt: skip


def test_equal_texts_have_no_difference() -> None:
    assert difference("a\nb", "a\nb\n") == []


def test_everything_new_and_everything_gone() -> None:
    assert shown(difference("", "a\nb")) == "+a\n+b"
    assert shown(difference("a\nb", "")) == "-a\n-b"


def test_huge_texts_are_compared_soon() -> None:
    one = "\n".join(f"{n * 7919 % 10_007}" for n in range(9_000))
    other = "\n".join(f"{n * 104_729 % 10_007}" for n in range(9_000))
    longer = "x\n" * 500_000
    words = "a b " * 15_000
    for old, new in (
        (one, other),
        (longer, longer + "y"),
        (words, words + "c"),
        ("(" * 60_000, ")" * 60_000),
    ):
        start = time.process_time()
        assert difference(old, new)
        assert time.process_time() - start < 1.5


@given(
    st.lists(st.sampled_from(["a", "b b", "c d e", ""])),
    st.lists(st.sampled_from(["a", "b b", "c x e"])),
)
def test_both_texts_can_be_read_from_it(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)
    for line in difference(old, new):
        text = "".join(piece.text for piece in line.pieces)
        if line.old:
            assert old.splitlines()[line.old - 1] == text
        if line.new:
            assert new.splitlines()[line.new - 1] == text
