"""A passage in numbered lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.markdown import plain_text
from quizapp.core.paper.lines import MEASURE, LinedPassage, cut_lines, lay_out
from quizapp.core.passage import Passage, Stretch
from quizapp.core.passage_html import read_blocks
from tests.core.types.build import passage_of


def laid(text: str) -> LinedPassage:
    return lay_out(passage_of(text))


def texts(lined: LinedPassage, paragraph: int = 1) -> list[str]:
    return [plain_text(line.markup) for line in lined.lines[paragraph]]


def lines_of(lined: LinedPassage, quotation: str) -> tuple[int, int]:
    [stretch] = lined.passage.find(quotation)
    return lined.lines_of(stretch)


def test_lines_are_cut_between_words() -> None:
    lined = laid("Hale Point got its lighthouse in 1871. " * 5)
    assert texts(lined)[0] == (
        "Hale Point got its lighthouse in 1871. Hale Point got its lighthouse"
    )
    assert all(len(text) <= MEASURE for text in texts(lined))


def test_a_quotation_stands_in_these_lines() -> None:
    lined = laid(f"{'east ' * 12}the first end of it goes on {'east ' * 12}\n\nLast one.")
    assert lines_of(lined, "the first end of it") == (1, 2)
    assert lines_of(lined, "the first") == (1, 1)
    assert lines_of(lined, "Last one.") == (4, 4)
    assert (lined.first, lined.last) == (1, 4)


def test_every_fifth_line_shows_its_number_and_headings_have_none() -> None:
    lined = laid("# Head\n\n" + "\n\n".join(f"Line {n}." for n in range(1, 12)))
    shown = re.findall(r'paper-lineno">(\d+)</span>(Line \d+)', lined.markup)
    assert shown == [("5", "Line 5"), ("10", "Line 10")]


def test_emphasis_that_goes_on_is_closed_and_opened_again() -> None:
    lined = laid(f"One *{'long ' * 30}end* and `code`.")
    assert lined.lines[1][0].markup.startswith("One <em>long")
    for line in lined.lines[1]:
        assert line.markup.count("<em>") == line.markup.count("</em>")


def test_lines_that_the_author_broke_stay() -> None:
    verse = laid("Roses are red,  \nviolets are blue.")
    assert texts(verse) == ["Roses are red,", "violets are blue."]
    code = laid("```\nif so:\n    stop\n```")
    assert code.lines[1][1].markup == "<code>    stop\n</code>".replace("\n", "")


def test_a_row_of_a_table_is_one_line() -> None:
    lined = laid(
        "Above.\n\n| year | fuel |\n|---|---|\n| 1871 | whale oil |\n| 1904 | coal |\n\nEnd."
    )
    assert lines_of(lined, "whale oil") == lines_of(lined, "1871") == (3, 3)
    assert lines_of(lined, "End.") == (5, 5)
    assert '<span class="paper-lineno">5</span>End.' in lined.markup


def test_list_items_have_narrower_lines() -> None:
    item = laid("- " + "word " * 30)
    assert max(map(len, texts(item))) <= MEASURE - 4


def test_a_word_that_no_line_can_hold_is_cut() -> None:
    lined = laid("See " + "x" * 200 + " there")
    assert [len(text) for text in texts(lined)][1:3] == [72, 72]


def test_scripts_without_spaces_are_cut_between_characters() -> None:
    lined = laid("中文没有空格，" * 12)
    found = texts(lined)
    assert max(map(len, found)) <= MEASURE // 2 + 1
    assert not any(text.startswith("，") for text in found)


def test_an_accent_stays_with_its_letter() -> None:
    lined = laid("e\u0301" * 200)
    assert not any(text.startswith("\u0301") for text in texts(lined))


def test_labels_stand_before_their_sentence_and_take_room() -> None:
    passage = passage_of("It was lit. " * 12)
    starts = [start for start, _ in passage.paragraphs[0].sentences]
    lined = lay_out(passage, 1, {1: {at: str(n) for n, at in enumerate(starts, 1)}})
    assert '<sup class="paper-count">2</sup>It was lit.' in lined.lines[1][0].markup
    assert lined.lines[1][0].end < lay_out(passage).lines[1][0].end


PIECE = st.sampled_from(
    ["word", "a", "*on and on*", "**x**", "`y`", "  \n", "\n", "well-known", "中文", "W" * 90]
)


@given(st.lists(PIECE, min_size=1, max_size=60))
def test_no_word_is_lost_and_no_line_too_wide(pieces: list[str]) -> None:
    passage = Passage("p", "", "", "", "", "en", read_blocks("x " + " ".join(pieces), "en"))
    lined = lay_out(passage)
    for paragraph in passage.paragraphs:
        shown = "".join(line.markup for line in lined.lines[paragraph.number])
        assert _bare(re.sub("<[^>]*>", "", shown)) == _bare(paragraph.text)
        for line in lined.lines[paragraph.number]:
            assert line.end - line.start <= MEASURE
            assert lined.lines_of(Stretch(paragraph.number, line.start, line.end)) == (
                line.number,
                line.number,
            )


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("text", ["", "   "])
def test_a_paragraph_with_nothing_in_it_is_a_line(text: str) -> None:
    [paragraph] = passage_of("x").paragraphs
    empty = type(paragraph)(1, (), text, "en")
    assert cut_lines(empty, MEASURE) == [(0, len(text))]
