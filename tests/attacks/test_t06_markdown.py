"""T6: whatever is written in Markdown, only known elements, attributes and addresses come out."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.markdown import render_block, render_inline
from tests.attacks.counts import count

TAGS: Final = frozenset(
    "p br hr em strong code pre blockquote ul ol li h2 h3 h4 h5 h6 a s "
    "table thead tbody tr th td".split()
)
ATTRIBUTES: Final = {"a": {"href", "title", "rel"}, "ol": {"start"}}
PIECES: Final = [
    *("<", ">", '"', "'", "&", "`", "```", "*", "**", "_", "~~", "#", "|", "-", "1. ", "> "),
    *("\n", "\n\n", "[", "](", ")", "![", "]: ", "<script>", "</script>", "<!--", "-->"),
    *("<img src=x onerror=alert(1)>", "javascript:", "JAVASCRIPT&colon;", "data:text/html,"),
    *("//e.example", "https://e.example", "mailto:a@b", "onclick=", "style=", "&#x6a;", "&lt;"),
    *("&NewLine;", "\\", "\t", " ", "a", "x=", "\0", "\ufffd"),
]


class Reader(HTMLParser):
    """Looks at every element that a browser would make of it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()), (tag, name)
            if name == "href":
                assert urlsplit(value or "").scheme in {"", "http", "https", "mailto"}, value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def _read(markup: str) -> None:
    reader = Reader()
    reader.feed(markup)
    reader.close()


@settings(max_examples=count(300, 20_000))
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25).map("".join))
def test_whatever_is_written_only_known_markup_comes_out(text: str) -> None:
    _read(render_block(text))
    _read(render_inline(text))


def test_what_is_not_known_is_seen() -> None:
    for markup in ("<img src=x>", "<p onclick=x>", '<a href="javascript:x">', "<!-- x -->"):
        try:
            _read(markup)
        except AssertionError:
            continue
        raise RuntimeError(markup)
