"""Moodle's texts: each with its format, and with the pictures that stand in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from quizapp.formats._markup import Converted, html_from_markdown, markdown_from_html
from quizapp.formats._text_formats import converted, one_line_of
from quizapp.formats._xml import Element

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

PLUGIN_FILE: Final = "@@PLUGINFILE@@/"
"""What stands before the name of a file that comes with a text."""

_FORMATS: Final = {
    "html": "html",
    "1": "html",
    "markdown": "markdown",
    "4": "markdown",
    "plain_text": "plain",
    "plain": "plain",
    "2": "plain",
    "moodle_auto_format": "moodle",
    "moodle": "moodle",
    "0": "moodle",
}
# Raw HTML, which our Markdown shows as it stands and Moodle's obeys; addresses in `<>` are links.
_TAG = re.compile(
    r"<(?=[A-Za-z/!?])(?!(?:https?|mailto|ftp):[^\s<>]*>|[\w.+-]+@[\w.-]+>)", re.IGNORECASE
)
_DEFUSED: Final = "&#60;"
_DEFUSED_TAG = re.compile(f"{_DEFUSED}(?=[A-Za-z/!?])")
_CODE = re.compile(r"`|\\<|~~~|^(?: {4}|\t)", re.MULTILINE)
_VOID: Final = frozenset({"br", "hr", "img"})


class Written(NamedTuple):
    """A text as it stands in the file, and its format."""

    text: str
    format: str


def raw_text(element: Element | None) -> str:
    """Return what stands in an element's `<text>`, or in itself; tags that are loose as HTML."""
    if element is None:
        return ""
    inner = element.child("text")
    if inner is None:
        return "".join(piece for piece in element.content if isinstance(piece, str)).strip()
    # Old files have HTML without CDATA around it.
    has_tags = any(inner.children())
    return ("".join(_tagged(inner.content)) if has_tags else inner.text).strip()


def _tagged(content: Iterable[str | Element]) -> Iterator[str]:
    for child in content:
        if isinstance(child, str):
            yield html.escape(child, quote=False)
            continue
        given = "".join(f' {n}="{html.escape(v)}"' for n, v in child.attributes.items())
        yield f"<{child.name}{given}>"
        if child.name not in _VOID:
            yield from _tagged(child.content)
            yield f"</{child.name}>"


def format_of(element: Element | None, default: str = "moodle") -> str:
    """Return the format an element's text is in: html, markdown, plain or moodle."""
    word = "" if element is None else element.get("format").strip().lower()
    return _FORMATS.get(word, default)


def to_markdown(text: str, format_: str, *, one_line: bool = False) -> Converted:
    """Return a text of Moodle as Markdown, and the pictures in it."""
    if format_ != "markdown":
        return converted(text, format_, one_line=one_line)
    if _TAG.search(text) or f"]({PLUGIN_FILE}" in text:
        parser = _moodles_markdown()
        markup = parser.renderInline(text) if one_line else parser.render(text)
        return markdown_from_html(markup, one_line=one_line)
    text = _DEFUSED_TAG.sub("<", text)
    return Converted(one_line_of(text) if one_line else text.strip())


@cache
def _moodles_markdown() -> MarkdownIt:
    # Imported when first used. What it gives is cleaned by `markdown_from_html`.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def from_markdown(markdown: str, *, one_line: bool = False) -> Written:
    """Return Markdown as it stands, with what Moodle would take for HTML defused."""
    if not _TAG.search(markdown):
        return Written(markdown, "markdown")
    if _CODE.search(markdown):
        return Written(html_from_markdown(markdown, one_line=one_line), "html")
    return Written(_TAG.sub(_DEFUSED, markdown), "markdown")
