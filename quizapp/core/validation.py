"""A node checked against a model: every fault at once, each at its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from quizapp.core import limits
from quizapp.core.diagnostics import Problem
from quizapp.core.nodes import Mapping, Node, Scalar, locate, to_plain, type_names
from quizapp.core.source import Source

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], node: Node, source: Source, leave_out: Iterable[str] = ()) -> M | None:
    """Build a model from a node, or report why not. Fields in `leave_out` are not looked at."""
    plain = to_plain(node)
    if isinstance(plain, dict):
        for name in leave_out:
            plain.pop(name, None)
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        faults = error.errors(include_url=False)[: limits.ERRORS]
        for problem in _without_misspelt([_problem(model, fault) for fault in faults]):
            report(source, node, problem)
        return None


def _without_misspelt(problems: list[Problem]) -> list[Problem]:
    """Leave out what is missing only because its name is misspelt beside it."""
    meant = {(p.at[:-1], p.help) for p in problems if p.code == "Q101"}
    return [
        p
        for p in problems
        if not (p.code == "Q102" and (p.at, f"Did you mean {p.message.split()[0]}?") in meant)
    ]


def report(source: Source, node: Node, problem: Problem) -> None:
    """Put a problem at its place in the file."""
    span = locate(node, problem.at, on_name=problem.code == "Q101")
    source.report(problem.code, span, problem.message, problem.label, problem.help)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, if one is near enough to have been meant."""
    # difflib is slower than rapidfuzz, but loads in no time and is used once a mistake.
    from difflib import get_close_matches

    matches = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Say the nearest known word, or list them all."""
    if near := nearest(word, known):
        return f"Did you mean `{near}`?"
    return "Known here: " + ", ".join(f"`{name}`" for name in known) + "."


def _problem(model: type[BaseModel], fault: Any) -> Problem:
    kind, at, context = fault["type"], fault["loc"], fault.get("ctx", {})
    if kind == "missing":
        return Problem("Q102", f"`{at[-1]}` is missing", at[:-1], help=f"Add `{at[-1]}:` here.")
    if kind == "extra_forbidden":
        known = _field_names(_model_at(model, at[:-1]))
        return Problem(
            "Q101",
            f"there is no field `{at[-1]}` here",
            at,
            "unknown field",
            did_you_mean(str(at[-1]), known),
        )
    if kind == "literal_error":
        return _not_one_of(fault, at, context)
    if kind == "value":
        return Problem("Q103", context["message"], at, help=context["help"])
    wanted = _wanted(kind)
    return Problem("Q103", f"{wanted} is wanted here", at, help=_way_out(wanted, fault["input"]))


def _not_one_of(fault: Any, at: tuple[str | int, ...], context: Any) -> Problem:
    expected = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
    found = fault["input"]
    if not isinstance(found, str):
        return Problem("Q103", "a word is wanted here", at, help=_found(found))
    return Problem(
        "Q104",
        f"`{found}` is none of the words that can stand here",
        at,
        help=did_you_mean(found, expected),
    )


def _wanted(kind: str) -> str:
    if kind.startswith(("tuple", "list")):
        return "a list"
    return "a set of named fields" if kind.startswith(("model", "dict")) else "another value"


def _way_out(wanted: str, found: Any) -> str:
    if wanted == "a list" and isinstance(found, str):
        written = f"[{found}]" if len(found) <= 60 and not set(found) & set("[]\n") else "[a, b]"
        return f"Write {written}, or each on a line of its own that begins with `- `."
    if wanted == "a set of named fields" and isinstance(found, list):
        return "This is a list: leave out the `- ` at the beginning of its lines."
    return _found(found)


def _found(value: Any) -> str:
    kind = type_names[Scalar if isinstance(value, str) else Mapping]
    return f"This is {'a list' if isinstance(value, list) else kind}."


def _field_names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], at: tuple[str | int, ...]) -> type[BaseModel]:
    for step in at:
        for name, field in model.model_fields.items():
            if step in (name, field.alias) and (inner := _model_in(field.annotation)):
                model = inner
                break
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model), None)
