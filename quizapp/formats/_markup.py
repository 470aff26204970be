"""Plain text and HTML to the Markdown of quiz files, and back."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, NamedTuple

import nh3

from quizapp.core.limits import SCALAR_CHARACTERS
from quizapp.core.markdown import plain_text, render_block, render_inline
from quizapp.core.writing import clean_text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&=:])")
# A line that shows itself, whatever it stands in: no need to render it.
_HARMLESS = re.compile(r"(?![\d\s#>+=-])[^\\`*_\[\]<>&|~\n]*(?<!#)\Z")
_WORDS_ALONE = re.compile(r"\s*(?:<p>)?([^<>&]*)(?:</p>)?\s*\Z")
_EMPHASIS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~"}
_BLOCKS: Final = frozenset("p div section article figure figcaption dl dt dd address".split())
_HEADINGS: Final = {f"h{level}": "#" * level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol"})
_TABLE: Final = frozenset("table thead tbody tr th td".split())
_TAGS: Final = {
    *_EMPHASIS, *_BLOCKS, *_HEADINGS, *_LISTS, *_TABLE,
    *"li br hr a code pre blockquote img".split(),
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}


def markdown_from_plain(text: str) -> str:
    """Return Markdown that shows a text as it stands, its lines as one paragraph's."""
    text = "\n".join(line.strip() for line in clean_text(text).strip().split("\n"))
    is_harmless = _HARMLESS.match(text) or plain_lines(text) == text
    return text if is_harmless else _SPECIAL.sub(r"\\\1", text)


def plain_lines(markdown: str) -> str:
    """Return what a reader sees of Markdown, a paragraph or item a line."""
    blocks = re.split(r"</(?:p|li|h\d|tr|pre|blockquote)>|<br>|<hr>", render_block(markdown))
    lines = (line for block in blocks for line in block.split("\n"))
    return "\n".join(shown for line in lines if (shown := plain_text(line)))


def plain_line(markdown: str) -> str:
    """Return what a reader sees of one line of Markdown."""
    return plain_text(render_inline(markdown))


class Converted(NamedTuple):
    """Markdown made of HTML, and the addresses of the pictures that stood in it."""

    markdown: str
    pictures: tuple[str, ...] = ()


def markdown_from_html(markup: str, *, one_line: bool = False) -> Converted:
    """Return Markdown for a piece of HTML; what Markdown cannot say keeps its words.

    `one_line` is for choices and the like, where no blocks can stand.
    """
    if (words := _only_words(markup)) is not None:
        return Converted(words)
    # nh3 makes it well-formed, whatever it was, and drops scripts with all that is in them.
    clean = nh3.clean(
        clean_text(markup[:SCALAR_CHARACTERS]),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    writer = _Writer(one_line)
    writer.feed(clean)
    writer.close()
    writer.flush()
    blocks = [" ".join(block.split()) for block in writer.blocks] if one_line else writer.blocks
    return Converted((" " if one_line else "\n").join(blocks).strip("\n"), tuple(writer.pictures))


def _only_words(markup: str) -> str | None:
    """Return the words of HTML that is one paragraph of nothing else: what most of it is."""
    found = _WORDS_ALONE.match(markup)
    words = " ".join(clean_text(found[1]).split()) if found else ""
    return words if found and len(markup) < SCALAR_CHARACTERS and _HARMLESS.match(words) else None


@dataclass
class _Piece:
    """A stretch of a line: as it stands, and with every mark escaped."""

    bare: str
    escaped: str
    opens: bool = False


@dataclass
class _Container:
    """A list item or a quotation: what stands before its first line, and before the others."""

    first: str
    rest: str
    is_begun: bool = False
    count: int = 0
    tag: str = ""


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)


