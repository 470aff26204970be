"""What a question becomes in QTI 1.2: responses, conditions, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from quizapp.core.markdown import render_inline
from quizapp.formats._qti.numbers import write_score
from quizapp.formats._qti.tree import Node, node

PROMPT: Final = '<div class="prompt">'


ALL: Final = Fraction(100)


RESPONSE: Final = "response1"


class NoPlaceError(Exception):
    """Canvas has nothing like a question; the text says what."""


@dataclass
class Shape:
    """What a question becomes: Canvas's word for it, responses, conditions and feedback."""

    kind: str
    body: str
    responses: list[Node] = field(default_factory=list)
    scored: list[Node] = field(default_factory=list)
    told: list[tuple[str, Node | None, str]] = field(default_factory=list)

    # What is said by a condition that scores, and needs none of its own.
    feedback: list[tuple[str, str]] = field(default_factory=list)

    def tell(self, name: str, test: Node, markdown: str) -> None:
        """Add what is said to an answer."""
        if markdown.strip():
            self.told.append((f"{name}_fb", test, markdown))


def html_material(markup: str) -> Node:
    """Return a text that is HTML."""
    return node("material", {}, node("mattext", {"texttype": "text/html"}, markup.strip()))


def plain_material(text: str) -> Node:
    """Return a text without markup."""
    return node("material", {}, node("mattext", {"texttype": "text/plain"}, text))


def condition(test: Node, continues: str, *then: Node) -> Node:
    """Return a condition and what comes of it."""
    return node("respcondition", {"continue": continues}, node("conditionvar", {}, test), *then)


def scores(test: Node, percent: Fraction, action: str = "Set") -> Node:
    """Return a condition that gives a percentage."""
    given = {"action": action, "varname": "SCORE"}
    stops = "No" if action == "Set" else "Yes"
    return condition(test, stops, node("setvar", given, write_score(percent)))


def equals(response: str, value: str, *, minds_case: bool = False) -> Node:
    """Return the test that an answer is a value."""
    given = {"respident": response, "case": "Yes" if minds_case else None}
    return node("varequal", given, value)


def lid(ident: str, labels: Sequence[tuple[str, Node]], many: str = "Single", *head: Node) -> Node:
    """Return a response with labels to choose from."""
    offered = (node("response_label", {"ident": name}, shown) for name, shown in labels)
    given = {"ident": ident, "rcardinality": many}
    return node("response_lid", given, *head, node("render_choice", {}, *offered))


def text_field(*, number: bool = False) -> Node:
    """Return a response to be typed."""
    given = {"fibtype": "Decimal"} if number else {}
    label = node("response_label", {"ident": "answer1"})
    return node(
        "response_str",
        {"ident": RESPONSE, "rcardinality": "Single"},
        node("render_fib", given, label),
    )


def inline_material(markdown: str) -> Node:
    """Return one line of Markdown."""
    return html_material(render_inline(markdown))


def named(stem: str, items: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return some things with a name each."""
    return [(f"{stem}{place}", item) for place, item in enumerate(items, 1)]
