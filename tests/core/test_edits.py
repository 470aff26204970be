"""Edits of a file: what changes, and that nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.core.diagnostics import Span
from quizapp.core.edits import Edit, add_item, apply_edits, put_field, put_list, put_text
from quizapp.core.nodes import Mapping, Node, Scalar, Sequence
from quizapp.core.source import Source, parse_source


def parse(text: str) -> tuple[Source, Node]:
    source = Source(text, "quiz.yaml")
    root = parse_source(source)
    assert root is not None, source.diagnostics
    return source, root


def scalar(root: Node, name: str = "a") -> Scalar:
    assert isinstance(root, Mapping)
    node = root.entries[name]
    assert isinstance(node, Scalar)
    return node


def with_text(text: str, new: str) -> str:
    """Give the field `a` another text."""
    source, root = parse(text)
    return apply_edits(text, put_text(source, scalar(root), new))


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("a: who was not there  # x\nb: c\n", "who was **not** there", "a: who was **not** there"),
        ("a: Not now\n", "**Not** now", 'a: "**Not** now"\n'),
        ("a: It's not now\n", "It's **not** now", "a: It's **not** now\n"),
        ("a: 'it''s not'\n", "it's **not**", "a: 'it''s **not**'\n"),
        ('a: "say \\"not\\""\n', 'say "**not**"', 'a: "say \\"**not**\\""\n'),
        ("a: one\n  two not\n  three\n", "one two **not** three", "  two **not**\n  three\n"),
        ("a: |  # why\n  one\n\n  not two\n", "one\n\n**not** two\n", "  one\n\n  **not** two\n"),
        ("a: >-\n  one\n  not two\n", "one **not** two", "a: >-\n  one\n  **not** two\n"),
        ("a: >-\n  one\n   not two\n", "not", "a: >-\n  not\n"),
        ("a: |\n  one\nb: c\n", "one", 'a: "one"\nb: c\n'),
        ("a: {}\nb:  # later\n", "", "a: {}\nb:  # later\n"),
        ("a: word\n", "two: words", 'a: "two: words"\n'),
        ("a: word\n", 'say "x": y', "a: 'say \"x\": y'\n"),
        ("a: |+\n  one\n\nb: c\n", "two\n\n", "a: |+\n  two\n\nb: c\n"),
    ],
)
def test_a_text_keeps_the_style_it_is_written_in(before: str, new: str, after: str) -> None:
    if not new:
        assert apply_edits(before, []) == after
        return
    assert after in with_text(before, new)


def test_only_what_differs_is_written() -> None:
    source, root = parse("a: who was not there and did not come\n")
    edits = put_text(source, scalar(root), "who was **not** there and did **not** come")
    assert [(edit.span.column, edit.span.end_column, edit.text) for edit in edits] == [
        (12, 12, "**"),
        (15, 15, "**"),
        (30, 30, "**"),
        (33, 33, "**"),
    ]


def test_an_empty_field_takes_a_text() -> None:
    assert with_text("a:  # later\nb: c\n", "now") == "a: now  # later\nb: c\n"


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeffa: one\r\nb: two\r\n"
    assert with_text(text, "two\n") == '\ufeffa: "two\\n"\r\nb: two\r\n'
    source, root = parse(text)
    assert isinstance(root, Mapping)
    assert apply_edits(text, [put_field(source, root, "id", "q")]) == "\ufeffid: q\r\n" + text[1:]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- b: c\n  d: e\n", "- id: q\n  b: c\n  d: e\n"),
        ("-\n   b: c\n", "-\n   id: q\n   b: c\n"),
        ("- {b: c}\n", "- {id: q, b: c}\n"),
        ("- {}\n", "- {id: q}\n"),
        ("- b: c\n  id:  # none yet\n", "- b: c\n  id: q  # none yet\n"),
        ("- {id: , b: c}\n", "- {id: q, b: c}\n"),
    ],
)
def test_a_field_is_put_at_the_head(before: str, after: str) -> None:
    source, root = parse(before)
    assert isinstance(root, Sequence)
    assert isinstance(root.items[0], Mapping)
    assert apply_edits(before, [put_field(source, root.items[0], "id", "q")]) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  - b  # one\n\n# end\nc: d\n", "a:\n  - b  # one\n  - x\n\n# end\nc: d\n"),
        ("a:\n- b", "a:\n- b\n- x"),
        ("a: [b, c]  # two\n", "a: [b, c, x]  # two\n"),
        ("a: []\n", "a: [x]\n"),
        ("a:\n  - b: c\n    d: [e,\n      f]\n", "a:\n  - b: c\n    d: [e,\n      f]\n  - x\n"),
        ("a:\n  - |\n    b\n\nc: d\n", "a:\n  - |\n    b\n\n  - x\nc: d\n"),
        ("a:\n  - |\n    b", "a:\n  - |\n    b\n  - x"),
    ],
)
def test_an_item_is_put_at_the_end_of_its_list(before: str, after: str) -> None:
    source, root = parse(before)
    assert isinstance(root, Mapping)
    node = root.entries["a"]
    assert isinstance(node, Sequence)
    assert apply_edits(before, [add_item(source, node, "x")]) == after


def test_an_item_may_have_named_texts() -> None:
    before = "a: [b]\n"
    source, root = parse(before)
    assert isinstance(root, Mapping)
    node = root.entries["a"]
    assert isinstance(node, Sequence)
    edit = add_item(source, node, {"text": "x, y", "credit": "50%"})
    assert apply_edits(before, [edit]) == 'a: [b, {text: "x, y", credit: 50%}]\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- a: [b]  # one\n  c: d\n", "- a: [b]  # one\n  l: [x]\n  c: d\n"),
        ("- a:\n    - b\n\n  c: d\n", "- a:\n    - b\n  l: [x]\n\n  c: d\n"),
        ("- {a: [b], c: d}\n", "- {a: [b], l: [x], c: d}\n"),
        ("- a: [b]\n  l:  # none yet\n", "- a: [b]\n  l: [x]  # none yet\n"),
        ("- a:\n    - b", "- a:\n    - b\n  l: [x]"),
    ],
)
def test_a_list_is_put_behind_another_field(before: str, after: str) -> None:
    source, root = parse(before)
    assert isinstance(root, Sequence)
    assert isinstance(root.items[0], Mapping)
    assert apply_edits(before, [put_list(source, root.items[0], "l", "a", "x")]) == after


def test_edits_that_overlap_are_refused() -> None:
    edits = [Edit(Span(1, 1, 1, 3), "x"), Edit(Span(1, 2, 1, 4), "y")]
    with pytest.raises(ValueError, match="line 1"):
        apply_edits("a: one\n", edits)


TEXTS = st.text(st.sampled_from("ab *'\"\\:#-\n,[]{}é“>|&!%@?0"), max_size=20)
SPELLINGS = [
    "a: {text}",
    "a: '{text}'",
    'a: "{text}"',
    "a: |\n  {text}",
    "a: |-\n  {text}",
    "a: |+\n  {text}",
    "a: >\n  {text}",
    "a: >-  # why\n  {text}",
    "b: 1\n\na: |2\n   {text}",
    "{{b: 1, a: {text}}}",
    "{{a: '{text}', b: 1}}",
]


@given(
    spelling=st.sampled_from(SPELLINGS),
    text=TEXTS,
    new=TEXTS,
    rest=st.sampled_from(["", "\n", "  # c\n", "\n\n# end\nz: 1\n", "\nz: |\n  x\n"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_any_text_takes_any_place(spelling, text, new, rest, newline, mark) -> None:
    """After an edit the file gives the new text, and every other node and byte is as before."""
    before = mark + (spelling.format(text=text.replace("\n", "\n  ")) + rest).replace("\n", newline)
    source = Source(before, "quiz.yaml")
    root = parse_source(source)
    assume(isinstance(root, Mapping) and "a" in root.entries and not source.has_errors)
    node = root.entries["a"]
    assume(isinstance(node, Scalar) and node.value != new)
    edits = put_text(source, node, new)
    after = apply_edits(before, edits)

    again = Source(after, "quiz.yaml")
    changed = parse_source(again)
    assert not again.has_errors, (before, after)
    assert isinstance(changed, Mapping)
    assert values(changed) == {**values(root), "a": new}, (before, after)
    assert_same_outside(before, after, edits)


def values(root: Mapping) -> dict[str, str]:
    return {name: node.value for name, node in root.entries.items() if isinstance(node, Scalar)}


def assert_same_outside(before: str, after: str, edits: list[Edit]) -> None:
    """Put the old text back where the new one stands: the file must be what it was."""
    lines = before.split("\n")
    assert after.startswith("\ufeff") == before.startswith("\ufeff")
    first = min(edit.span for edit in edits)
    head = "\n".join([*lines[: first.line - 1], lines[first.line - 1][: first.column - 1]])
    assert after.startswith(head)
    last = max((edit.span.end_line, edit.span.end_column) for edit in edits)
    is_first = last[0] == 1 and before.startswith("\ufeff")
    tail = "\n".join([lines[last[0] - 1][last[1] - 1 + is_first :], *lines[last[0] :]])
    assert after.endswith(tail)
