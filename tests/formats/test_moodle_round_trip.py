"""Questions out to Moodle XML and in again without a sidecar: nothing may change."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizapp.core.writing import clean_text, write_quiz
from quizapp.formats._document import question_of
from tests.formats._quizzes import loaded, taken
from tests.formats.test_moodle_xml import brought, moodle

MARKS = [
    *("<b>x</b>", "]]>", "<![CDATA[", "&lt;", "&amp;", "a < b", "<https://a.b>", "{1:SA:=x}"),
    *("[[1]]", "x\n\ny", "- a\n- b", "`<b>`", "@@PLUGINFILE@@/x.png", "## x", "true", "*"),
]
ODD = st.one_of(
    st.text(alphabet="ab \\~=#{}:%*_[]<>&-|.1é\u05d0'\"/", min_size=1, max_size=15),
    st.text(min_size=1, max_size=12),
    st.sampled_from(MARKS),
)
LINES = ODD.map(lambda text: " ".join(clean_text(text).split())).filter(bool)
BLOCKS = ODD.map(lambda text: clean_text(text).strip()).filter(bool)
WORDS = st.text(alphabet="abcdefg é1", min_size=1, max_size=8)
WORDS = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
few = settings(max_examples=40)

SHARES = st.sampled_from(["1/3", "50%", "1/4", "5/6"])
POINTS = st.sampled_from(["1", "2", "0.5", "1/3", "2.25"])


def has_html(fields: Any) -> bool:
    """Tell whether raw HTML and code stand together: such a text goes out as HTML."""
    text = str(fields)
    return "<" in text and any(mark in text for mark in ("`", "\\\\<", "~~~", "    "))


def same_question_comes_back(fields: dict[str, Any]) -> None:
    assume(question_of(fields) is not None and not has_html(fields))
    try:
        quiz = loaded(write_quiz({"title": "The sea", "questions": [fields]}))
    except AssertionError:
        assume(False)
    assume(quiz.reading.quiz and quiz.reading.quiz.items)
    written = taken(quiz, moodle())
    if any("is left out" in loss.message for loss in written.losses):
        assume(False)
    found = brought(written.data)
    assert found.losses == ()
    assert found.quiz is not None, written.data
    (item,) = found.quiz.items.values()
    assert quiz.reading.quiz is not None
    assert item.question == quiz.reading.quiz.items["q"].question, written.data.decode()


def common(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": "q", "type": kind, "prompt": draw(BLOCKS)}
    fields |= {"points": draw(POINTS), "explanation": draw(BLOCKS)}
    return fields | {"hints": [draw(BLOCKS)], "tags": [draw(LINES)]}


@st.composite
def single_choices(draw: st.DrawFn) -> dict[str, Any]:
    choices: list[dict[str, str]] = [
        {"text": draw(LINES), "correct": "true"},
        {"text": draw(LINES), "feedback": draw(BLOCKS)},
        {"text": draw(LINES), "credit": draw(SHARES)},
    ]
    return common(draw, "single-choice") | {"choices": draw(st.permutations(choices))}


@st.composite
def multiple_responses(draw: st.DrawFn) -> dict[str, Any]:
    right = [{"text": draw(LINES), "correct": "true"} for _ in range(draw(st.integers(1, 3)))]
    wrong = [{"text": draw(LINES)} for _ in range(draw(st.integers(1, 3)))]
    return common(draw, "multiple-response") | {"choices": [*right, *wrong]}


@st.composite
def short_answers(draw: st.DrawFn) -> dict[str, Any]:
    fields = common(draw, "short-answer")
    fields["answers"] = [
        {"text": draw(LINES)},
        {"text": draw(LINES), "credit": draw(SHARES), "feedback": draw(BLOCKS)},
    ]
    fields["reject"] = [{"text": draw(LINES), "feedback": draw(BLOCKS)}]
    return fields | ({"case-sensitive": "true"} if draw(st.booleans()) else {})


@st.composite
def truths(draw: st.DrawFn) -> dict[str, Any]:
    answer = draw(st.sampled_from(["true", "false"]))
    return common(draw, "true-false") | {"answer": answer, "feedback": {"true": draw(BLOCKS)}}


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, Any]:
    decimals = st.integers(1, 10**6).map(lambda n: f"{n / 1000:.3f}".rstrip("0").rstrip("."))
    answers = [
        {"value": draw(decimals), "tolerance": draw(decimals), "feedback": draw(BLOCKS)},
        {"value": f"-{draw(decimals)}", "tolerance": draw(decimals), "credit": "50%"},
    ]
    return common(draw, "numeric") | {"answers": answers, "unit": draw(WORDS)}


@st.composite
def pairs(draw: st.DrawFn) -> dict[str, Any]:
    lefts = draw(st.lists(LINES, min_size=2, max_size=3, unique=True))
    matched = {left: draw(WORDS) for left in lefts}
    return common(draw, "matching") | {"pairs": matched, "distractors": [draw(WORDS)]}


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    scoring = draw(st.sampled_from(["kendall", "longest-run", "all-or-nothing"]))
    items = draw(st.lists(LINES, min_size=2, max_size=4, unique=True))
    return common(draw, "ordering") | {"items": items, "scoring": scoring}


@st.composite
def essays(draw: st.DrawFn) -> dict[str, Any]:
    fields = common(draw, "open-response") | {"points": "2"}
    levels = [{"points": points, "text": draw(LINES)} for points in ("0", "5/3")]
    first = {"criterion": draw(LINES), "points": "5/3", "levels": levels}
    rubric = [first, {"criterion": draw(LINES), "points": "1/3"}]
    return fields | {"rubric": rubric, "words": draw(st.sampled_from(["0-9", "5-50", "40-20000"]))}


@st.composite
def clozes(draw: st.DrawFn) -> dict[str, Any]:
    before, after = (draw(BLOCKS).replace("{", "{{").replace("}", "}}") for _ in range(2))
    typed = {"answers": [{"text": draw(LINES), "feedback": draw(WORDS)}], "reject": [draw(LINES)]}
    menu = [{"text": draw(WORDS), "correct": "true"}, {"text": draw(WORDS), "credit": "1/3"}]
    gaps = {"fuel": typed | {"weight": "2"}, "the year": {"choices": menu}}
    text = f"{before} {{fuel}}{{the year}} {after}"
    return common(draw, "cloze") | {"text": text, "gaps": gaps}


@st.composite
def word_banks(draw: st.DrawFn) -> dict[str, Any]:
    gaps = {"a": {"answers": [draw(WORDS)]}, "b": {"answers": [draw(WORDS)]}}
    text = f"{draw(WORDS)} {{a}} and {{b}}."
    bank = draw(st.lists(WORDS, max_size=2))
    return common(draw, "cloze") | {"text": text, "gaps": gaps, "word-bank": bank}


@few
@given(fields=single_choices())
def test_one_choice(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=multiple_responses())
def test_several_choices(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=short_answers())
def test_short_answers(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=truths())
def test_truths(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=numbers())
def test_numbers(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=pairs())
def test_pairs(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=orders())
def test_orders(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=essays())
def test_essays(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=clozes())
def test_texts_with_gaps(fields: dict[str, Any]) -> None:
    same_question_comes_back(fields)


@few
@given(fields=word_banks())
def test_texts_with_a_word_bank(fields: dict[str, Any]) -> None:
    # Moodle would take it for a gap: such a text goes out with menus.
    assume("[[1]]" not in fields["prompt"])
    same_question_comes_back(fields)
