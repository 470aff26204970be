"""What an item of QTI 1.2 says about answers: which earn what share, and what is said to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.formats._markup import markdown_from_html, markdown_from_plain
from quizapp.formats._qti.numbers import read_decimal, read_score
from quizapp.formats._xml import Element

GENERAL: Final = "general_fb"
RIGHT: Final = "correct_fb"
WRONG: Final = "general_incorrect_fb"
_TESTS: Final = frozenset({"varequal", "vargte", "vargt", "varlte", "varlt", "varsubset"})


class Test(NamedTuple):
    """One comparison of a response with a value."""

    kind: str
    response: str
    value: str
    is_denied: bool
    minds_case: bool


class Condition(NamedTuple):
    """A condition: its comparisons, what it earns (None when it scores nothing), what it shows."""

    tests: tuple[Test, ...]
    score: Fraction | None
    adds: bool
    shows: tuple[str, ...]
    stops: bool
    line: int

    @property
    def is_general(self) -> bool:
        """Tell whether it holds for everybody, or everybody else."""
        return not self.tests


@dataclass
class Scoring:
    """An item's conditions, its feedback by name, and the score that is everything."""

    conditions: list[Condition] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)
    most: Fraction = Fraction(100)

    def share(self, response: str, value: str) -> Fraction:
        """Return the share of the points that one value earns."""
        total = Fraction(0)
        for condition in self.conditions:
            if condition.score is None or not self._holds(condition, response, value):
                continue
            total = total + condition.score if condition.adds else condition.score
            if condition.stops:
                break
        return total / self.most

    def _holds(self, condition: Condition, response: str, value: str) -> bool:
        own = [t for t in condition.tests if t.response == response and t.kind == "varequal"]
        return any(test.value == value and not test.is_denied for test in own)

    def accepted(self, response: str) -> list[str]:
        """Return the values that a response is compared with, in the file's order."""
        values = (
            test.value
            for condition in self.conditions
            if condition.score is not None
            for test in condition.tests
            if test.kind == "varequal" and test.response == response and not test.is_denied
        )
        return list(dict.fromkeys(values))

    def said_to(self, response: str, value: str) -> str:
        """Return what is said to one value of a response, but not to everybody."""
        names = [
            name
            for condition in self.conditions
            for name in condition.shows
            if name not in (GENERAL, RIGHT, WRONG) and self._holds(condition, response, value)
        ]
        return "\n\n".join(
            self.feedback[name] for name in dict.fromkeys(names) if name in self.feedback
        )

    def said_without_score(self, response: str) -> Iterator[tuple[str, str]]:
        """Yield the values that earn nothing and are told something."""
        accepted = set(self.accepted(response))
        for condition in self.conditions:
            for test in condition.tests:
                told = self.said_to(response, test.value)
                if test.kind == "varequal" and test.value not in accepted and told:
                    yield test.value, told
                    accepted.add(test.value)

    def of(self, name: str) -> str:
        """Return a feedback by its name."""
        return self.feedback.get(name, "")

    @property
    def general(self) -> str:
        """Return what is said to everybody."""
        names = [GENERAL]
        for condition in self.conditions:
            if condition.is_general:
                names += (name for name in condition.shows if name != WRONG)
        return "\n\n".join(self.feedback[n] for n in dict.fromkeys(names) if n in self.feedback)


def read_scoring(item: Element) -> Scoring:
    """Return what an item says about answers."""
    scoring = Scoring()
    scoring.feedback = {
        element.get("ident"): text
        for element in item.children("itemfeedback")
        if (text := material_text(element))
    }
    processing = item.child("resprocessing")
    if processing is None:
        return scoring
    scoring.conditions = [_condition(element) for element in processing.children("respcondition")]
    declared = processing.child("outcomes", "decvar")
    most = read_score(declared.get("maxvalue")) if declared else None
    if most and most > 0:
        scoring.most = most
    elif declared is not None:
        scores = [c.score for c in scoring.conditions if c.score]
        scoring.most = max(scores, default=Fraction(100))
    return scoring


def _condition(element: Element) -> Condition:
    setting = element.child("setvar")
    score = read_score(setting.text) if setting is not None else None
    variables = element.child("conditionvar")
    return Condition(
        tests=tuple(_tests(variables)) if variables else (),
        score=score,
        adds=setting is not None and setting.get("action", "Set").lower() == "add",
        shows=tuple(shown.get("linkrefid") for shown in element.children("displayfeedback")),
        stops=element.get("continue", "No").lower() == "no",
        line=element.line,
    )


def _tests(element: Element, is_denied: bool = False) -> Iterator[Test]:
    for child in element.children():
        if child.name in _TESTS:
            minds_case = child.get("case", "No").lower() == "yes"
            value = child.text.strip()
            yield Test(child.name, child.get("respident"), value, is_denied, minds_case)
        else:
            yield from _tests(child, is_denied != (child.name == "not"))


def material_text(element: Element | None, *, one_line: bool = False) -> str:
    """Return the Markdown of an element's material."""
    if element is None:
        return ""
    pieces = [text_of(text, one_line=one_line) for text in element.all("mattext")]
    return ("" if one_line else "\n\n").join(filter(None, pieces))


def text_of(text: Element, *, one_line: bool = False) -> str:
    """Return the Markdown of one text, which is plain unless it says that it is HTML."""
    if text.get("texttype", "text/plain") == "text/plain":
        return markdown_from_plain(" ".join(text.text.split()) if one_line else text.text)
    return markdown_from_html(text.text, one_line=one_line).markdown


def number(text: str) -> Fraction | None:
    """Return a number as Canvas writes it."""
    return read_decimal(text)
