"""Drafts to the text of a quiz file that can be taken, less what turns out to be unsound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from quizapp.core.diagnostics import Diagnostic
from quizapp.core.fields import is_name
from quizapp.core.nodes import Mapping as MappingNode
from quizapp.core.nodes import Node
from quizapp.core.nodes import Sequence as SequenceNode
from quizapp.core.question_file import generated_id
from quizapp.core.reading import Reading, read_quiz
from quizapp.core.writing import Fields, Tree, clean_text, write_quiz
from quizapp.formats._draft import WHOLE_FILE, Draft, DraftQuestion, DraftSection, Loss

_UNFIT = re.compile(r"[^\w.-]+")
_SHOWN: Final = 60


class Assembled(NamedTuple):
    """A quiz file's text, what it reads as, and what was left out of it."""

    text: str
    reading: Reading
    losses: tuple[Loss, ...]


def assemble(draft: Draft, name: str) -> Assembled:
    """Write a draft as a quiz file and read it, until nothing in it is an error.

    A question that cannot be scored is left out and said so, with the line it began in.
    """
    losses: list[Loss] = []
    questions = list(_named(draft))
    while True:
        text = write_quiz(_fields(draft, questions))
        reading = read_quiz(text, name, f"{name}.yaml", draft.files.get)
        errors = [found for found in reading.diagnostics if found.is_error]
        faulty = _faulty(reading.root, errors)
        if not faulty:
            losses += (Loss(WHOLE_FILE, found.message) for found in errors)
            return Assembled(text, reading, tuple(losses))
        flat = [question for section in questions for question in section.questions]
        losses += (
            Loss(flat[place].line, _reason(flat[place], why)) for place, why in faulty.items()
        )
        questions = _without(questions, set(faulty))


def name_from(text: str) -> str:
    """Return a short name made of a text, such as an id; empty when nothing is left of it."""
    plain = unicodedata.normalize("NFC", clean_text(text)).strip()
    name = _UNFIT.sub("-", plain).strip("-._")[:64].rstrip("-")
    return name if is_name(name) else ""


def _named(draft: Draft) -> Iterator[DraftSection]:
    """Yield the sections with an id for each question, no two alike."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for section in draft.sections:
        done = []
        for question in section.questions:
            fields = {name: value for name, value in question.fields.items() if name != "id"}
            given = question.fields.get("id", "")
            name = _free_name(str(given), fields, taken)
            names.setdefault(str(given), name)
            after = fields.get("after")
            if isinstance(after, str):
                fields["after"] = names.get(after, after)
            done.append(DraftQuestion({"id": name, **fields}, question.line))
        yield DraftSection(section.fields, done)


def _free_name(given: str, fields: Fields, taken: set[str]) -> str:
    stem = name_from(given)
    prompt = fields.get("prompt", "")
    name = stem or generated_id(str(fields.get("type", "")), str(prompt), taken)
    count = 1
    while name in taken:
        count += 1
        name = f"{stem[:60]}-{count}"
    taken.add(name)
    return name


def _fields(draft: Draft, sections: Sequence[DraftSection]) -> Fields:
    fields: Fields = {"title": "Without a title", **draft.fields}
    passages: list[Tree] = [*draft.passages]
    if len(passages) == 1:
        fields["passage"] = passages[0]
    elif passages:
        fields["passages"] = passages
    filled = [section for section in sections if section.questions]
    if len(filled) == 1 and not filled[0].fields:
        fields["questions"] = [question.fields for question in filled[0].questions]
    elif filled:
        fields["sections"] = [
            {**section.fields, "questions": [question.fields for question in section.questions]}
            for section in filled
        ]
    return fields


def _faulty(root: Node | None, errors: Iterable[Diagnostic]) -> dict[int, str]:
    """Return which questions have errors, by their place among all, and the first of each."""
    starts = [node.span.line for node in _question_nodes(root)]
    first = starts[0] if starts else 0
    faulty: dict[int, str] = {}
    for found in errors:
        if starts and found.line >= first:
            place = sum(start <= found.line for start in starts) - 1
            faulty.setdefault(place, f"{found.message}{f' ({found.label})' if found.label else ''}")
    return faulty


def _question_nodes(root: Node | None) -> Iterator[Node]:
    if not isinstance(root, MappingNode):
        return
    sections = root.get("sections")
    heads = sections.items if isinstance(sections, SequenceNode) else [root]
    for head in heads:
        questions = head.get("questions") if isinstance(head, MappingNode) else None
        if isinstance(questions, SequenceNode):
            yield from questions.items


def _reason(question: DraftQuestion, why: str) -> str:
    prompt = " ".join(str(question.fields.get("prompt") or question.fields["id"]).split())
    shown = prompt if len(prompt) <= _SHOWN else f"{prompt[: _SHOWN - 1]}…"
    return f"left out “{shown}”: {why}"


def _without(sections: Sequence[DraftSection], places: set[int]) -> list[DraftSection]:
    kept, place = [], 0
    for section in sections:
        questions = []
        for question in section.questions:
            if place not in places:
                questions.append(question)
            place += 1
        kept.append(DraftSection(section.fields, questions))
    return kept
