"""Which warnings somebody wants to see: `--select W2,W101 --ignore W218`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from quizapp.cli._faults import CannotRun
from quizapp.core.lint import optional_codes

ALL: Final = "ALL"
DEFAULT: Final = "DEFAULT"


def left_out(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the codes of the warnings that are not to be told. Errors always are."""
    if not select and not ignore:
        return optional_codes()
    chosen = frozenset(_named(select or (DEFAULT,)))
    return _warnings() - chosen | frozenset(_ignored(ignore))


def _named(texts: Iterable[str]) -> Iterator[str]:
    """Yield the codes that the command line names: codes, beginnings of codes, ALL, DEFAULT."""
    for word in (part.strip().upper() for text in texts for part in text.split(",")):
        if word in (ALL, DEFAULT):
            yield from _warnings() - (optional_codes() if word == DEFAULT else frozenset())
        else:
            yield from _beginning_with(word)


def _beginning_with(word: str) -> list[str]:
    found = [code for code in _all_codes() if word and code.startswith(word)]
    if not found:
        known = (*_all_codes(), ALL, DEFAULT)
        near = get_close_matches(word, known, n=1, cutoff=0.5)
        advice = f"Did you mean `{near[0]}`?" if near else "`quizapp explain` lists all."
        raise CannotRun(f"there is no code `{word}`. {advice}")
    return found


def _ignored(texts: Iterable[str]) -> Iterator[str]:
    for code in _named(texts):
        if code.startswith("Q"):
            raise CannotRun(f"`{code}` is an error, and errors are always told.")
        yield code


def _warnings() -> frozenset[str]:
    return frozenset(code for code in _all_codes() if code.startswith("W"))


def _all_codes() -> tuple[str, ...]:
    # The pages are read by few: most checks name no codes.
    from quizapp.help.codes import all_codes

    return all_codes()
