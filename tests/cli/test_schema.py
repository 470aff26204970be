"""`quizapp schema`: what editors complete and underline."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from quizapp.core.nodes import Mapping, Node, Scalar
from quizapp.core.schema import quiz_schema
from quizapp.core.source import Source, parse_source
from quizapp.core.types import get_type, type_words
from quizapp.help.codes import complete_example
from tests.cli.conftest import SOUND

QUESTIONS = Path(__file__).parents[2] / "questions"
SCHEMA = quiz_schema()
FIELDS = [
    (owner, name, field, definition)
    for owner, definition in [("QuizFile", SCHEMA), *SCHEMA["definitions"].items()]
    for name, field in definition.get("properties", {}).items()
]


def faults(text: str) -> list[str]:
    """What an editor underlines."""
    root = parse_source(Source(text, "quiz.yaml"))
    assert root is not None
    validator = jsonschema.Draft7Validator(SCHEMA)
    return [
        f"{error.json_path}: {error.message}" for error in validator.iter_errors(as_editor(root))
    ]


def as_editor(node: Node) -> object:
    """Read a file as an editor does: by YAML 1.2's core schema."""
    if isinstance(node, Mapping):
        return {name: as_editor(value) for name, value in node.entries.items()}
    if not isinstance(node, Scalar):
        return [as_editor(item) for item in node.items]
    words = {"true": True, "false": False, "null": None, "~": None, "": None}
    if node.is_plain and node.value in words:
        return words[node.value]
    if node.is_plain and re.fullmatch(r"[-+]?\d+(\.\d+)?", node.value):
        return float(node.value) if "." in node.value else int(node.value)
    return node.value


def docstring_example(word: str) -> str:
    module = __import__(get_type(word).__module__, fromlist=["MODEL"])
    return complete_example(re.search(r"```yaml\n(.*?)```", module.__doc__, re.DOTALL).group(1))


def test_the_command_prints_it(run):
    assert json.loads(run("schema").stdout) == SCHEMA
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("name", "field", "definition"),
    [entry[1:] for entry in FIELDS],
    ids=[".".join(entry[:2]) for entry in FIELDS],
)
def test_every_field_has_a_description_an_example_and_a_default(name, field, definition):
    assert field["description"]
    assert field["examples"]
    assert "default" in field or name in {*definition.get("required", ()), "type"}


@pytest.mark.parametrize(("owner", "name", "field"), [entry[:3] for entry in FIELDS])
def test_the_examples_fit(owner, name, field):
    validator = jsonschema.Draft7Validator({**field, "definitions": SCHEMA["definitions"]})
    for example in field["examples"]:
        assert list(validator.iter_errors(example)) == [], f"{owner}.{name}"


@pytest.mark.parametrize("word", type_words())
def test_the_example_of_every_type_fits(word):
    assert faults(docstring_example(word)) == []


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_bank_fits(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("options", [[], ["--passage", "article.txt"]])
def test_what_new_writes_fits(options, run, write, folder):
    write("article.txt", "A passage.")
    run("new", "sleep", *options)
    assert faults((folder / "sleep.yaml").read_text()) == []


@pytest.mark.parametrize("text", ["1990", "No", "true", "null", "2001-01-01", "007"])
def test_a_text_may_look_like_something_else(text):
    assert faults(SOUND.replace("A keeper had asked for it", text)) == []
    assert faults(SOUND.replace("A keeper had asked for it", f"text: {text}")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("    prompt:", "    promt:", "$.questions[0]: Additional properties"),
        ("correct: true", "corect: true", "$.questions[0].choices[0]"),
        (
            "single-choice",
            "multiple-choice",
            "$.questions[0].type: 'multiple-choice' is not one of",
        ),
        ("  text: |", "  txt: |", "$.passage: Additional properties"),
        ("title:", "titel:", "$: Additional properties"),
    ],
)
def test_a_wrong_word_is_underlined_where_it_stands(right, wrong, fault):
    assert [found for found in faults(SOUND.replace(right, wrong)) if found.startswith(fault)]
