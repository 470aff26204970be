"""Aiken: multiple choice with one right answer, as plain text.

```
Why was the lighthouse built?
A. Three ships had been lost
B. A keeper asked for it
ANSWER: A
```

A question's text may go over several lines, and may itself look like a choice: the choices are the
last lines before `ANSWER:` that run on from A. After a choice's letter stands `.` or `)`.

Out: single choice with up to 26 choices, and true/false as a choice of two or three. Prompts and
choices lose their emphasis; passages, evidence, explanations and all else have no place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Final, NamedTuple

from quizapp.core.question import Question
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.types.true_false import TrueFalse
from quizapp.core.writing import Fields, Tree
from quizapp.formats._document import Document, Piece
from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._markup import markdown_from_plain, plain_line, plain_lines
from quizapp.formats._registry import CERTAIN, NO, Written

NAME: Final = "aiken"
TITLE: Final = "Aiken"
SUFFIX: Final = ".txt"

_CHOICE = re.compile(r"\s*([A-Z])[.)]\s+(.*\S)")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*(.*?)\s*\Z", re.IGNORECASE)


class _Line(NamedTuple):
    number: int
    text: str


def sniff(file: Incoming) -> int:
    """Tell by a line `ANSWER: X` and a line `A. ...`."""
    has_answer = re.search(r"^\s*ANSWER\s*:\s*[A-Za-z]\s*$", file.text, re.MULTILINE)
    has_choice = re.search(r"^\s*A[.)]\s", file.text, re.MULTILINE)
    return CERTAIN if has_answer and has_choice else NO


def read(file: Incoming) -> Draft:
    """Read questions; each ends with its `ANSWER:` line."""
    draft = Draft()
    block: list[_Line] = []
    for number, text in enumerate(file.text.split("\n"), 1):
        if answer := _ANSWER.match(text):
            _read_question(draft, block, _Line(number, answer[1]))
            block = []
        elif text.strip():
            block.append(_Line(number, text.strip()))
    if block:
        draft.lose(block[0].number, "this question has no `ANSWER:` line and is left out")
    return draft


def _read_question(draft: Draft, block: list[_Line], answer: _Line) -> None:
    if not block:
        draft.lose(answer.number, "there is no question above this `ANSWER:` line")
        return
    begin = _first_choice(block)
    stem, choices = block[:begin], _choices(block[begin:])
    if not stem or len(choices) < 2:
        what = "no text" if not stem else "no two choices `A.` and `B.`"
        draft.lose(block[0].number, f"this question has {what} and is left out")
        return
    letter = answer.text.strip(" .)").upper()
    if letter not in ascii_uppercase[: len(choices)] or len(letter) != 1:
        draft.lose(answer.number, f"there is no choice `{answer.text}`: the question is left out")
        return
    prompt = markdown_from_plain("\n".join(line.text for line in stem))
    draft.add(_fields(prompt, choices, ord(letter) - ord("A")), stem[0].number)


def _first_choice(block: Sequence[_Line]) -> int:
    """Return where the last run of lines A., B., C. begins."""
    for index in range(len(block) - 1, -1, -1):
        found = _CHOICE.match(block[index].text)
        if found and found[1] == "A" and index > 0:
            return index
    return 0 if not block or not _CHOICE.match(block[0].text) else len(block)


def _choices(lines: Sequence[_Line]) -> list[str]:
    """Return the choices; a line that is not the next letter's goes on with the one before."""
    choices: list[str] = []
    for line in lines:
        found = _CHOICE.match(line.text)
        if found and found[1] == ascii_uppercase[len(choices) % 26] and len(choices) < 26:
            choices.append(found[2])
        elif choices:
            choices[-1] += f" {line.text}"
    return choices


def _fields(prompt: str, choices: Sequence[str], right: int) -> Fields:
    listed: list[Tree] = []
    for index, choice in enumerate(choices):
        text = markdown_from_plain(choice)
        listed.append({"text": text, "correct": "true"} if index == right else text)
    return {"type": "single-choice", "prompt": prompt, "choices": listed}


def write(document: Document) -> Written:
    """Write what can be a multiple choice."""
    blocks: list[str] = []
    left_out: dict[str, str] = {}
    for piece in document.pieces():
        reason = _why_not(piece.question)
        if reason:
            left_out[piece.question.id] = reason
        else:
            blocks.append(_block(piece, document.quiz.language))
    return Written("\n".join(blocks).encode(), left_out)


def _why_not(question: Question) -> str:
    if isinstance(question, TrueFalse):
        return ""
    if not isinstance(question, SingleChoice):
        return f"Aiken has no {question.type}"
    if len(question.choices) > len(ascii_uppercase):
        return "Aiken has at most 26 choices"
    return ""


def _block(piece: Piece, language: str) -> str:
    question = piece.question
    lines = plain_lines(question.prompt).split("\n")
    choices = _offered(question, language)
    lines += (
        f"{letter}. {text}" for letter, (_, text) in zip(ascii_uppercase, choices, strict=False)
    )
    key = question.key[0][1]
    right = next(i for i, (name, _) in enumerate(choices) if name == key)
    return "\n".join([*lines, f"ANSWER: {ascii_uppercase[right]}", ""])


def _offered(question: Question, language: str) -> list[tuple[str, str]]:
    """Return each choice's name and what a reader sees of it."""
    told = question if question.lang else question.model_copy(update={"lang": language})
    return [(option.name, plain_line(option.text)) for option in told.entries()[0].options]
