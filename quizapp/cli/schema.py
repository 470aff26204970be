"""Print the JSON Schema of quiz files, for editors."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Print the JSON Schema of quiz files.

    Editors complete and check a quiz while it is written, when its first line is
    `# yaml-language-server: $schema=./quiz.schema.json`. `quizapp new` writes both.
    """
    click.echo(schema_text(), nl=False)


def schema_text() -> str:
    """Return the schema as a file holds it."""
    import json

    from quizapp.core.schema import quiz_schema

    return json.dumps(quiz_schema(), indent=2, ensure_ascii=False) + "\n"
