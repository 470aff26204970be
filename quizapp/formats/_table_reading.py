"""One row of a table of questions to the fields of a quiz file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import ascii_uppercase
from typing import Final, TypeAlias

from quizapp.core.writing import Fields, Tree

Cells: TypeAlias = Mapping[str, str]
CHOICES: Final = "choice"
_LETTERS = re.compile(r"[A-Za-z](?:[\s,;/&+]*[A-Za-z])*\Z")
_COMMON: Final = ("id", "type", "prompt", "points", "explanation", "process", "lang")
LISTS: Final = ("evidence", "hints", "tags")
_TRUTHS: Final = {
    "true": "true", "t": "true", "yes": "true", "1": "true",
    "false": "false", "f": "false", "no": "false", "0": "false",
    "not-given": "not-given", "not given": "not-given", "ng": "not-given",
}  # fmt: skip


class RowError(Exception):
    """A row is no question; its text says why, in words."""


def fields_of(word: str, cells: Cells) -> Fields:
    """Return the fields of a row's question. Raises RowError."""
    word = word or _guess_type(cells)
    fields: Fields = {n: cells[n] for n in _COMMON if n in cells and n != "type"}
    fields = {"type": word, **fields}
    for name in LISTS:
        if name in cells:
            lines = _lines(cells[name])
            fields[name] = lines[0] if name == "evidence" and len(lines) == 1 else [*lines]
    fields.update(_READERS[word](cells))
    if word == "text":
        fields["body"] = fields.pop("prompt", "")
    elif word == "cloze":
        fields["text"] = fields.pop("prompt", "")
    return fields


def _guess_type(cells: Cells) -> str:
    choices = _choices(cells)
    answer = cells.get("answer", "").strip()
    if choices and "correct" in cells:
        count = len(_right(choices, cells["correct"]))
        return "single-choice" if count == 1 else "multiple-response"
    if answer.lower() in {"true", "false"}:
        return "true-false"
    if re.fullmatch(r"-?\d+(?:\.\d+)?", answer):
        return "numeric"
    if answer:
        return "short-answer"
    raise RowError("neither `type` nor an answer says what kind of question it is")


def _choices(cells: Cells) -> dict[str, str]:
    """Return the choices by their letters; empty cells between them are passed over."""
    names = ((letter, f"{CHOICES} {letter}") for letter in ascii_uppercase)
    return {letter: cells[name] for letter, name in names if name in cells}


def _right(choices: Mapping[str, str], correct: str) -> set[str]:
    """Return the letters of the right choices, given by letters, numbers or their texts."""
    text = correct.strip()
    for letter, choice in choices.items():
        if choice.strip() == text:
            return {letter}
    if _LETTERS.match(text):
        letters = {letter.upper() for letter in text if letter.isalpha()}
        if letters <= set(choices):
            return letters
    pieces = [piece.strip() for piece in re.split(r"[\n;,|]", text) if piece.strip()]
    found: set[str] = set()
    for piece in pieces:
        number = int(piece) if re.fullmatch(r"\d{1,2}", piece) else 0
        named = next((x for x, choice in choices.items() if choice.strip() == piece), None)
        by_number = ascii_uppercase[number - 1] if 0 < number <= len(ascii_uppercase) else ""
        letter = named or (by_number if by_number in choices else "")
        if not letter:
            raise RowError(f"`correct` says “{piece}”, and no choice is called that")
        found.add(letter)
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _read_choices(cells: Cells) -> Fields:
    choices = _choices(cells)
    right = _right(choices, cells.get("correct", ""))
    listed: list[Tree] = [
        {"text": text, "correct": "true"} if letter in right else text
        for letter, text in choices.items()
    ]
    return {"choices": listed}


def _read_truth(cells: Cells) -> Fields:
    word = (cells.get("answer") or cells.get("correct", "")).strip().lower()
    if word not in _TRUTHS:
        raise RowError(f"`answer` is true, false or not-given, and not “{word}”")
    fields: Fields = {"answer": _TRUTHS[word]}
    return {**fields, "not-given": "true"} if _TRUTHS[word] == "not-given" else fields


def _read_answers(cells: Cells) -> Fields:
    return {"answers": [*_lines(cells.get("answer") or cells.get("correct", ""))]}


def _read_number(cells: Cells) -> Fields:
    fields: Fields = {"answer": (cells.get("answer") or cells.get("correct", "")).strip()}
    return {**fields, **{n: cells[n] for n in ("tolerance", "unit") if n in cells}}


def _read_items(cells: Cells) -> Fields:
    return {"items": [*(list(_choices(cells).values()) or _lines(cells.get("answer", "")))]}


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = []
    for line in _lines(text):
        left, sign, right = line.partition(" = ")
        if not sign:
            left, sign, right = line.partition("=")
        if not sign:
            raise RowError(f"“{line}” in `answer` has no `=` between left and right")
        pairs.append((left.strip(), right.strip()))
    return pairs


def _read_pairs(cells: Cells) -> Fields:
    pairs = dict(_pairs(cells.get("answer", "")))
    left_over: list[Tree] = [pairs.pop("")] if "" in pairs else []
    left_over += _choices(cells).values()
    fields: Fields = {"pairs": {**pairs}}
    return {**fields, "distractors": left_over} if left_over else fields


def _read_categories(cells: Cells) -> Fields:
    categories: dict[str, list[Tree]] = {}
    for item, category in _pairs(cells.get("answer", "")):
        categories.setdefault(category, []).append(item)
    fields: Fields = {"categories": {**categories}}
    left_over: list[Tree] = [*_choices(cells).values()]
    return {**fields, "distractors": left_over} if left_over else fields


def _read_gaps(cells: Cells) -> Fields:
    gaps: Fields = {}
    for name, answers in _pairs(cells.get("answer", "")):
        gaps[name] = {"answers": [answer.strip() for answer in answers.split("|")]}
    bank: list[Tree] = [*_choices(cells).values()]
    return {"gaps": gaps, "word-bank": bank} if bank else {"gaps": gaps}


def _read_marks(cells: Cells) -> Fields:
    return {"select": "sentences", "answer": [*_lines(cells.get("answer", ""))]}


def _read_open(cells: Cells) -> Fields:
    return {"sample-answer": cells["answer"]} if cells.get("answer") else {}


def _read_nothing(_cells: Cells) -> Fields:
    return {}


_READERS: Final[dict[str, Callable[[Cells], Fields]]] = {
    "single-choice": _read_choices,
    "multiple-response": _read_choices,
    "true-false": _read_truth,
    "short-answer": _read_answers,
    "numeric": _read_number,
    "ordering": _read_items,
    "matching": _read_pairs,
    "categorize": _read_categories,
    "cloze": _read_gaps,
    "hot-text": _read_marks,
    "open-response": _read_open,
    "text": _read_nothing,
}
