"""Markdown: safe HTML and nothing else."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core import markdown
from quizapp.core.markdown import (
    plain_text,
    render_around,
    render_block,
    render_inline,
    split_first_paragraph,
)

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>)",
    "[x](vbscript:x)",
    '<a href="javascript:x">y</a>',
    "<svg/onload=alert(1)>",
    "![x](https://example.org/x.png)",
    '<p style="x" onclick="y">z</p>',
    '<https://example.org/"onmouseover=alert(1)>',
    "[x]: javascript:alert(1)\n\n[x]",
    "`<b>`<iframe>",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("render", [render_block, render_inline])
def test_nothing_hostile_comes_through(text: str, render: object) -> None:
    markup = render(text).lower()

    for word in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<p style",
        '<a href="javascript',
        '<a href="data',
    ):
        assert word not in markup
    assert '<a href="vbscript' not in markup


def test_raw_html_is_shown_as_text() -> None:
    assert render_inline("a <b>c</b>") == "a &lt;b&gt;c&lt;/b&gt;"


def test_a_link_to_the_web_works_and_promises_nothing() -> None:
    markup = render_inline("[site](https://example.org)")

    assert markup == '<a href="https://example.org" rel="noopener nofollow">site</a>'


def test_a_picture_in_markdown_is_no_picture() -> None:
    assert "<img" not in render_block("![alt](x.png)")


def test_headings_begin_below_the_pages_own() -> None:
    assert render_block("# One\n\n###### Six") == "<h2>One</h2>\n<h6>Six</h6>\n"


def test_plain_text_needs_no_markdown() -> None:
    assert render_inline("What is it? “Yes” – 5 % 'x' \"y\"") == "What is it? “Yes” – 5 % 'x' \"y\""


@given(st.text(st.characters(exclude_characters="\\`*_[]<>&!#|~\n\r\0", exclude_categories=["Cs"])))
@settings(deadline=None)
def test_the_short_way_for_plain_text_gives_what_the_long_way_gives(text: str) -> None:
    long_way = markdown._clean(markdown._parser().renderInline(text))
    assert plain_text(render_inline(text)) == plain_text(long_way)


@given(st.text())
@settings(deadline=None)
def test_any_text_can_be_rendered(text: str) -> None:
    assert "<script" not in render_block(text)
    assert "<script" not in render_inline(text)


def test_the_first_paragraph_is_split_off() -> None:
    assert split_first_paragraph(render_block("One *two*.\n\nThree.")) == (
        "One <em>two</em>.",
        "<p>Three.</p>\n",
    )
    assert split_first_paragraph("<ul></ul>") == ("", "<ul></ul>")


GAP = object()


def around(text: str) -> str:
    """Render a text whose gaps are written as `@`, and show each gap as `[ ]`."""
    pieces: list[str | object] = []
    for place, part in enumerate(text.split("@")):
        pieces += [GAP, part] if place else [part]
    return "".join(p if isinstance(p, str) else "[ ]" for p in render_around(pieces))


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Oil until @.", "<p>Oil until [ ].</p>\n"),
        ("@@", "<p>[ ][ ]</p>\n"),
        ("**Oil @** *@* `@`", "<p><strong>Oil [ ]</strong> <em>[ ]</em> <code>[ ]</code></p>\n"),
        ("One @\ntwo\n\nthree @", "<p>One [ ]<br>\ntwo</p>\n<p>three [ ]</p>\n"),
        ("- @\n- b", "<ul>\n<li>[ ]</li>\n<li>b</li>\n</ul>\n"),
        ("a <b> & {c} @", "<p>a &lt;b&gt; &amp; {c} [ ]</p>\n"),
        ("a \ue000 @", "<p>a \ue000 [ ]</p>\n"),
    ],
)
def test_markdown_is_rendered_around_what_is_no_text(text: str, markup: str) -> None:
    assert around(text) == markup


def test_what_is_no_text_can_stand_in_a_table() -> None:
    assert "<td>[ ]</td>" in around("| a | b |\n| --- | --- |\n| 1 | @ |")


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.org/@) **b**\nc",
        '[a](https://example.org/ "> @") **b**',
        "[a @ b](https://example.org) **b**",
        "[a]: https://example.org/@\n\n[a] **b**",
        "| a |\n| --- |\n| 1 | @ |",
        "```@\n**b**\n```",
    ],
)
def test_what_would_be_lost_or_cannot_stand_there_leaves_the_text_as_written(text: str) -> None:
    shown = around(text)
    assert html.unescape(shown.replace("<br>", "\n")) == text.replace("@", "[ ]")


@settings(max_examples=100)
@given(st.text(alphabet="@ab \n*_`[]()|-#>\\:<!&\t0.", max_size=60))
def test_nothing_that_is_no_text_is_lost(text: str) -> None:
    assert around(text).count("[ ]") >= text.count("@")
