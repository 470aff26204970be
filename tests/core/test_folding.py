"""When two spellings are the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import folding
from quizapp.core.folding import (
    fold_answer,
    fold_typography,
    fold_with_offsets,
    strip_accents,
    strip_articles,
    strip_punctuation,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("‘a’ “b” „c‟ «d»", '\'a\' "b" "c" "d"'),
        ("a–b—c‑d−e", "a-b-c-d-e"),
        ("  a \n\t b\u00a0c  ", "a b c"),
        ("wait…", "wait..."),
        ("so\u00adft\u200b\ufeff", "soft"),
        ("Case Stays. é", "Case Stays. é"),
    ],
)
def test_typography_is_made_plain(text: str, folded: str) -> None:
    assert fold_typography(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Whale   Oil. ", "whale oil"),
        ("and so on...", "and so on..."),
        ("ﬁsh ①", "fish 1"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("e\u0301", "é"),
        (".", ""),
    ],
)
def test_answers_are_folded_further(text: str, folded: str) -> None:
    assert fold_answer(text) == folded


def test_case_can_be_kept() -> None:
    assert fold_answer("NATO.", case_sensitive=True) == "NATO"


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold_typography(text)

    assert fold_typography(once) == once


@given(st.text() | st.text(st.sampled_from("a “”–…\u00ad\u200b\ufeff \n\u00a0\u2003.")))
def test_offsets_fold_alike_and_point_to_where_each_character_came_from(text: str) -> None:
    folded, offsets = fold_with_offsets(text)

    assert folded == fold_typography(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert all(0 <= place <= len(text) for place in offsets)
    for character, place in zip(folded, offsets, strict=False):
        assert character in (fold_typography(text[place]) or " ")


@given(st.text(st.sampled_from("a b“–…\u00ad \n\u00a0\x1c.")))
def test_counting_gives_the_offsets_that_going_through_gives(text: str) -> None:
    assert fold_with_offsets(text) == folding._fold_one_by_one(text)


def test_stripping_leaves_the_words() -> None:
    assert strip_accents("Ærø é å ö") == "Ærø e a o"
    assert strip_punctuation("well-known, “so”!") == "well known so"
    assert strip_articles("The lamp and an oil") == "lamp and oil"
    assert strip_articles("the") == "the"
