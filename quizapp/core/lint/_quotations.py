"""What a text quotes or marks, taken out of it so that all else keeps its place."""

from __future__ import annotations

import re

_QUOTED = re.compile(
    r"""
    `[^`]*` | ^\s*>.*$ | \w+://\S+ | \]\([^)]*\)                       # code, block quotes, links
    | „[^“”„]*[“”] | “[^“”]*” | ”[^”]*” | "[^"]*" | «[^«»]*» | »[^»«]*« | ‘(?:[^‘’]|’(?=\w))*’(?!\w)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_EMPHASIS = re.compile(r"\*\*.+?\*\*|\*[^*\s][^*]*\*|__.+?__|(?<!\w)_[^_]+_(?!\w)", re.DOTALL)


def unquoted(text: str) -> str:
    """Put blanks in the place of quotations, code and addresses."""
    return _QUOTED.sub(blank, text)


def unmarked(text: str) -> str:
    """Put blanks in the place of what is bold or italic."""
    return _EMPHASIS.sub(blank, text)


def blank(found: re.Match[str]) -> str:
    """Return blanks as long as what was found."""
    return " " * len(found[0])
