"""Patterns that answers match: runs of text around `*`, and regular expressions (RE2)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from quizapp.core.folding import TYPOGRAPHY

_QUOTES: Final = str.maketrans({c: plain for c, plain in TYPOGRAPHY.items() if plain in ("'", '"')})


def matches_runs(runs: list[str], text: str) -> bool:
    """Tell whether the runs stand in the text in order, the first and last at its ends."""
    if len(runs) == 1:
        return text == runs[0]
    first, *middle, last = runs
    if not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for run in middle:
        place = text.find(run, place, end)
        if place < 0:
            return False
        place += len(run)
    return place <= end


def pattern_fault(pattern: str) -> str:
    """Say why a regular expression cannot be used; empty when it can."""
    try:
        _compile(pattern, False)
    except ImportError:
        return "the package google-re2 is not installed here"
    except ValueError as error:
        return str(error)
    return ""


def matches_pattern(pattern: str, text: str, case_sensitive: bool) -> bool:
    """Tell whether the whole text matches; a pattern that cannot be used matches nothing."""
    try:
        expression = _compile(pattern, case_sensitive)
    except (ImportError, ValueError):
        return False
    # RE2 works on UTF-8, which has no lone surrogates.
    return expression.fullmatch(text.encode("utf-8", "replace").decode()) is not None


@lru_cache(maxsize=1024)
def _compile(pattern: str, case_sensitive: bool) -> Any:
    # Imported when first used: it is a large library that few quizzes need.
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = case_sensitive
    try:
        return re2.compile(pattern.translate(_QUOTES), options)
    except (re2.error, UnicodeEncodeError) as error:
        reason = error.args[0]
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(error)
        raise ValueError(text) from error
