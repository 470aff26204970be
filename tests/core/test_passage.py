"""The passage: paragraphs, sentences, quotations and marks."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizapp.core import passage_html
from quizapp.core.folding import fold_typography
from quizapp.core.markdown import prose_paragraphs
from quizapp.core.passage import Paragraph, Passage, Run, count_words
from quizapp.core.passage import split_sentences as cut
from quizapp.core.passage_html import read_blocks, render_runs

TEXT = """\
# Heading

One *two* three.

- item **a**
- item b

> quoted

| x | y |
| - | - |
| 1 | 2 |

Last [line](https://example.org "t").
"""


def passage_of(text: str, language: str = "en") -> Passage:
    return Passage("", "", "", "", "", language, read_blocks(text, language))


def texts(text: str) -> list[str]:
    return [paragraph.text for paragraph in passage_of(text).paragraphs]


class Balance(HTMLParser):
    """Collects text, and refuses tags that cross."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read_markup(markup: str) -> str:
    parser = Balance()
    parser.feed(markup)
    parser.close()
    assert parser.open == []
    return parser.text


def wrap(text: str, index: int) -> str:
    return f'<mark id="m{index}">{text}</mark>'


def test_list_items_and_cells_are_paragraphs_and_headings_are_not() -> None:
    paragraphs = passage_of(TEXT).paragraphs

    assert [p.text for p in paragraphs] == [
        *["One two three.", "item a", "item b", "quoted", "x", "y", "1", "2", "Last line."]
    ]
    assert [p.number for p in paragraphs] == list(range(1, 10))


def test_headings_stand_between_the_paragraphs_below_the_pages_own() -> None:
    blocks = passage_of(TEXT).blocks

    assert blocks[0] == "<h2>Heading</h2><p>"
    assert "".join(b for b in blocks if isinstance(b, str)).count("<li>") == 2


def test_the_blocks_put_together_are_the_whole_page() -> None:
    whole = "".join(
        block if isinstance(block, str) else render_runs(block, [], wrap)
        for block in passage_of(TEXT).blocks
    )

    words = "Heading One two three. item a item b quoted x y 1 2 Last line."
    assert "".join(read_markup(whole).split()) == words.replace(" ", "")


def test_a_mark_never_crosses_a_tag() -> None:
    [paragraph] = passage_of("One *two three* four.").paragraphs

    assert render_runs(paragraph, [(0, 7)], wrap) == (
        '<mark id="m0">One </mark><em><mark id="m0">two</mark> three</em> four.'
    )


def test_text_between_marks_is_escaped() -> None:
    [paragraph] = passage_of("a &lt;b> & c").paragraphs

    assert paragraph.text == "a <b> & c"
    assert render_runs(paragraph, [(2, 3)], wrap) == 'a <mark id="m0">&lt;</mark>b&gt; &amp; c'


MARKDOWN = st.lists(
    st.sampled_from(
        ["one ", "two", "*", "**", "`", "[x](y)", "&lt;", "é", "\n", "𝄞 ", "<b>", "“q”"]
    ),
    min_size=1,
    max_size=25,
).map("".join)


@given(MARKDOWN, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
@settings(deadline=None)
def test_overlapping_marks_give_balanced_markup_and_the_same_text(
    text: str, marks: list[tuple[int, int]]
) -> None:
    for paragraph in passage_of(text).paragraphs:
        inside = [(min(m), max(m)) for m in marks]
        markup = render_runs(paragraph, inside, wrap)
        assert read_markup(markup) == paragraph.text
        for index, (start, end) in enumerate(inside):
            found = re.findall(rf'<mark id="m{index}">(.*?)</mark>(?!</mark>)', markup, re.DOTALL)
            assert not paragraph.text[start:end].strip() or found


TYPOGRAPHIC = st.text(st.sampled_from("ab “”‘’'\"–—-…. \u00a0\u00ad\u200b\n«é𝄞"), max_size=40)


def paragraph_of(text: str) -> Passage:
    return Passage("", "", "", "", "", "en", (Paragraph(1, (Run(text, True),), text, "en"),))


@given(TYPOGRAPHIC, st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_whatever_is_quoted_is_found_where_it_stands(text: str, start: int, end: int) -> None:
    quotation = text[start:end]
    if not fold_typography(quotation):
        return
    passage = paragraph_of(text)
    places = passage.find(quotation)

    assert places
    for place in places:
        words = fold_typography(passage.text_of(place))
        # The one character `…` stands for three, and may be quoted in part.
        assert fold_typography(quotation) in words
        assert words == fold_typography(quotation) or "…" in text


def test_every_place_is_found() -> None:
    places = passage_of("ana anana\n\nana").find("ana")

    assert [(p.paragraph, p.start, p.end) for p in places] == [
        *[(1, 0, 3), (1, 4, 7), (1, 6, 9), (2, 0, 3)]
    ]


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b"])
def test_nothing_is_found_nowhere(nothing: str) -> None:
    assert passage_of("Some text.").find(nothing) == []


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in cut(text, language)]


def test_sentences_are_cut_by_the_rules_of_the_language() -> None:
    assert sentences("Dr. Smith came at 5 p.m. and left. He won.") == [
        "Dr. Smith came at 5 p.m. and left.",
        "He won.",
    ]
    assert sentences("これは文です。次の文です。", "ja") == ["これは文です。", "次の文です。"]
    assert sentences("No end") == ["No end"]
    assert cut("", "en") == ((0, 0),)
    assert sentences("One. Two.", "xx-unknown") == ["One.", "Two."]


@given(st.text(max_size=120))
@settings(deadline=None)
def test_sentences_lie_in_order_within_the_text(text: str) -> None:
    edges = [edge for sentence in cut(text, "en") for edge in sentence]

    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


def test_stored_sentences_win() -> None:
    [paragraph] = (
        b for b in read_blocks("One. Two.", "en", (((0, 9),),)) if isinstance(b, Paragraph)
    )

    assert paragraph.sentences == ((0, 9),)


def test_words_of_scripts_without_spaces_are_counted_by_characters() -> None:
    assert count_words("Two words") == 2
    assert count_words("日本語文") == 3


PROSE = st.lists(
    st.sampled_from(
        [*"a b 1.-+=:(\"'!&*#>|é“…\n", "\n\n", " \n\n", "Abc def", "www.x.de", "\n==\n", "\xa0"]
    ),
    max_size=20,
).map("".join)


@given(PROSE)
@example("One line.\nAnother.\n\n“Who?” said she. \n\n\nI.")
@settings(deadline=None, max_examples=300)
def test_plain_prose_is_cut_as_markdown_cuts_it(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passage_html, "prose_paragraphs", lambda _text: None)
        rendered = read_blocks(text, "en")

    assert read_blocks(text, "en") == rendered


def test_most_passages_are_plain_prose() -> None:
    assert prose_paragraphs("One line.\nAnother.\n\n“Who?” said she. \n\n\nI.\n") == [
        "One line.\nAnother.",
        "“Who?” said she.",
        "I.",
    ]
