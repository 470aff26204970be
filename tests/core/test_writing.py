"""What is written is read back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.nodes import to_plain
from quizapp.core.source import Source, parse_source
from quizapp.core.writing import Tree, clean_text, write_quiz

TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="a :#-\n'\"|>[]{}&*!%@`,?~.<\\\u2028é", max_size=20),
    st.sampled_from(["No", "1990", "~", "null", "key: value", "a #b", "...", "---", "<<", "=", ""]),
)
NAMES = TEXTS.map(clean_text)
TREES = st.recursive(
    TEXTS.map(clean_text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


def read_back(text: str) -> Tree:
    source = Source(text, "written.yaml")
    root = parse_source(source)
    assert not [d for d in source.diagnostics if d.is_error], (text, source.diagnostics)
    assert root is not None
    plain: Tree = to_plain(root)
    return plain


@given(fields=st.dictionaries(NAMES, TREES, min_size=1, max_size=4))
def test_any_fields_come_back_as_they_were(fields: dict[str, Tree]) -> None:
    assert read_back(write_quiz(fields)) == fields


def test_a_written_quiz_looks_as_a_teacher_would_write_it() -> None:
    fields: dict[str, Tree] = {
        "title": "Time: a story",
        "tags": ["sea", "1990"],
        "passage": {"text": "One.\n\nTwo.\n"},
        "questions": [
            {"id": "a", "choices": ["No", {"text": "Yes", "correct": "true"}]},
            {"id": "b", "answers": ["two words"]},
        ],
    }
    assert write_quiz(fields) == (
        "title: 'Time: a story'\n"
        "tags: [sea, 1990]\n"
        "\n"
        "passage:\n"
        "  text: |\n"
        "    One.\n"
        "\n"
        "    Two.\n"
        "\n"
        "questions:\n"
        "  - id: a\n"
        "    choices:\n"
        "      - No\n"
        "      - text: Yes\n"
        "        correct: true\n"
        "\n"
        "  - id: b\n"
        "    answers:\n"
        "      - two words\n"
    )
