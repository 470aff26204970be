"""XHTML to be written, as a tree of XML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from quizapp.formats._xml_writer import Node, node, to_xml

__all__ = ["Node", "node", "nodes_from_html", "to_xml"]

_ATTRIBUTES: Final = frozenset({"href", "src", "alt", "start", "identifier"})
_VOID: Final = frozenset({"br", "hr", "img"})


def nodes_from_html(markup: str) -> tuple[Node | str, ...]:
    """Return sound HTML, as this house renders it, as a tree."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    return builder.finished()


class _Builder(HTMLParser):
    """Puts elements together; of attributes only addresses, descriptions and starts stay."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str | None], list[Node | str]]] = [("", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attrs if name in _ATTRIBUTES}
        self._open.append((tag, {**kept}, []))
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1][0] == tag:
            name, given, content = self._open.pop()
            self._open[-1][2].append(Node(name, given, tuple(content)))

    def handle_data(self, data: str) -> None:
        if data:
            self._open[-1][2].append(data)

    def finished(self) -> tuple[Node | str, ...]:
        """Return what was read, spaces between blocks left out."""
        content = self._open[0][2]
        if any(isinstance(child, Node) and child.name in _BLOCKS for child in content):
            content = [child for child in content if isinstance(child, Node) or child.strip()]
        return tuple(content)


_BLOCKS: Final = frozenset("p ul ol table pre blockquote h1 h2 h3 h4 h5 h6 hr".split())
