"""HTML and plain text become Markdown that shows the same words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.core.markdown import plain_text, render_block
from quizapp.core.writing import clean_text
from quizapp.formats._markup import (
    html_from_markdown,
    markdown_from_html,
    markdown_from_plain,
)

MARKS = st.text(alphabet="ab 1.\\`*_[]<>()#+-!|~&=:\n", max_size=25)


def shown(markdown: str) -> str:
    return plain_text(render_block(markdown))


@given(text=st.one_of(MARKS, st.text(max_size=40)))
@example(text="1. not a list")
@example(text="    not code")
@example(text="a *b* c")
@example(text="&lt;")
def test_a_plain_text_is_shown_as_it_stands(text: str) -> None:
    assert shown(markdown_from_plain(text)) == " ".join(clean_text(text).split())


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<p>One <b>two</b> three.</p>", "One **two** three."),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two", "One\\\nTwo"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<h2>Title</h2>Text", "## Title\n\nText"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ('<a href="https://example.org/a">here</a>', "[here](https://example.org/a)"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td></tr></table>",
         "| a | b |\n| --- | --- |\n| 1 |  |"),
        ("snake_case costs 3 * 4", "snake_case costs 3 * 4"),
        ("not *this*", r"not \*this\*"),
        ("<i> spaced </i>word", "*spaced* word"),
        ("<script>alert(1)</script>kept", "kept"),
        ("x<sub>2</sub>", "x2"),
    ],
)  # fmt: skip
def test_html_becomes_the_markdown_a_teacher_would_write(markup: str, markdown: str) -> None:
    assert markdown_from_html(markup).markdown == markdown


@given(text=st.one_of(MARKS, st.text(max_size=40)), tag=st.sampled_from(["p", "li", "td", "h2"]))
@example(text="1 #", tag="h2")
def test_the_words_of_html_are_kept(text: str, tag: str) -> None:
    markup = f"<{tag}>{html_from_markdown(markdown_from_plain(text), one_line=True)}</{tag}>"
    assert shown(markdown_from_html(markup).markdown) == plain_text(markup)


@given(markup=st.text(alphabet="<>/abiptlurd \n\"'=&;*_`", max_size=60))
def test_no_html_is_too_broken(markup: str) -> None:
    markdown_from_html(markup)
    assert "\n" not in markdown_from_html(markup, one_line=True).markdown


@pytest.mark.parametrize(
    "markdown",
    ["A **bold** word", "- a\n- b", "1. a\n2. b", "> quoted", "a\\\nb", "`code` here", "~~no~~"],
)
def test_markdown_survives_its_way_through_html(markdown: str) -> None:
    assert markdown_from_html(html_from_markdown(markdown)).markdown == markdown


def test_pictures_are_named() -> None:
    converted = markdown_from_html('<p>Look: <img src="a.png" alt="a tower"></p>')
    assert converted.markdown == "Look: a tower"
    assert converted.pictures == ("a.png",)


def test_a_break_at_the_end_of_a_paragraph_breaks_nothing() -> None:
    assert markdown_from_html("<p>Why?<br></p>").markdown == "Why?"
    assert markdown_from_html("<p><br>One.<br>Two.<br> <br></p>").markdown == "One.\\\nTwo."
