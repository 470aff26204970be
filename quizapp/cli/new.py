"""Write a new, commented quiz with a question of each type."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli._bank_folder import default_folder
from quizapp.cli._faults import CannotRun, cannot_read, cannot_write
from quizapp.cli.schema import schema_text
from quizapp.core import limits
from quizapp.core.fields import is_name
from quizapp.core.new_quiz import new_quiz, new_quiz_about

_BESIDE = "quiz.schema.json"


@click.command()
@click.argument("name")
@click.option(
    "--passage",
    "passage_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Take the passage from this text file; the questions are skeletons then.",
)
def command(name: str, passage_file: Path | None) -> None:
    """Write NAME.yaml: a commented quiz with a question of each type.

    It goes into ./questions, or the current folder if there is none, with quiz.schema.json beside
    it, by which editors complete and check what is typed.
    """
    name = name.removesuffix(".yaml")
    path = default_folder() / f"{name}.yaml"
    _make_sure_it_is_new(name, path)
    text = _quiz_text(name, passage_file)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        path.with_name(_BESIDE).write_text(schema_text(), encoding="utf-8", newline="\n")
    except OSError as error:
        raise cannot_write(error) from error
    click.echo(f"Wrote {path} and {path.with_name(_BESIDE)}. Next: quizapp check {path}")


def _make_sure_it_is_new(name: str, path: Path) -> None:
    if not is_name(name):
        raise CannotRun(
            f"`{name}` cannot be a quiz's name: it is part of an address. Use letters, digits, `-` "
            "and `_`, for example why-we-sleep."
        )
    for existing in (path, path.with_suffix(".yml")):
        if existing.exists():
            raise CannotRun(f"{existing} is there already; nothing was changed.")


def _quiz_text(name: str, passage_file: Path | None) -> str:
    if passage_file is None:
        return new_quiz(name)
    return new_quiz_about(name, _read_passage(passage_file))


def _read_passage(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise cannot_read(error) from error
    except UnicodeDecodeError as error:
        raise CannotRun(f"{path} is not UTF-8 text. Save it with this encoding.") from error
    if len(text) > limits.SCALAR_CHARACTERS:
        raise CannotRun(
            f"{path} has more than {limits.SCALAR_CHARACTERS} characters: too long for one passage."
        )
    if not text.strip():
        raise CannotRun(f"{path} is empty.")
    return text
