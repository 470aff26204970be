"""Texts as QTI identifiers and back, and QTI 3's spelling of names as QTI 2's and back."""

from __future__ import annotations

import re
from typing import Final

from quizapp.formats._xml import Element

_UNFIT = re.compile(r"_(?=x[0-9A-F]{4,6}_)|[^A-Za-z0-9._-]|\A[^A-Za-z]")
_ESCAPE = re.compile(r"_x([0-9A-F]{4,6})_")
_PREFIX: Final = "qti-"


def identifier_from(text: str) -> str:
    """Return an identifier (an ASCII NCName) that `text_from` gives the text of."""
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def text_from(identifier: str) -> str:
    """Return the text that an identifier was made of; others stay as they are."""
    return _ESCAPE.sub(_unescaped, identifier)


def _unescaped(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else found[0]


def kebab(name: str) -> str:
    """Return QTI 3's spelling: `mapResponse` is `map-response`."""
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()


def camel(name: str) -> str:
    """Return QTI 2's spelling: `map-response` is `mapResponse`."""
    first, *rest = name.split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def as_version_two(root: Element) -> Element:
    """Give QTI 3's elements and attributes the names of QTI 2, all through a document."""
    if root.name.startswith(_PREFIX):
        _rename(root)
        for element in root.everything():
            if element.name.startswith(_PREFIX):
                _rename(element)
    return root


def _rename(element: Element) -> None:
    element.name = camel(element.name.removeprefix(_PREFIX))
    element.attributes = {
        name if name.startswith(("data-", "aria-")) else camel(name): value
        for name, value in element.attributes.items()
    }
