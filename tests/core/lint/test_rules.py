"""What holds for every rule of the folder."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest

from quizapp.core import lint as folder
from quizapp.core.diagnostics import Diagnostic, severity_of
from quizapp.core.lint import lint, optional_codes, pages, rules
from tests.core.lint.examples import codes, read

MODULES = sorted(
    path.stem for path in Path(folder.__file__).parent.glob("*.py") if path.stem[0] != "_"
)


def with_rule(text: str, code: str) -> tuple[Diagnostic, ...]:
    """Lint with the default rules and this one."""
    return lint(read(text), optional_codes() - {code})


def codes_with_rule(text: str, code: str) -> list[str]:
    return [found.code for found in with_rule(text, code)]


def example(code: str, heading: str) -> str:
    found = re.search(rf"(?ms)^{heading}:\n\n```yaml\n(.*?)^```$", pages()[code])
    assert found, f"the page of {code} has no example under `{heading}:`"
    return found[1]


def test_every_module_is_a_rule() -> None:
    assert sorted(rule.__name__.rpartition(".")[2] for rule in rules().values()) == MODULES


def test_the_rules_of_the_manual_are_there() -> None:
    best_evidence = {"W217", "W218", "W224", "W225", "W226"}
    passage = {"W231", "W232", "W233", "W234", "W235", "W236"}
    assert best_evidence | passage <= rules().keys() - optional_codes()


def test_what_is_often_meant_so_is_told_only_when_selected() -> None:
    assert optional_codes() == {"W216", "W227", "W237", "W242"}
    for code in optional_codes():
        assert codes(example(code, "Bad")) == []
        assert "Told only when selected" in " ".join(pages()[code].split())


@pytest.mark.parametrize("code", rules())
def test_the_bad_example_is_found_by_its_rule_alone(code: str) -> None:
    assert codes_with_rule(example(code, "Bad"), code) == [code]


@pytest.mark.parametrize("code", rules())
def test_the_good_example_is_clean(code: str) -> None:
    assert codes_with_rule(example(code, "Good"), code) == []


@pytest.mark.parametrize("code", pages())
def test_a_page_begins_with_one_sentence_and_a_reason(code: str) -> None:
    headline, reason, *_ = pages()[code].split("\n\n")
    assert headline.endswith(".")
    assert "\n" not in headline
    assert len(reason) > len(headline) / 2


@pytest.mark.parametrize("code", rules())
def test_findings_are_warnings_that_say_what_to_do(code: str) -> None:
    (found,) = with_rule(example(code, "Bad"), code)
    assert severity_of(found.code) == "warning"
    assert found.help
    assert found.span.line > 1


@pytest.mark.parametrize("code", rules())
def test_a_finding_can_be_ignored_where_it_stands(code: str) -> None:
    text = example(code, "Bad")
    (found,) = with_rule(text, code)
    lines = read(text).source.lines
    question = max(n for n in range(found.line) if n == 0 or lines[n].lstrip().startswith("- id"))
    inset = " " * (len(lines[question]) - len(lines[question].lstrip()))
    lines.insert(question, f"{inset}# quizapp: ignore {code} because it is meant so")
    assert codes_with_rule("\n".join(lines), code) == []


# What the examples about comments leave out of their question.
REST = "  type: numeric\n  prompt: When?\n  answer: 1987\n"
FIELDS = {"W201": REST, "W202": "", "W203": REST}


@pytest.mark.parametrize("code", FIELDS)
def test_the_pages_about_comments_have_true_examples(code: str) -> None:
    assert code in codes(example(code, "Bad") + FIELDS[code])
    assert code not in codes(example(code, "Good") + FIELDS[code])


def test_every_example_survives_the_loss_of_any_line() -> None:
    for code in rules():
        lines = example(code, "Bad").splitlines(keepends=True)
        for index in range(len(lines)):
            with_rule("".join(lines[:index] + lines[index + 1 :]), code)


HOUSE = Path(__file__).parents[3]
BANK = sorted([*HOUSE.glob("questions/*.yaml"), *HOUSE.glob("tests/browser/questions/*.yaml")])


@pytest.mark.parametrize("path", BANK, ids=lambda path: path.stem)
def test_the_bank_that_comes_along_is_clean(path: Path) -> None:
    found = lint(read(path.read_text(encoding="utf-8")))
    assert [d for d in found if d.code.startswith("W2")] == []


def test_a_thousand_questions_are_looked_at_in_a_moment() -> None:
    """Usually an eighth of a second; the bound leaves room for a busy machine."""
    questions = "".join(
        f"- id: q{n}\n  type: single-choice\n  prompt: Which fuel did lamp {n} burn that year?\n"
        f"  choices: [{{text: oil of sort {n}, correct: true}}, coal of sort {n}, gas]\n"
        for n in range(1000)
    )
    reading = read(questions)
    start = process_time()
    assert lint(reading, frozenset()) == ()
    assert process_time() - start < 1
