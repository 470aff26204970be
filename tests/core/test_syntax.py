"""YAML's syntax errors, in a teacher's words and at the line to mend."""

from __future__ import annotations

from textwrap import dedent

import pytest

from quizapp.core.diagnostics import Diagnostic
from tests.core.quiz_text import parse

COLON = "this text has `: ` in it; put it in quotes"
REST = "more text follows the closing mark; put the whole text in quotes"
NO_FIELD = "this line is neither `name: value` nor part of the text above"
NO_ITEM = "this line stands in a list but does not begin with `- `"
OPEN_QUOTE = "this quotation mark is never closed"
OPEN_BRACKET = "this bracket is never closed"
LONELY = "this `:` belongs to no field"

MISTAKES = [
    ("title: Notes: part two", 1, 8, COLON),
    ("tags:\n  - He said: go: now", 2, 14, COLON),
    ('title: "a": b', 1, 8, COLON),
    ("title: Read this:\nlanguage: en", 1, 8, COLON),
    ("title: T\n  language: en", 2, 11, LONELY),
    ("title: @home", 1, 8, "a text cannot begin with `@`; put it in quotes"),
    ("title: T\nprompt: %5 of all", 2, 9, "a text cannot begin with `%`; put it in quotes"),
    ("title: T\n%5: x", 2, 1, "a text cannot begin with `%`; put it in quotes"),
    ("title: `code` here", 1, 8, "a text cannot begin with a backtick; put it in quotes"),
    ("title: *bold* move", 1, 8, "a text cannot begin with `*`; put it in quotes"),
    ("title: & so on", 1, 8, "a text cannot begin with `&`; put it in quotes"),
    ("title: ? what", 1, 8, "a text cannot begin with `?`; put it in quotes"),
    ("title: - what", 1, 8, "a text cannot begin with `-`; put it in quotes"),
    ("title: , and", 1, 8, "a text cannot begin with `,`; put it in quotes"),
    ("title: ] and", 1, 8, "a text cannot begin with `]`; put it in quotes"),
    ("title: !a!b", 1, 8, "a text cannot begin with `!`; put it in quotes"),
    ('a: b\ntitle: "never closed\nlanguage: en', 2, 8, OPEN_QUOTE),
    ("title: 'never closed\nlanguage: en", 1, 8, OPEN_QUOTE),
    ("title: 'It's here'", 1, 8, REST),
    ('tags:\n  - "No" he said', 2, 5, REST),
    ("title: [sic] wrong", 1, 8, REST),
    ("title: {gap} here", 1, 8, REST),
    ("tags: [a, b\ntitle: T", 1, 7, OPEN_BRACKET),
    ("a: b\nsettings: {tries: 2\ntitle: T", 2, 11, OPEN_BRACKET),
    ('title: "a \\d b"', 1, 11, "a backslash means something special between double quotes"),
    ('title: "a \\x b"', 1, 13, "a backslash means something special between double quotes"),
    ("title T\nlanguage: en", 1, 1, NO_FIELD),
    ("title: T\nlanguage en\ntags: [a]", 2, 1, NO_FIELD),
    ("text: |\nHale Point\nwas dark.\ntitle: T", 2, 1, NO_FIELD),
    ("tags:\n  - a\n  b\ntitle: T", 3, 3, NO_FIELD),
    ("title: T\nlanguage:en\ntags: [a]", 2, 9, "after `language:` a space is missing"),
    ("title:T\nlanguage: en", 1, 6, "after `title:` a space is missing"),
    ("questions:\n  - id: a\n  type: text", 3, 3, NO_ITEM),
    ("list:\n  - a: b\n    c: d\n   - a: e", 4, 4, "this `- ` is not lined up with those of its"),
    ("list:\n  - id: a\n    type: text\n - id: b", 4, 2, "this line is not lined up"),
    ("title: T\n- a", 2, 1, "this line is not lined up with the fields above"),
    ("text: | One\n  two", 1, 7, "more text follows `|` on its line"),
    ("title: > 5 apples", 1, 8, "more text follows `>` on its line"),
    ("title: T\n...\ntitle: U", 3, 1, "a line above ends the quiz, and here is more"),
]


def only(text: str) -> Diagnostic:
    node, [diagnostic] = parse(text)
    assert node is None
    assert diagnostic.code == "Q001"
    return diagnostic


@pytest.mark.parametrize(("text", "line", "column", "words"), MISTAKES)
def test_a_mistake_is_said_in_words_at_its_line(
    text: str, line: int, column: int, words: str
) -> None:
    diagnostic = only(text)

    assert diagnostic.message.startswith(words)
    assert (diagnostic.line, diagnostic.column) == (line, column)
    assert diagnostic.help


def test_the_whole_text_with_a_colon_is_underlined() -> None:
    diagnostic = only("title: T\nprompt:   Who said: no?   \n")

    assert diagnostic.span == (2, 11, 2, 24)


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("title: Notes: part two", 'Write "Notes: part two" with the quotes.'),
        ('title: "a": b', "Write '\"a\": b' with the quotes."),
        ("title: 'It's here'", 'Write "It\'s here" with the outer quotes.'),
        ('title: "He said "no" twice"', "Write 'He said \"no\" twice' with the outer quotes."),
        ("title: [sic] wrong", 'Write "[sic] wrong" with the outer quotes.'),
        ("title: C\\D: it's", "Write 'C\\D: it''s' with the quotes."),
    ],
)
def test_the_way_out_can_be_copied(text: str, way_out: str) -> None:
    assert only(text).help == way_out

    mended = way_out.removeprefix("Write ").partition(" with the")[0]
    assert parse(f"title: {mended}")[1] == []


def test_a_mistake_far_below_is_found_at_its_own_line() -> None:
    text = dedent(
        """\
        title: T
        passage:
          text: |
            Any text: here, with 'quotes' and [brackets.

            Nothing of it counts.
        questions:
          - id: a
            prompt: Who came first: Ann?
            type: text
        """
    )

    assert (only(text).line, only(text).message) == (9, COLON)
