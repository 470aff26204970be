"""The question types: one module each. The folder is the registry."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from quizapp.core.question import Question


class Page(NamedTuple):
    """What a type's docstring says first: a sentence, and a question as an example."""

    word: str
    sentence: str
    example: str


@cache
def type_words() -> tuple[str, ...]:
    """Return the words that stand after `type:`, in alphabetical order."""
    return tuple(
        sorted(
            module.name.replace("_", "-")
            for module in iter_modules(__path__)
            if not module.name.startswith("_")
        )
    )


@cache
def get_type(word: str) -> type[Question] | None:
    """Return the model of a type, or None if no module of the folder has the word's name."""
    if word not in type_words():
        return None
    module = import_module(f"{__name__}.{word.replace('-', '_')}")
    model: type[Question] = module.MODEL
    return model


@cache
def get_page(word: str) -> Page:
    """Return what the docstring of a type in this folder says of it."""
    docstring = import_module(f"{__name__}.{word.replace('-', '_')}").__doc__ or ""
    sentence, _, rest = docstring.partition("\n\n```yaml\n")
    return Page(word, " ".join(sentence.split()), rest.partition("```")[0])
