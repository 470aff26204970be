"""What an item shows, as HTML and Markdown, with a mark where an interaction stands."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from quizapp.formats._markup import Converted, markdown_from_html
from quizapp.formats._xml import Element

MARK: Final = "\ue000"
"""Stands around the number of an interaction in a text."""

_VOID: Final = frozenset({"br", "hr", "img"})
_FEEDBACK: Final = frozenset({"feedbackInline", "feedbackBlock", "modalFeedback"})
_HIDDEN: Final = _FEEDBACK | {"stylesheet", "catalogInfo", "templateInline", "templateBlock"}
_KEPT: Final = frozenset({"href", "src", "alt", "start"})
_MARKED = re.compile(f"{MARK}(\\d+){MARK}")

StandIn = Callable[[Element], str | None]


def html_of(content: Iterable[str | Element], stand_in: StandIn = lambda _: None) -> str:
    """Return HTML; `stand_in` gives the text for an element that is not to be shown itself."""
    return "".join(_pieces(content, stand_in))


def _pieces(content: Iterable[str | Element], stand_in: StandIn) -> Iterator[str]:
    for child in content:
        if isinstance(child, str):
            yield html.escape(child.replace(MARK, ""), quote=False)
        elif child.name not in _HIDDEN:
            text = stand_in(child)
            yield from _element(child, stand_in) if text is None else (text,)


def _element(element: Element, stand_in: StandIn) -> Iterator[str]:
    name, given = element.name, {n: v for n, v in element.attributes.items() if n in _KEPT}
    if name == "object" and element.get("type").startswith("image/"):
        alt = element.text.strip() or element.get("label")
        name, given = "img", {"src": element.get("data"), "alt": alt}
    if name in {"object", "contentBody", "stimulusBody"} or name != name.lower():
        yield from _pieces(element.content, stand_in)
        return
    attributes = "".join(f' {n}="{html.escape(value)}"' for n, value in given.items())
    yield f"<{name}{attributes}>"
    if name not in _VOID:
        yield from _pieces(element.content, stand_in)
        yield f"</{name}>"


def markdown_of(content: Iterable[str | Element], *, one_line: bool = False) -> Converted:
    """Return what is shown as Markdown, and the pictures in it."""
    return markdown_from_html(html_of(content), one_line=one_line)


def numbered(interactions: list[Element]) -> StandIn:
    """Return what marks the place of each interaction."""
    places = {id(element): number for number, element in enumerate(interactions)}

    def stand_in(element: Element) -> str | None:
        number = places.get(id(element))
        return None if number is None else f"{MARK}{number}{MARK}"

    return stand_in


def is_interaction(element: Element) -> bool:
    """Tell whether something is answered here."""
    return element.name.endswith("Interaction")


def fill_marks(text: str, fill: Callable[[int], str]) -> str:
    """Replace the marks of interactions."""
    return _MARKED.sub(lambda found: fill(int(found[1])), text)


def cut_at_marks(text: str) -> list[str]:
    """Return what stands before, between and after the marks."""
    return _MARKED.sub(MARK, text).split(MARK)


def feedback_of(item: Element) -> list[Element]:
    """Return every feedback of an item, wherever it stands."""
    return list(item.all(*_FEEDBACK))
