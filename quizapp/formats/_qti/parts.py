"""What a question becomes in an item, before it is wrapped: declarations, body, rules, feedback."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from quizapp.core.markdown import render_block, render_inline
from quizapp.formats._markup import plain_line
from quizapp.formats._qti.rules import FEEDBACK, assign, told, variable
from quizapp.formats._qti.tree import Node, node, nodes_from_html

_HEADING = re.compile(r"(</?h)([2-6])\b")
_NAMED: Final = "id."


@dataclass
class Parts:
    """The parts of an item. `template` is used where no feedback needs rules of its own."""

    body: list[Node] = field(default_factory=list)
    responses: list[Node] = field(default_factory=list)
    rules: list[Node] = field(default_factory=list)
    template: str = ""
    feedback: list[Node] = field(default_factory=list)
    tells_several: bool = False
    notes: list[str] = field(default_factory=list)

    def tell(self, name: str, markdown: str) -> bool:
        """Add a feedback; tell whether there is one."""
        if markdown.strip():
            self.feedback.append(told(name, FEEDBACK, blocks(markdown)))
        return bool(markdown.strip())

    def tell_choices(self, response: str, feedback: Iterable[tuple[str, str]]) -> None:
        """Add what is said to choices, by their identifiers."""
        told_any = [self.tell(name, text) for name, text in feedback]
        if any(told_any):
            self.rules.append(assign(FEEDBACK, variable(response)))


def blocks(markdown: str) -> tuple[Node, ...]:
    """Return Markdown as blocks; its first heading is the first of the item."""
    markup = _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) - 1}", render_block(markdown))
    content = nodes_from_html(markup)
    return tuple(c if isinstance(c, Node) else node("p", {}, c) for c in content)


def inline(markdown: str) -> tuple[Node | str, ...]:
    """Return one line of Markdown."""
    return nodes_from_html(render_inline(markdown))


def asked(markdown: str, interaction: Node) -> list[Node]:
    """Return a prompt and its interaction: one paragraph inside it, more than that above it."""
    content = blocks(markdown)
    if len(content) == 1 and content[0].name == "p":
        prompt = node("prompt", {}, *content[0].content)
        return [interaction._replace(content=(prompt, *interaction.content))]
    return [node("div", {"class": "prompt"}, *content), interaction] if content else [interaction]


def mixed(groups: Iterable[Iterable[str]]) -> list[str]:
    """Return all texts in an order that does not tell which belong together.

    They are sorted, and then those of one group change places to stand in their own order.
    """
    own = [list(dict.fromkeys(group)) for group in groups]
    listed = [(text, place) for place, group in enumerate(own) for text in group]
    listed.sort(key=lambda found: (plain_line(found[0]).casefold(), found[0]))
    queues = [iter(group) for group in own]
    return list(dict.fromkeys(next(queues[place]) for _, place in listed))


def choice_identifiers(ids: Sequence[str], stem: str = "choice") -> list[str]:
    """Return identifiers for choices; their own ids are kept in them."""
    from quizapp.formats._qti.names import identifier_from

    return [
        f"{_NAMED}{identifier_from(given)}" if given else f"{stem}.{number}"
        for number, given in enumerate(ids, 1)
    ]
