"""T18: no regular expression takes long: teachers' run in RE2, and each of our own is tried."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pkgutil import walk_packages
from typing import Final

import pytest

import quizapp
from quizapp.core.patterns import matches_pattern, pattern_fault
from quizapp.formats._qti import sniffing
from tests.attacks.counts import IS_FULL

BAD: Final = [
    "(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "([a-z]+)*1", "(.*a){20}", "(x+x+)+y",
    "^(a?){30}a{30}$",
    "(.*)*=", r"(\w+\s?)*$", r"(\d+)*x", "((a+)+)+b", "(a|b|ab)*c", ".*.*.*.*x", "(a{1,20}){1,20}b",
    r"([\w.]+)+@", "(?:a+)+b", "(?i)(k+)+s", "[^x]*[^y]*[^z]*!", "(é+)+f",
]  # fmt: skip
UNITS: Final = [
    "a",
    "ab",
    "aa ",
    "1",
    " ",
    "x",
    "<",
    '<a "',
    "\n",
    "é",
    "&",
    "*_",
    "[",
    "(",
    "=",
    "ﬁ",
    "\\",
    "k",
    ".",
    "-_",
]
TEXTS: Final = [
    unit * (2_000 // len(unit)) + end for unit in UNITS for end in ("", "!", "b", "1", "\n")
]
# Longer texts are cut where they come in; what runs away does so long before.
SHORT: Final = 200
# CPU seconds: generous, because an expression that runs away takes minutes.
MOST: Final = 1.0


def test_there_are_as_many_pairs_as_were_set() -> None:
    assert len(BAD) * len(TEXTS) >= 2_000


@pytest.mark.parametrize("pattern", BAD)
def test_no_pattern_of_a_teacher_takes_long(pattern: str) -> None:
    assert pattern_fault(pattern) == ""
    for text in TEXTS if IS_FULL else TEXTS[::4]:
        began = time.process_time()
        matches_pattern(pattern, text, case_sensitive=False)
        assert time.process_time() - began < MOST, text[:20]


@pytest.mark.parametrize(
    "pattern", [r"(a)\1", "(?=a)b", "(?<=a)b", "(?!a)b", "a{2000}", "(a{100}){100}", "(", "\\"]
)
def test_what_cannot_be_done_in_linear_time_is_refused(pattern: str) -> None:
    assert pattern_fault(pattern)
    assert not matches_pattern(pattern, "aa", case_sensitive=False)


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every regular expression of the program, by its module and name."""
    for module in walk_packages(quizapp.__path__, "quizapp."):
        if "migrations.versions" in module.name or module.name.endswith("__main__"):
            continue
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.name}.{name}", value


OURS: Final = list({pattern.pattern: (name, pattern) for name, pattern in _patterns()}.values())


def _own_texts(pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield texts made of the pattern's own signs: those that it nearly matches."""
    signs = dict.fromkeys(re.sub(r"\\[wsdbBWSDAZ]", "a 1", pattern.pattern))
    for first, second in product(list(signs)[:12], repeat=2):
        yield (first + second) * 1_000 + "!"


@pytest.mark.parametrize(("name", "pattern"), OURS, ids=[name for name, _ in OURS])
def test_no_pattern_of_the_program_takes_long(name: str, pattern: re.Pattern[str]) -> None:
    own = list(_own_texts(pattern))
    began = time.process_time()
    for text in [*TEXTS, *own] if IS_FULL else [*TEXTS[::7], *own[::17]]:
        pattern.search(text[:SHORT] + text[-1])
        assert time.process_time() - began < MOST, text[:20]


def test_a_pattern_that_runs_away_is_seen() -> None:
    """On a short text, or this test would not end."""
    bad = re.compile(r"(a+)+$")
    times = []
    for length in (14, 20):
        began = time.process_time()
        bad.match("a" * length + "!")
        times.append(time.process_time() - began)
    assert times[1] > 8 * times[0]


def test_all_patterns_of_the_program_were_found() -> None:
    assert len(OURS) > 60


@pytest.mark.parametrize("unit", ["<?a?>", "<!---->", "<?xml?> ", " "])
def test_a_file_of_comments_alone_is_soon_known_to_be_no_qti(unit: str) -> None:
    """Forty of them once took years: each could be read as one, or as part of the one before."""
    began = time.process_time()
    assert sniffing._ROOT.match(unit * 700 + "x") is None
    assert time.process_time() - began < MOST
