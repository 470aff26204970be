"""One question to a row of a table."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_uppercase
from typing import Any, Final

from quizapp.core.question import Question
from quizapp.core.types._numbers import format_number
from quizapp.formats._document import Piece
from quizapp.formats._table_reading import CHOICES, LISTS


class NoCell(Exception):  # noqa: N818  # it says why a question is left out
    """A question does not fit into a row; its text says why."""


def cells_of(piece: Piece) -> dict[str, str]:
    """Return the cells of a question. Raises NoCell for what does not fit into a row."""
    question: Any = piece.question
    write = _WRITERS.get(question.type)
    if write is None:
        raise NoCell(f"a table has no {question.type}")
    cells = {"id": question.id, "type": question.type, "prompt": question.prompt.rstrip("\n")}
    cells |= _common_cells(piece.question)
    cells |= write(question)
    if any(name.startswith(CHOICES) and not cell.strip() for name, cell in cells.items()):
        raise NoCell("a choice without a text does not fit into a table")
    return cells


def _common_cells(question: Question) -> dict[str, str]:
    cells = {"explanation": question.explanation.rstrip("\n"), "process": question.process or ""}
    if question.is_numbered and question.points != 1:
        cells["points"] = format_number(question.points)
    for name in LISTS:
        cells[name] = "\n".join(getattr(question, name))
    return cells


def _write_choices(question: Any) -> dict[str, str]:
    if len(question.choices) > len(ascii_uppercase):
        raise NoCell(f"a table has at most {len(ascii_uppercase)} choices")
    cells = _choice_cells([choice.text for choice in question.choices])
    right = [
        x for x, choice in zip(ascii_uppercase, question.choices, strict=False) if choice.correct
    ]
    return {**cells, "correct": ", ".join(right)}


def _choice_cells(texts: Any) -> dict[str, str]:
    if len(texts) > len(ascii_uppercase):
        raise NoCell(f"a table has at most {len(ascii_uppercase)} choices")
    return {f"{CHOICES} {x}": text for x, text in zip(ascii_uppercase, texts, strict=False)}


def _write_truth(question: Any) -> dict[str, str]:
    return {"answer": question.answer}


def _write_answers(question: Any) -> dict[str, str]:
    exact = [a.text for a in question.answers if a.match == "exact" and a.credit == 1]
    return {"answer": "\n".join(exact)}


def _write_number(question: Any) -> dict[str, str]:
    first = next(a for a in (question, *question.answers) if _value(a) is not None)
    number = _value(first)
    tolerance = getattr(first, "tolerance", None)
    cells = {"answer": format_number(number), "unit": question.unit}
    return {**cells, "tolerance": tolerance} if tolerance and tolerance != "0" else cells


def _value(answer: Any) -> Any:
    value = getattr(answer, "value", getattr(answer, "answer", None))
    return getattr(answer, "from_", None) if value is None else value


def _write_items(question: Any) -> dict[str, str]:
    return _choice_cells(question.items)


def _paired(pairs: Any) -> str:
    for left, right in pairs:
        if "=" in left or "\n" in f"{left}{right}" or not left.strip():
            raise NoCell(f"“{left}” does not fit into a line `left = right`")
    return "\n".join(f"{left} = {right}" for left, right in pairs)


def _write_pairs(question: Any) -> dict[str, str]:
    return {"answer": _paired(question.pairs.items()), **_choice_cells(question.distractors)}


def _write_categories(question: Any) -> dict[str, str]:
    pairs = [(item, name) for name, items in question.categories.items() for item in items]
    return {"answer": _paired(pairs), **_choice_cells(question.distractors)}


def _write_gaps(question: Any) -> dict[str, str]:
    pairs = []
    for name, gap in question.gaps.items():
        exact = [answer.text for answer in gap.answers if answer.match == "exact"]
        if gap.choices or any("|" in text for text in exact):
            raise NoCell("a table has no menus in a text, and no `|` in a gap's answer")
        pairs.append((name, " | ".join(exact)))
    cells = {"prompt": question.text.rstrip("\n"), "answer": _paired(pairs)}
    return {**cells, **_choice_cells(question.word_bank or ())}


def _write_marks(question: Any) -> dict[str, str]:
    if question.select != "sentences":
        raise NoCell("a table has no marking of paragraphs")
    return {"answer": "\n".join(question.answer)}


def _write_open(question: Any) -> dict[str, str]:
    return {"answer": question.sample_answer.rstrip("\n")}


def _write_text(question: Any) -> dict[str, str]:
    return {"prompt": question.body.rstrip("\n")}


_WRITERS: Final[dict[str, Callable[[Any], dict[str, str]]]] = {
    "single-choice": _write_choices,
    "multiple-response": _write_choices,
    "true-false": _write_truth,
    "short-answer": _write_answers,
    "numeric": _write_number,
    "ordering": _write_items,
    "matching": _write_pairs,
    "categorize": _write_categories,
    "cloze": _write_gaps,
    "hot-text": _write_marks,
    "open-response": _write_open,
    "text": _write_text,
}
