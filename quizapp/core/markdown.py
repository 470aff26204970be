"""Markdown to safe HTML: no raw HTML in, and cleaned again on the way out."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_TAGS: Final = {
    *"p br hr em strong code pre blockquote ul ol li h2 h3 h4 h5 h6 a s".split(),
    *"table thead tbody tr th td".split(),
}
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}
_PLAIN = re.compile(r"[^\\`*_\[\]<>&!#|~\n]*\Z")
# A line that begins with a letter, and without anything that Markdown might take for its own.
_PROSE_LINE = r"""["'“‘„«(¿¡]?[^\W\d_][^\\`*_\[\]<>&#|~\n]*"""
_PROSE = re.compile(rf"{_PROSE_LINE}(?:(?<! )\n{_PROSE_LINE})*\Z")
_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')
_LINK = re.compile(r"<a .*?</a>", re.DOTALL)
# Characters that no text uses: one of them stands for a thing while the text around it is rendered.
_STAND_INS: Final = range(0xE000, 0xF8FF)
_FIRST_HEADING: Final = 2
_LAST_HEADING: Final = 6

T = TypeVar("T")


def render_block(text: str, top_heading: int = _FIRST_HEADING) -> str:
    """Render paragraphs, lists, tables and headings.

    `#` becomes a heading of level `top_heading`: a page's own heading comes first.
    """
    return _clean(_parser().render(text, {"top_heading": top_heading}))


def prose_paragraphs(text: str) -> list[str] | None:
    """Cut a text that has no Markdown in it into its paragraphs; None where there may be some.

    Most passages are plain prose: this takes a tenth of the time that rendering takes.
    """
    if not text.replace("\n", "").isprintable():
        return None
    pieces = [piece.strip("\n").rstrip(" ") for piece in text.strip("\n").split("\n\n")]
    return pieces if all(map(_PROSE.match, pieces)) else None


def render_inline(text: str) -> str:
    """Render one line: emphasis, code and links, no paragraphs."""
    if _PLAIN.match(text):
        return html.escape(text, quote=False)
    return _clean(_parser().renderInline(text))


def render_around(pieces: Sequence[str | T]) -> tuple[str | T, ...]:
    """Render Markdown in which things stand that are no text, and cut the HTML where they stand.

    Lines are kept. Where a thing would be lost or cannot stand (in a link, behind the last column
    of a table), all the text stays as it is written.
    """
    things = [piece for piece in pieces if not isinstance(piece, str)]
    written = "".join(piece for piece in pieces if isinstance(piece, str))
    mark = next(chr(code) for code in _STAND_INS if chr(code) not in written)
    marked = "".join(piece if isinstance(piece, str) else mark for piece in pieces)
    markup = _clean(_parser(keeps_lines=True).render(marked, {"top_heading": _FIRST_HEADING}))
    if _TAG.sub("", _LINK.sub("", markup)).count(mark) != len(things):
        markup = html.escape(marked.strip(), quote=False).replace("\n", "<br>")
    cut = chain.from_iterable(zip_longest(markup.split(mark), things, fillvalue=""))
    return tuple(piece for piece in cut if piece != "")


def plain_text(markup: str) -> str:
    """Return what a reader sees of rendered markup, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def split_first_paragraph(markup: str) -> tuple[str, str]:
    """Split rendered blocks into the first paragraph's inside and the rest."""
    match = re.match(r"\s*<p>(.*?)</p>\s*", markup, re.DOTALL)
    return (match.group(1), markup[match.end() :]) if match else ("", markup)


@cache
def _parser(keeps_lines: bool = False) -> MarkdownIt:
    # Imported when first used: a bank that is only listed needs no Markdown.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": keeps_lines})
    parser.enable(["table", "strikethrough"]).disable("image")
    parser.core.ruler.push("demote_headings", _demote_headings)
    return parser


def _demote_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            top = state.env["top_heading"]
            level = min(int(token.tag[1]) + top - 1, _LAST_HEADING)
            token.tag = f"h{level}"


def _clean(markup: str) -> str:
    import nh3

    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
    )