class _Writer(HTMLParser):
    """Takes tags and texts one by one, and puts finished blocks into `blocks`."""

    def __init__(self, one_line: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.pictures: list[str] = []
        self._one_line = one_line
        self._line: list[_Piece] = []
        self._stack: list[_Container] = []
        self._links: list[str] = []
        self._heading = ""
        self._table: _Table | None = None
        self._verbatim = 0
        self._was_item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _EMPHASIS:
            self._mark(_EMPHASIS[tag])
        elif tag == "a":
            self._links.append(given.get("href", ""))
            self._mark("[")
        elif tag == "code" and not self._verbatim:
            self._mark("`")
        elif tag == "br":
            self._mark(" " if self._one_line or self._table else "\\\n")
        elif tag == "img":
            self._picture(given)
        elif tag in _TABLE:
            self._start_of_table(tag)
        else:
            self._start_of_block(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPHASIS:
            self._mark(_EMPHASIS[tag], closes=True)
        elif tag == "a" and self._links:
            address = self._links.pop().replace(" ", "%20").replace(")", "%29")
            self._mark(f"]({address})" if address else "]")
        elif tag == "code" and not self._verbatim:
            self._mark("`", closes=True)
        elif tag in _TABLE:
            self._end_of_table(tag)
        else:
            self._end_of_block(tag)

    def handle_data(self, data: str) -> None:
        if self._verbatim:
            self._line.append(_Piece(data, data))
        else:
            text = re.sub(r"\s+", " ", data)
            if text.startswith(" ") and self._line and self._line[-1].opens:
                self._line.insert(-1, _Piece(" ", " "))
                text = text[1:]
            self._line.append(_Piece(text, _SPECIAL.sub(r"\\\1", text)))

    def flush(self) -> None:
        """End the block that is being written."""
        pieces, self._line = self._line, []
        heading = f"{self._heading} " if self._heading and not self._one_line else ""
        text = _joined(pieces, heading, verbatim=self._verbatim > 0)
        if text:
            self._add((heading + text).split("\n"))

    def _mark(self, mark: str, *, closes: bool = False) -> None:
        """Add a mark; spaces inside its end are moved out, where Markdown wants them."""
        if closes and self._line and (last := self._line[-1]).bare.endswith(" "):
            last.bare, last.escaped = last.bare.rstrip(" "), last.escaped.rstrip(" ")
            mark += " "
        if closes and self._line and self._line[-1].bare == mark.strip():
            self._line.pop()
            return
        self._line.append(_Piece(mark, mark, opens=not closes and mark.strip("*~") == ""))

    def _picture(self, given: dict[str, str]) -> None:
        self.pictures.append(given.get("src", ""))
        if alt := given.get("alt", "").strip():
            self.handle_data(f" {alt} ")

    def _start_of_block(self, tag: str, given: dict[str, str]) -> None:
        self.flush()
        if tag in _LISTS:
            start = given.get("start", "")
            first = int(start) if start.isascii() and start.isdigit() else 1
            self._stack.append(_Container("", "", count=min(first, 9999) - 1, tag=tag))
        elif tag == "li":
            self._start_of_item()
        elif tag == "blockquote":
            self._stack.append(_Container("> ", "> ", tag=tag))
        elif tag == "pre":
            self._verbatim += 1
        elif tag == "hr" and not self._one_line:
            self._add(["---"])
        self._heading = _HEADINGS.get(tag, "")

    def _start_of_item(self) -> None:
        owner = next((c for c in reversed(self._stack) if c.tag in _LISTS), None)
        mark = "- "
        if owner and owner.tag == "ol":
            owner.count += 1
            mark = f"{owner.count}. "
        self._stack.append(_Container(mark, " " * len(mark), tag="li"))

    def _end_of_block(self, tag: str) -> None:
        if tag == "pre":
            self._end_of_verbatim()
        self.flush()
        self._heading = ""
        if tag in _LISTS or tag in {"li", "blockquote"}:
            while self._stack and self._stack.pop().tag != tag:
                pass

    def _end_of_verbatim(self) -> None:
        text = "".join(piece.bare for piece in self._line).strip("\n")
        self._line = []
        self._verbatim = max(0, self._verbatim - 1)
        if text and not self._one_line:
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
            self._add([fence, *text.split("\n"), fence])
        elif text:
            self.handle_data(text)

    def _start_of_table(self, tag: str) -> None:
        if tag == "table":
            self.flush()
            self._table = _Table()
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])

    def _end_of_table(self, tag: str) -> None:
        if self._table is None:
            return
        if tag in {"td", "th"} and self._table.rows:
            pieces, self._line = self._line, []
            self._table.rows[-1].append(_joined(pieces).replace("\n", " "))
        elif tag == "table":
            self.flush()
            rows, self._table = [row for row in self._table.rows if row], None
            if rows:
                words = [" ".join(" ".join(row) for row in rows)]
                self._add(words if self._one_line else _table_lines(rows))

    def _add(self, lines: list[str]) -> None:
        prefixes = ["", ""]
        is_item = any(c.tag == "li" for c in self._stack)
        starts_item = bool(self._stack) and self._stack[-1].tag == "li"
        starts_item = starts_item and not self._stack[-1].is_begun
        for container in self._stack:
            prefixes[0] += container.rest if container.is_begun else container.first
            prefixes[1] += container.rest
            container.is_begun = container.is_begun or bool(container.first)
        if self._one_line:
            prefixes = ["", ""]
        # A blank line parts all blocks but the items of one list.
        elif self.blocks and not (starts_item and self._was_item):
            self.blocks.append(prefixes[1].rstrip() if is_item or self._stack else "")
        self._was_item = is_item
        self.blocks.append(prefixes[0] + lines[0])
        self.blocks += [(prefixes[1] + line).rstrip() for line in lines[1:]]


def _table_lines(rows: list[list[str]]) -> list[str]:
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return [lines[0], f"|{' --- |' * width}", *lines[1:]]


def _joined(pieces: list[_Piece], heading: str = "", *, verbatim: bool = False) -> str:
    """Return a line of Markdown: without escapes where they change nothing."""
    bare, escaped = _line([p.bare for p in pieces]), _line([p.escaped for p in pieces])
    if verbatim or bare == escaped or _HARMLESS.match(bare):
        return bare
    is_harmless = render_block(heading + bare) == render_block(heading + escaped)
    return bare if is_harmless else escaped


def _line(texts: list[str]) -> str:
    text = re.sub(r" {2,}", " ", "".join(texts))
    text = re.sub(r" ?\\\n ?", "\\\\\n", text)
    # Editors leave a `<br>` at the end of a paragraph: it breaks nothing there.
    return re.sub(r"\A(?:\s|\\\n)+|(?:\\\n\s*)+\Z", "", text).strip()


def html_from_markdown(markdown: str, *, one_line: bool = False) -> str:
    """Return the HTML of Markdown as a page shows it."""
    return render_inline(markdown) if one_line else render_block(markdown).strip()


def html_from_plain(text: str) -> str:
    """Return a text as HTML."""
    return html.escape(text, quote=False)
