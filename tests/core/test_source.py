"""YAML text to nodes: scalars stay text, and everything has its place."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core.diagnostics import Diagnostic, Span
from quizapp.core.nodes import Mapping, Scalar, Sequence, locate, to_plain
from quizapp.core.source import Source as Text
from quizapp.core.source import parse_source
from tests.core.quiz_text import parse, plain


def only(text: str) -> Diagnostic:
    _, [diagnostic] = parse(text)
    return diagnostic


@pytest.mark.parametrize(
    "typed",
    "No 1990 1:30 007 2001-01-01 ~ null True 0x1F 1e3 .inf 1_000 +1 0.50 = yes -7 é".split(),
)
def test_a_scalar_stays_the_text_that_was_typed(typed: str) -> None:
    assert plain(f"a: {typed}\nb: [{typed}]\n{typed}: c\n") == {
        "a": typed,
        "b": [typed],
        typed: "c",
    }


def test_five_choices_are_five_texts() -> None:
    texts = ["No", "1990", "1:30", "007", "2001-01-01"]

    assert plain(f"choices: [{', '.join(texts)}]") == {"choices": texts}


@pytest.mark.parametrize("empty", ["a:", "a: ", "a:   # nothing yet"])
def test_nothing_behind_a_name_equals_leaving_it_out(empty: str) -> None:
    assert plain(f"{empty}\nb: x") == {"b": "x"}
    node, _ = parse(empty)
    assert isinstance(node, Mapping)
    assert node.get("a") is None


def test_an_empty_text_in_quotes_is_a_text() -> None:
    assert plain("a: ''\nb: \"\"\nc: |\n") == {"a": "", "b": "", "c": ""}


def test_a_repeated_name_is_an_error_that_says_where_the_first_stands() -> None:
    node, [diagnostic] = parse("title: A\nlanguage: en\ntitle: B")

    assert diagnostic.code == "Q004"
    assert diagnostic.span == Span(3, 1, 3, 6)
    assert diagnostic.label == "first in line 1"
    assert node is not None
    assert to_plain(node) == {"title": "A", "language": "en"}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("title: &name Text", 1, 8, "an anchor (`&name`)"),
        ("a: b\ntitle: *name", 2, 8, "an alias"),
        ("a:\n  <<: b", 2, 3, "a merge key"),
        ("title: !!str Text", 1, 8, "a tag"),
        ("title: !important", 1, 8, "a tag (`!important`)"),
        ("title: A\n---\ntitle: B", 2, 1, "a second document"),
        ("[a, b]: c", 1, 1, "a field's name must be a text"),
        ("{a: b}: c", 1, 1, "a field's name must be a text"),
    ],
)
def test_what_yaml_adds_to_texts_is_refused(text: str, line: int, column: int, words: str) -> None:
    diagnostic = only(text)

    assert diagnostic.code == "Q005"
    assert (diagnostic.line, diagnostic.column) == (line, column)
    assert words in diagnostic.message


@pytest.mark.parametrize(
    ("text", "line", "column", "name"),
    [
        ("title:\tA", 1, 7, "a tab"),
        ("title: A\nlanguage: é𝄞\t", 2, 13, "a tab"),
        ("title: A\0", 1, 9, "U+0000"),
        ("title: ü\x1b[0m", 1, 9, "U+001B"),
        ("title: A\x85", 1, 9, "U+0085"),
        ("a: b\n\n𝄞: A\u2028", 3, 5, "U+2028"),
        ("title: A\rlanguage: en", 1, 9, "U+000D"),
        ("title: A\ufeff", 1, 9, "U+FEFF"),
        ("title: A\uffff", 1, 9, "U+FFFF"),
        ("title: A\ud800", 1, 9, "U+D800"),
    ],
)
def test_a_character_nobody_sees_is_shown_at_its_place(
    text: str, line: int, column: int, name: str
) -> None:
    diagnostic = only(text)

    assert diagnostic.code == "Q003"
    assert (diagnostic.line, diagnostic.column) == (line, column)
    assert name in diagnostic.message


def test_every_line_with_a_tab_is_named() -> None:
    _, diagnostics = parse("a: b\n\tc: d\ne: f\n\tg: h\ti: j")

    assert [(d.line, d.column) for d in diagnostics] == [(2, 1), (4, 1)]


def test_an_escape_cannot_bring_a_control_character_in() -> None:
    node, [diagnostic] = parse('title: "a\\0b"')

    assert diagnostic.code == "Q003"
    assert node is not None
    assert to_plain(node) == {"title": "ab"}


def test_a_direction_mark_is_a_warning() -> None:
    assert only("title: A\u202eB").code == "W103"


@pytest.mark.parametrize("text", ["prompt: What is #1?", "prompts:\n  - A\n  - What is #1?"])
def test_a_text_cut_by_a_comment_is_a_warning(text: str) -> None:
    diagnostic = only(text)

    assert diagnostic.code == "W102"
    lines = text.split("\n")
    assert lines[diagnostic.line - 1][diagnostic.column - 1 :] == "#1?"
    assert diagnostic.help == "Put the whole text in quotes."


@pytest.mark.parametrize("text", ["a: b # a comment", "a: b  # c", "a: 'What is #1?'", "#1\na: b"])
def test_a_comment_and_quotes_give_no_warning(text: str) -> None:
    assert not parse(text)[1]


@pytest.mark.parametrize("text", ["a: b\r\nc: |\r\n  d\r\n  e\r\n", "\ufeffa: b\nc: |\n  d\n  e\n"])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(text: str) -> None:
    assert plain(text) == {"a": "b", "c": "d\ne\n"}


def test_a_missing_final_newline_changes_nothing() -> None:
    assert plain("a: b\nc: d") == plain("a: b\nc: d\n")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_has_no_node(text: str) -> None:
    node, diagnostics = parse(text)

    assert not diagnostics
    assert node is None or to_plain(node) == ""


def test_every_node_knows_its_place() -> None:
    node, _ = parse("é: ü\nlist:\n  - one\n  - two: 𝄞x\n    three:\n")
    assert node is not None

    assert locate(node, ("é",)) == Span(1, 4, 1, 5)
    assert locate(node, ("é",), on_name=True) == Span(1, 1, 1, 2)
    assert locate(node, ("list",)) == Span(2, 1, 2, 5)
    assert locate(node, ("list", 0)) == Span(3, 5, 3, 8)
    assert locate(node, ("list", 1, "two")) == Span(4, 10, 4, 12)
    assert locate(node, ("list", 1, "three")) == Span(5, 5, 5, 10)
    assert locate(node, ("list", 7, "nowhere")) == Span(2, 1, 2, 5)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]))
NAMES = st.sampled_from(["a", "b", "ö ö", "No", "1990"])
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, TREES, min_size=1))
@settings(deadline=None)
def test_what_was_written_as_yaml_is_read_as_the_same_texts(tree: dict[str, object]) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, width=10_000)
    source = Text(text, "quiz.yaml")
    node = parse_source(source)

    assert [d for d in source.diagnostics if d.is_error and d.code != "Q003"] == []
    assert source.has_errors or (node is not None and to_plain(node) == tree)


PIECES = [
    *"a[]{},'\"|>#&*!%@`?~\\é𝄞\t\0\n\ud800\ufeff\u2028",
    ": ",
    "- ",
    "  ",
    "---\n",
    "...",
    "<<",
]
YAML_LIKE = st.lists(st.sampled_from([*PIECES, "\r\n", "title: "]), max_size=40).map("".join)


@given(st.one_of(YAML_LIKE, st.text(), st.text(st.characters(categories=["Cs", "Cc", "Zs", "Po"]))))
@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_or_explained_within_the_file(text: str) -> None:
    source = Text(text, "quiz.yaml")
    node = parse_source(source)

    assert node is None or isinstance(node, Scalar | Sequence | Mapping)
    for diagnostic in source.diagnostics:
        span = diagnostic.span
        assert 1 <= span.line <= span.end_line <= len(source.lines) + 1
        assert 1 <= span.column <= len((*source.lines, "")[span.line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert diagnostic.message
        assert "cannot be read (" not in diagnostic.message


def test_a_name_that_is_only_a_comment_is_no_crash() -> None:
    _, diagnostics = parse("?  #x")

    assert [d.code for d in diagnostics] == ["W102", "Q005"]
