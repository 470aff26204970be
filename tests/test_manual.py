"""The manual and the README say what is so: their quizzes, settings, limits and links."""

from __future__ import annotations

import re
from dataclasses import Field, fields
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from quizapp.cli.check import command
from quizapp.config import Config
from quizapp.core import limits
from quizapp.core.lint import lint, optional_codes, rules
from quizapp.core.lint import pages as lint_pages
from quizapp.core.loading import load_quiz
from quizapp.core.quiz_file import QuizFile, SectionFile
from quizapp.core.settings import Settings
from quizapp.core.types import get_type, type_words
from quizapp.help.codes import all_codes, complete_example
from quizapp.help.manual import manual_pages

HOUSE = Path(__file__).parents[1]
PAGES = sorted((HOUSE / "quizapp" / "help").glob("*.md"))
TEXTS = [HOUSE / "README.md", HOUSE / "CHANGELOG.md", HOUSE / "CONTRIBUTING.md", *PAGES]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def yaml_examples() -> list[tuple[str, str]]:
    return [
        (f"{path.name}-{number}", found[2])
        for path in TEXTS
        for number, found in enumerate(FENCE.finditer(path.read_text(encoding="utf-8")), 1)
        if found[1] == "yaml"
    ]


def page(name: str) -> str:
    return next(path for path in PAGES if path.stem.endswith(name)).read_text(encoding="utf-8")


@pytest.mark.parametrize("example", [pytest.param(text, id=name) for name, text in yaml_examples()])
def test_every_quiz_of_the_manual_is_without_errors_and_warnings(
    example: str, tmp_path: Path
) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(complete_example(example), encoding="utf-8")
    assert [d.message for d in lint(load_quiz(path).reading)] == []


def test_the_quiz_of_the_readme_has_ten_lines() -> None:
    examples = [example for name, example in yaml_examples() if name.startswith("README")]
    assert [len(example.splitlines()) for example in examples] == [10]


def test_the_tutorial_shows_what_the_command_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz = FENCE.findall(page("write-a-quiz"))[1][1]
    for right, wrong in (
        ("three ships were lost in one winter\n    e", "two ships were lost\n    e"),
        ("explanation:", "explanatoin:"),
    ):
        quiz = quiz.replace(right, wrong)
    path = tmp_path / "questions" / "why-we-sleep.yaml"
    path.parent.mkdir()
    path.write_text(quiz, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(command, [f"questions/{path.name}"]).output
    assert printed in page("write-a-quiz")


def test_the_tour_has_an_example_of_every_type() -> None:
    shown = re.findall(r"^(?:- |  )type: (\S+)$", page("write-a-quiz"), re.MULTILINE)
    assert set(shown) == set(type_words())


def spelled(value: object) -> str:
    if value == "":
        return "empty"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


@pytest.mark.parametrize("setting", fields(Config), ids=lambda setting: setting.name)
def test_every_setting_is_in_the_manual_with_its_default(setting: Field[object]) -> None:
    key = "" if setting.name == "instance" else f" or `{setting.name}`"
    line = f"- `QUIZAPP_{setting.name.upper()}`{key} (default: {spelled(setting.default)}). "
    assert line in page("install")


def test_every_variable_that_the_manual_names_is_a_setting() -> None:
    known = {f"QUIZAPP_{setting.name.upper()}" for setting in fields(Config)}
    named = {name for path in TEXTS for name in re.findall(r"QUIZAPP_[A-Z_]+", path.read_text())}
    assert named - {"QUIZAPP_"} <= known


@pytest.mark.parametrize("model", [QuizFile, SectionFile, Settings])
def test_every_field_of_the_file_is_in_the_reference(model: type) -> None:
    text = page("quiz-file")
    for field in model.model_fields.values():  # type: ignore[attr-defined]
        assert f"`{field.alias}`" in text


@pytest.mark.parametrize("word", type_words())
def test_every_field_of_every_type_is_in_the_reference(word: str) -> None:
    model = get_type(word)
    assert model is not None
    for field in model.model_fields.values():
        assert re.search(rf"`{field.alias}[`:]", page("quiz-file")), field.alias


def test_the_limits_are_those_of_the_program() -> None:
    text = page("quiz-file").partition("## Limits")[2]
    for name, value in vars(limits).items():
        assert not name.isupper() or f"{value:,}" in text, name


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    names = manual_pages()
    for target in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        if urlsplit(target).scheme:
            continue
        # The manual's own links are addresses below /help.
        file = HOUSE / urlsplit(target).path
        assert target in names if path in PAGES else file.exists(), target


def test_nobody_is_told_to_install_another_project() -> None:
    for path in TEXTS:
        assert not re.search(r"pip install (quizapp|quizbank)\b(?!-)", path.read_text("utf-8"))


def test_the_manual_has_all_guidelines_and_every_rule_that_judges_them() -> None:
    text = page("good-questions")
    numbers = re.findall(r"^\| (\d+)[a-f]?\. ", text, re.MULTILINE)
    assert list(dict.fromkeys(numbers)) == [str(number) for number in range(1, 32)]
    named = set(re.findall(r"\b[QW]\d{3}\b", text))
    assert named <= set(all_codes())
    assert set(lint_pages()) <= named


def test_the_manual_marks_the_rules_that_are_asked_only_when_selected() -> None:
    marked = re.findall(r"(W\d{3})\) \*if asked\*", page("good-questions"))
    assert set(marked) == optional_codes()


@pytest.mark.parametrize("code", sorted(rules()))
def test_a_rule_and_the_manual_name_the_same_guidelines(code: str) -> None:
    lines = page("good-questions").splitlines()
    rows = [re.match(r"\| (\d+)[a-f]?\. ", line) for line in lines if code in line]
    said = re.findall(r"guidelines? (\d+)(?:[a-f])?(?: and (\d+))?", rules()[code].__doc__ or "")
    named = {number for pair in said for number in pair if number}
    assert named <= {row[1] for row in rows if row}
