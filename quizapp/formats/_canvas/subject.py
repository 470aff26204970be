"""An item of QTI 1.2 that is being read: its type, texts, responses and points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from quizapp.core.writing import Fields, Tree
from quizapp.formats._canvas.conditions import (
    RIGHT,
    WRONG,
    Scoring,
    material_text,
    read_scoring,
)
from quizapp.formats._markup import plain_lines
from quizapp.formats._qti.numbers import read_score, write_share
from quizapp.formats._xml import Element

_RESPONSES: Final = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")


NUMBERED = re.compile(r"(?:question|item)?[\s_#-]*\d*", re.IGNORECASE)


_PROFILES: Final = {
    "cc.multiple_choice": "multiple_choice_question",
    "cc.true_false": "true_false_question",
    "cc.multiple_response": "multiple_response",
    "cc.fib": "short_answer_question",
    "cc.pattern_match": "short_answer_question",
    "cc.essay": "essay_question",
}


@dataclass
class Item:
    """An item being read."""

    root: Element
    language: str
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.presentation = self.root.child("presentation") or Element("presentation", {}, 0)
        self.scoring: Scoring = read_scoring(self.root)
        self.labels = dict(_metadata(self.root))

    @property
    def name(self) -> str:
        """Return what an item is called in a sentence."""
        title = " ".join(self.root.get("title").split())
        if title and not NUMBERED.fullmatch(title):
            return title
        words = " ".join(plain_lines(self.prompt).split())
        return (
            (words if len(words) < 60 else f"{words[:59]}…") or self.root.get("ident") or "an item"
        )

    @property
    def kind(self) -> str:
        """Return Canvas's word for its type; where it has none, what its shape tells."""
        for label in ("question_type", "qmd_itemtype", "cc_profile"):
            if word := self.labels.get(label, ""):
                return _PROFILES.get(re.sub(r"\.v\dp\d$", "", word), word)
        responses = self.responses
        if not responses:
            return "text_only_question"
        if responses[0].name == "response_str":
            return (
                "short_answer_question"
                if self.scoring.accepted(ident_of(responses[0]))
                else "essay_question"
            )
        many = responses[0].get("rcardinality", "Single").lower() == "multiple"
        return "multiple_response" if many else "multiple_choice_question"

    @property
    def responses(self) -> list[Element]:
        return list(self.presentation.all(*_RESPONSES))

    @property
    def material(self) -> list[Element]:
        """Return the texts of the prompt: not those of choices."""
        return list(_own_texts(self.presentation))

    @property
    def prompt(self) -> str:
        from quizapp.formats._canvas.conditions import text_of

        return "\n\n".join(filter(None, (text_of(text) for text in self.material)))

    @property
    def points(self) -> Fraction:
        """Return its points; with none said, the most it scores, unless that is in percent."""
        for label in ("points_possible", "cc_weighting", "qmd_weighting"):
            given = read_score(self.labels.get(label, ""))
            if given is not None and given >= 0:
                return given
        return Fraction(1) if self.scoring.most == 100 else self.scoring.most


def _metadata(root: Element) -> Iterator[tuple[str, str]]:
    for field_ in root.all("qtimetadatafield"):
        yield field_.text_of("fieldlabel"), field_.text_of("fieldentry")


def _own_texts(element: Element) -> Iterator[Element]:
    for child in element.children():
        if child.name == "mattext":
            yield child
        elif child.name not in _RESPONSES:
            yield from _own_texts(child)


def ident_of(response: Element) -> str:
    """Return the name of a response."""
    return response.get("ident")


def choice_labels(response: Element) -> dict[str, str]:
    """Return the texts of what is offered, by their names."""
    return {
        label.get("ident"): material_text(label, one_line=True)
        for label in response.all("response_label")
    }


def choice_fields(text: str, is_right: bool, share: Fraction, told: str) -> Tree:
    """Return a choice as a quiz file has it."""
    fields: Fields = {"text": text}
    if is_right:
        fields["correct"] = "true"
    if share:
        fields["credit"] = write_share(max(Fraction(-1), min(Fraction(1), share)))
    if told:
        fields["feedback"] = told
    return text if len(fields) == 1 else fields


def note_general(item: Item) -> None:
    """Say that there is no place for what is said to right or wrong answers as a whole."""
    for name, whom in ((RIGHT, "right"), (WRONG, "wrong")):
        if text := item.scoring.of(name):
            shown = " ".join(text.split())[:60]
            item.notes.append(f"there is no place for what is said to {whom} answers: “{shown}”")


def answer_fields(text: str, share: Fraction, told: str) -> Tree:
    """Return an accepted answer as a quiz file has it."""
    fields: Fields = {"text": text}
    if share != 1:
        fields["credit"] = write_share(min(share, Fraction(1)))
    if told:
        fields["feedback"] = told
    return text if len(fields) == 1 else fields
