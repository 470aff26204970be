"""The elements of Moodle XML: settings, texts, and texts with their format."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.formats._moodle.content import Written, from_markdown
from quizapp.formats._xml_writer import Node, Verbatim, node, to_xml


def element(name: str, *content: Node | str, **attributes: str) -> Node:
    """Return an element."""
    return node(name, attributes, *content)


def plain(name: str, text: str) -> Node:
    """Return an element that holds a text by itself."""
    return node(name, None, *([text] if text else []))


def text(content: str, *more: Node, name: str, **attributes: str) -> Node:
    """Return an element with a `<text>` and what follows it."""
    return node(name, attributes, node("text", None, Verbatim(content)), *more)


def marked(
    name: str, markdown: str, *more: Node, one_line: bool = False, **attributes: str
) -> Node:
    """Return an element that holds Markdown in the format that Moodle shows the same."""
    written = from_markdown(markdown, one_line=one_line)
    return formatted(name, written, *more, **attributes)


def formatted(name: str, written: Written, *more: Node, **attributes: str) -> Node:
    """Return an element with a text and its format."""
    return text(written.text, *more, name=name, **attributes, format=written.format)


def document(questions: Iterable[Node]) -> bytes:
    """Return a whole file."""
    return to_xml(node("quiz", None, *questions))
