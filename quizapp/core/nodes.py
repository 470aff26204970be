"""Nodes that know their place in a file. Scalars stay text."""

from __future__ import annotations

from typing import Any, Final

from quizapp.core.diagnostics import Span


class Scalar:
    """A text, between libyaml's marks `start` and `end`.

    `style` is how it was typed: a quotation mark, `|`, `>`, or nothing for a plain text.
    """

    __slots__ = ("end", "start", "style", "value")

    def __init__(self, start: Any, end: Any, value: str, style: str) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.style = style

    @property
    def span(self) -> Span:
        """Return where it stands, from its first character to its last."""
        start, end = self.start, self.end
        return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    @property
    def is_plain(self) -> bool:
        """Tell whether it was typed without quotes, `|` and `>`."""
        return not self.style

    @property
    def is_block(self) -> bool:
        """Tell whether it stands below a `|` or `>`."""
        return self.style in ("|", ">")

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands after `key:`, which equals leaving the key out."""
        return not self.value and not self.style


class _Collection:
    """What holds nodes. Without brackets, its `end` is where the next thing begins."""

    __slots__ = ("end", "start")

    def __init__(self, start: Any) -> None:
        self.start = start
        self.end = start

    @property
    def span(self) -> Span:
        """Return its first character."""
        start = self.start
        return Span(start.line + 1, start.column + 1, start.line + 1, start.column + 2)


class Sequence(_Collection):
    """A list of nodes."""

    __slots__ = ("items",)

    def __init__(self, start: Any) -> None:
        super().__init__(start)
        self.items: list[Node] = []


class Mapping(_Collection):
    """Named nodes in the order of the file; a repeated name keeps its first value.

    `starts` are the marks where the names begin.
    """

    __slots__ = ("entries", "starts")

    def __init__(self, start: Any) -> None:
        super().__init__(start)
        self.entries: dict[str, Node] = {}
        self.starts: dict[str, Any] = {}

    def span_of_name(self, name: str) -> Span:
        """Return where a field's name stands; quotation marks around it do not count."""
        start = self.starts[name]
        line, column = start.line + 1, start.column + 1
        return Span(line, column, line, column + len(name))

    def get(self, name: str) -> Node | None:
        """Return the value of `name`, or None when it is absent or empty."""
        node = self.entries.get(name)
        return None if isinstance(node, Scalar) and node.is_empty else node


type_names: Final = {Scalar: "a text", Sequence: "a list", Mapping: "named fields"}
Node = Scalar | Sequence | Mapping
Place = tuple[str | int, ...]


def to_plain(node: Node) -> Any:
    """Return dicts, lists and texts for a validator; empty fields are left out."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [to_plain(item) for item in node.items]
    plain: dict[str, Any] = {}
    for name, value in node.entries.items():
        if not isinstance(value, Scalar):
            plain[name] = to_plain(value)
        elif value.value or value.style:
            plain[name] = value.value
    return plain


def locate(node: Node, place: Place, *, on_name: bool = False) -> Span:
    """Follow names and indices as far as they lead; return where to point.

    Steps that name no part of the file (a validator's own) are passed over. `on_name` points at
    a field's name instead of its value.
    """
    span = node.span
    for step in place:
        if isinstance(node, Mapping) and str(step) in node.entries:
            name_span = node.span_of_name(str(step))
            node = node.entries[str(step)]
            points_at_value = isinstance(node, Scalar) and not node.is_empty and not on_name
            span = node.span if points_at_value else name_span
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            span = node.span
    return span
