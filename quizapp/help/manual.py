"""The manual: guides written by hand, and a page for each question type, format and diagnostic.

The pages of types, formats and rules are their own docstrings, so that they cannot fall behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final, NamedTuple

from quizapp.core.question import Question
from quizapp.core.schema import quiz_schema
from quizapp.core.types import get_type, type_words
from quizapp.formats import Format, all_formats
from quizapp.help.asvs import requirements_markdown
from quizapp.help.codes import Page as CodePage
from quizapp.help.codes import all_codes, get_page

_FOLDER: Final = Path(__file__).parent
_WAYS: Final = {(True, True): "in and out", (True, False): "in", (False, True): "out"}


class ManualPage(NamedTuple):
    """A page: its address below the manual's, its title, and its Markdown without the title.

    `summary` says on the page of contents what a short title means.
    """

    address: str
    title: str
    markdown: str
    summary: str = ""


class Chapter(NamedTuple):
    """Pages that belong together."""

    title: str
    pages: tuple[ManualPage, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return the whole manual in its order."""
    return (
        Chapter("Guides", tuple(_guides())),
        Chapter("Question types", tuple(_type_page(word) for word in type_words())),
        Chapter("Files of other programs", tuple(map(_format_page, all_formats()))),
        Chapter("What `quizapp check` says", tuple(_code_page(get_page(c)) for c in all_codes())),
    )


@cache
def manual_pages() -> dict[str, ManualPage]:
    """Return every page by its address."""
    return {page.address: page for chapter in chapters() for page in chapter.pages}


def _guides() -> Iterator[ManualPage]:
    for path in sorted(_FOLDER.glob("*.md")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        address = re.sub(r"^\d+-", "", path.stem)
        more = requirements_markdown() if address == "security" else ""
        yield ManualPage(address, title.removeprefix("# "), body + more)


def _type_page(word: str) -> ManualPage:
    module = import_module(f"quizapp.core.types.{word.replace('-', '_')}")
    text = cleandoc(module.__doc__ or "")
    markdown = f"{text}\n\n## Fields\n\n{_fields(word)}"
    return ManualPage(f"types/{word}", word, markdown, text.partition("\n")[0])


def _fields(word: str) -> str:
    """Return a list of a type's own fields, from its part of the schema."""
    model = get_type(word)
    if model is None:
        raise KeyError(word)
    described = quiz_schema()["definitions"][model.__name__]["properties"]
    common = {field.alias for field in Question.model_fields.values()}
    own = [name for name in described if name not in common]
    lines = [f"- `{name}`: {_meaning(described[name])}" for name in own]
    rest = "Besides, it has the fields that [every question](../quiz-file) has."
    return "\n".join([*lines, "", rest]).lstrip("\n")


def _meaning(field: dict[str, Any]) -> str:
    default = field.get("default")
    is_worth_telling = default not in (None, "", [], {}, False)
    shown = str(default).lower() if isinstance(default, bool) else default
    return str(field["description"]) + (f" Default: `{shown}`." if is_worth_telling else "")


def _format_page(format_: Format) -> ManualPage:
    way = _WAYS[bool(format_.read), bool(format_.write)]
    commands = [
        *([f"quizapp import FILE{format_.suffix} -o questions/NAME.yaml"] if format_.read else []),
        *(
            [f"quizapp export NAME --to {format_.name} -o NAME{format_.suffix}"]
            if format_.write
            else []
        ),
    ]
    head = "```\n" + "\n".join(commands) + "\n```"
    title = f"{format_.title}: {way}"
    return ManualPage(f"formats/{format_.name}", title, f"{head}\n\n{cleandoc(format_.page)}")


def _code_page(page: CodePage) -> ManualPage:
    parts = [page.why]
    for heading, example in (("Bad", page.bad), ("Good", page.good)):
        if example:
            parts.append(f"## {heading}\n\n```yaml\n{example.rstrip()}\n```")
    return ManualPage(f"codes/{page.code}", f"{page.code}: {page.title}", "\n\n".join(parts))
