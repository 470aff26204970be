"""Slips of the pen: which typed texts are near enough to an answer."""

from __future__ import annotations

_FEWEST_LETTERS, _MANY_LETTERS = 5, 9


def is_typo(typed: str, answer: str) -> bool:
    """Tell whether each word is within the edits that its length forgives."""
    pairs = list(zip(typed.split(), answer.split(), strict=False))
    if len(typed.split()) != len(answer.split()):
        return False
    return all(left == right or _is_slip(left, right) for left, right in pairs)


def _is_slip(typed: str, answer: str) -> bool:
    letters = sum(character.isalpha() for character in answer)
    if letters < _FEWEST_LETTERS or any(c.isnumeric() for c in typed + answer):
        return False
    count = edits(typed, answer)
    # Where case counts, a wrong capital is no slip.
    is_same_case = count == edits(typed.casefold(), answer.casefold())
    return is_same_case and count <= (2 if letters >= _MANY_LETTERS else 1)


def edits(left: str, right: str) -> int:
    """Count the letters that are more, less or other, and neighbours that are swapped."""
    # Imported when first used: few quizzes forgive typos.
    from rapidfuzz.distance import OSA

    return OSA.distance(left, right)
