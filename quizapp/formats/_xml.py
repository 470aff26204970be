"""XML of strangers, read with the line of each element and under a budget."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from xml.sax.handler import (  # noqa: TID251  # what is told of; the parser is defusedxml's
    ContentHandler,
    feature_external_ges,
    feature_namespaces,
)

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

DEPTH: Final = 100
ELEMENTS: Final = 1_000_000
BYTES: Final = 50 * 1024 * 1024


class Element:
    """An element: `name` and attributes without their namespaces, its text and its children.

    `content` holds texts and elements in their order.
    """

    __slots__ = ("attributes", "content", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.content: list[str | Element] = []

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def children(self, *names: str) -> Iterator[Element]:
        """Yield the child elements of these names; of all names when none is given."""
        for child in self.content:
            if isinstance(child, Element) and (not names or child.name in names):
                yield child

    def child(self, *path: str) -> Element | None:
        """Follow names down, taking the first child of each; None when one is missing."""
        found: Element | None = self
        for name in path:
            found = next(found.children(name), None) if found else None
        return found

    def all(self, *names: str) -> Iterator[Element]:
        """Yield the elements of these names at any depth, in the file's order."""
        stack = [iter(self.content)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif isinstance(child, Element):
                if child.name in names:
                    yield child
                stack.append(iter(child.content))

    def everything(self) -> Iterator[Element]:
        """Yield every element at any depth, in the file's order."""
        stack = [self.children()]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            else:
                yield child
                stack.append(child.children())

    @property
    def text(self) -> str:
        """Return all text within, without markup."""
        pieces: list[str] = []
        stack = [iter(self.content)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif isinstance(child, str):
                pieces.append(child)
            else:
                stack.append(iter(child.content))
        return "".join(pieces)

    def text_of(self, *path: str, default: str = "") -> str:
        """Return the text of the element a path leads to, without space around it."""
        found = self.child(*path)
        return default if found is None else found.text.strip()


class Parsed(NamedTuple):
    """A document's root, or the line and the reason why it cannot be read."""

    root: Element | None
    line: int = 0
    fault: str = ""


def parse_xml(data: bytes) -> Parsed:
    """Parse a document. DTDs and entities are refused; never raises, whatever the bytes are."""
    if len(data) > BYTES:
        return Parsed(None, 0, "the file is larger than 50 MiB")
    if b"\x00" in data[:4] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Parsed(None, 1, "this is no XML")
    builder = _Builder()
    try:
        builder.parse(data)
    except DefusedXmlException:
        return Parsed(None, builder.line, "a document type (DTD) or an entity stands here: refused")
    except _BudgetError as error:
        return Parsed(None, builder.line, str(error))
    except Exception as error:  # noqa: BLE001  # expat, its codecs and SAX raise whatever they like
        line = getattr(error, "getLineNumber", lambda: None)() or builder.line
        return Parsed(None, line, f"this is no well-formed XML: {_reason(error)}")
    if builder.root is None:
        return Parsed(None, 1, "the file is empty")
    return Parsed(builder.root)


class _BudgetError(Exception):
    """The budget is spent."""


def _reason(error: Exception) -> str:
    text = str(getattr(error, "getMessage", lambda: error)())
    return re.sub(r"^<[^>]*>:\d+:\d+: ", "", text) or type(error).__name__


class _Builder(ContentHandler):
    """A SAX handler: puts elements together without recursion."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self.line = 1
        self._open: list[Element] = []
        self._count = 0
        self._locator: Any = None

    def parse(self, data: bytes) -> None:
        import io

        parser = create_parser(forbid_dtd=True)
        parser.setFeature(feature_namespaces, False)
        parser.setFeature(feature_external_ges, False)
        parser.setContentHandler(self)
        parser.parse(io.BytesIO(data))

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  # SAX's name
        self._locator = locator

    def startElement(self, name: str, attributes: Any) -> None:  # noqa: N802
        self.line = self._locator.getLineNumber() or self.line
        self._count += 1
        if self._count > ELEMENTS:
            raise _BudgetError(f"there are more than {ELEMENTS} elements")
        if len(self._open) >= DEPTH:
            raise _BudgetError(f"elements are nested more than {DEPTH} deep")
        given = {_local(key): attributes.getValue(key) for key in attributes.getNames()}
        element = Element(_local(name), given, self.line)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.line = self._locator.getLineNumber() or self.line
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].content.append(content)

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        self.characters(f"&{name};")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
