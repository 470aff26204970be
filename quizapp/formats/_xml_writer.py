"""XML to be written: a small tree, everything escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from quizapp.core.writing import clean_text

_INLINE: Final = frozenset(
    "a br code em hottext img s span strong gap textEntryInteraction inlineChoiceInteraction "
    "text-entry-interaction inline-choice-interaction".split()
)
_MARKS = re.compile(r"[&<>]")


class Verbatim(str):
    """A text that stands in CDATA when it has marks, so that people can read it."""

    __slots__ = ()


class Node(NamedTuple):
    """An element to be written. Attributes that are None are left out."""

    name: str
    attributes: Mapping[str, str | None]
    content: tuple[Node | str, ...]


def node(
    name: str, attributes: Mapping[str, str | None] | None = None, *content: Node | str
) -> Node:
    """Return an element."""
    return Node(name, attributes or {}, content)


def to_xml(root: Node) -> bytes:
    """Return a document."""
    lines = "".join(_pieces(root))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{lines}\n'.encode()


def _pieces(element: Node) -> Iterator[str]:
    given = "".join(
        f' {name}="{_attribute(value)}"'
        for name, value in element.attributes.items()
        if value is not None
    )
    if not element.content:
        yield f"<{element.name}{given}/>"
        return
    yield f"<{element.name}{given}>"
    gap = "" if any(map(_is_in_a_line, element.content)) else "\n"
    for child in element.content:
        yield gap
        if isinstance(child, Verbatim):
            yield _cdata(clean_text(child))
        elif isinstance(child, str):
            yield html.escape(clean_text(child), quote=False)
        else:
            yield from _pieces(child)
    yield f"{gap}</{element.name}>"


def _is_in_a_line(child: Node | str) -> bool:
    """Tell whether white space around this would be seen."""
    return isinstance(child, str) or child.name.removeprefix("qti-") in _INLINE


def _attribute(value: str) -> str:
    return html.escape(clean_text(value)).replace("\n", "&#10;")


def _cdata(text: str) -> str:
    """Return a text in CDATA, which ends where `]]>` stands in it and begins anew."""
    if not _MARKS.search(text):
        return text
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
