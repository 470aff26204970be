"""The rules of item writing: one module each. The folder is the registry.

A rule's docstring is its manual page: one sentence, the reason with its source, a bad example and
a good one. A rule that says `IS_DEFAULT = False` is asked only when it is selected: what it finds
is often weak, and sometimes meant so. A rule that knows the way out itself has
`mend(quiz, question)`, which yields fields of the question and the texts to put there.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple, Protocol, cast

from quizapp.core.diagnostics import (
    FILE_START,
    Diagnostic,
    Problem,
    has_errors,
    in_order,
    severity_of,
)
from quizapp.core.lint import _ignores
from quizapp.core.nodes import locate
from quizapp.core.quiz import Quiz
from quizapp.core.reading import Reading


class Finding(NamedTuple):
    """A weak spot of one question, or, without an id, of the quiz as a whole."""

    question_id: str | None
    problem: Problem


class Rule(Protocol):
    """What a module of this folder offers."""

    __doc__: str | None
    CODE: str

    def check(self, quiz: Quiz) -> Iterator[Finding]:
        """Yield what is weak in a quiz."""
        ...


@cache
def rules() -> dict[str, Rule]:
    """Return the modules of the folder by their codes, in the order of the codes."""
    names = (module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    found = [cast(Rule, import_module(f"{__name__}.{name}")) for name in names]
    return {rule.CODE: rule for rule in sorted(found, key=lambda rule: rule.CODE)}


@cache
def optional_codes() -> frozenset[str]:
    """Return the codes that are looked for only when they are selected."""
    return frozenset(code for code, rule in rules().items() if not is_default(rule))


def is_default(rule: Rule) -> bool:
    """Tell whether a rule is asked without being selected."""
    return getattr(rule, "IS_DEFAULT", True)


def pages() -> dict[str, str]:
    """Return the manual page of every code that `lint` can add."""
    return {code: rule.__doc__ or "" for code, rule in rules().items()} | _ignores.PAGES


def lint(reading: Reading, left_out: Set[str] | None = None) -> tuple[Diagnostic, ...]:
    """Return what reading found and what the rules find, less what ignore comments answer.

    `left_out` are the codes of warnings that nobody asked for; if not given, the optional ones.
    """
    unasked = optional_codes() if left_out is None else left_out
    found = [*reading.diagnostics, *_diagnostics(reading, unasked)]
    kept = _ignores.apply(reading, found, tuple(rules()), unasked)
    return in_order([d for d in kept if d.is_error or d.code not in unasked])


def _diagnostics(reading: Reading, left_out: Set[str]) -> Iterator[Diagnostic]:
    if reading.quiz is None:
        return
    is_whole = not has_errors(reading.diagnostics)
    for rule in (rule for code, rule in rules().items() if code not in left_out):
        for finding in rule.check(reading.quiz):
            # Of a quiz with questions left out, nothing can be said as a whole.
            if finding.question_id is not None or is_whole:
                yield _place(reading, finding)


def _place(reading: Reading, finding: Finding) -> Diagnostic:
    question_id, problem = finding
    source = reading.source
    node = reading.root if question_id is None else reading.nodes[question_id]
    span = locate(node, problem.at) if node is not None else FILE_START
    severity = severity_of(problem.code)
    return Diagnostic(
        problem.code, severity, source.path, span, problem.message, problem.label, problem.help
    )
