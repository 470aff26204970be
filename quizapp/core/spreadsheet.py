"""Texts in cells of a spreadsheet: none of them may be run as a formula."""

from __future__ import annotations

import string
import unicodedata
from typing import Final

_HARMLESS: Final = frozenset(string.ascii_letters + string.digits)
_DANGEROUS: Final = frozenset("=+-@\t\r\n\0")


def defuse(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula (ASVS 1.2.10).

    Before one that looks as if it had one already too, so that `restore` finds what was there.
    """
    if text[:1] in _HARMLESS:
        return text
    bare = text.lstrip("'")
    first = unicodedata.normalize("NFKC", bare[:1])
    return f"'{text}" if first[:1] in _DANGEROUS and bare else text


def restore(text: str) -> str:
    """Take away the apostrophe that `defuse` put before a text."""
    return text[1:] if text[:1] == "'" and defuse(text[1:]) == text else text
