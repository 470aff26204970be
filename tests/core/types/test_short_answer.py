"""Short answer: which typed texts are accepted, and by which rule."""

from __future__ import annotations

import pytest

from tests.core.types.build import codes_of, one, question_of, typed

LAMP = """
    type: short-answer
    answers:
      - whale oil
      - {text: oil, credit: 50%, feedback: 'Which oil?'}
      - {text: oil * whales, match: wildcard}
      - {text: (burnt|burned) oil, match: regex, credit: 25%}
    reject:
      - {text: oil and whales, feedback: 'One or the other?'}
"""


@pytest.mark.parametrize(
    ("text", "credit", "rule"),
    [
        ("whale oil", "1", "exact"),
        ("  Whale   OIL. ", "1", "exact"),
        ("ｗｈａｌｅ oil", "1", "exact"),
        ("oil", "1/2", "exact"),
        ("oil of dead whales", "1", "wildcard"),
        ("oil and whales", "0", "rejected"),
        ("Burned oil", "1/4", "regex"),
        ("half burned oil", "0", ""),
        ("whale", "0", ""),
    ],
)
def test_the_first_rule_that_matches_decides(text: str, credit: str, rule: str) -> None:
    outcome = typed(question_of(LAMP), text)
    assert (str(outcome.score), outcome.rule) == (credit, rule)


def test_the_author_speaks_to_near_and_to_rejected_answers() -> None:
    assert typed(question_of(LAMP), "oil").feedback == ("Which oil?",)
    assert typed(question_of(LAMP), "oil and whales").feedback == ("One or the other?",)


@pytest.mark.parametrize(
    ("fields", "text", "is_right"),
    [
        ("answers: [Paris]", "paris", True),
        ("answers: [Paris]\ncase-sensitive: true", "paris", False),
        ("answers: [Paris]\ncase-sensitive: true", "Paris", True),
        ("answers: [Straße]", "STRASSE", True),
        ("answers: [don't]", "don’t", True),
        ("answers: [well-known]", "well–known", True),
        ("answers: [café]", "cafe", False),
        ("answers: [café]\nignore: [accents]", "cafe", True),
        ("answers: ['yes, please']", "yes please", False),
        ("answers: ['yes, please']\nignore: [punctuation]", "Yes please!", True),
        ("answers: [the sun]\nignore: [articles]", "sun", True),
        ("answers: [the sun]\nignore: [articles]", "a sun", True),
        ("answers: [the]\nignore: [articles]", "the", True),
        ("answers: ['...']", "…", True),
    ],
)
def test_differences_that_do_not_count(fields: str, text: str, is_right: bool) -> None:
    assert typed(question_of(f"type: short-answer\n{fields}"), text).is_right == is_right


@pytest.mark.parametrize(
    ("pattern", "text", "is_right"),
    [
        ("w*e", "whale", True),
        ("w*e", "we", True),
        ("w*e", "whales", False),
        ("*whale*", "the whale oil", True),
        ("a*b*c", "a c b", False),
        ("ab*ba", "aba", False),
        ("5 \\* 3", "5 * 3", True),
        ("5 \\* 3", "5 x 3", False),
        ("a*a*a*a*a*a*a*a*a*a*a*b", "a" * 2000, False),
    ],
)
def test_a_star_stands_for_any_run(pattern: str, text: str, is_right: bool) -> None:
    question = question_of(f"""
    type: short-answer
    answers: [key, {{text: '{pattern}', match: wildcard}}]
    """)
    assert typed(question, text).is_right == is_right


@pytest.mark.parametrize(
    ("pattern", "text", "is_right"),
    [
        ("colou?r", "COLOR", True),
        ("l’eau", "l'eau", True),
        ("[0-9]+ ships", "3 ships", True),
        ("(a+)+b", "a" * 2000, False),
        ("\\w+", "\ud800", False),
    ],
)
def test_a_regular_expression_matches_the_whole_answer(
    pattern: str, text: str, is_right: bool
) -> None:
    question = question_of(f"""
    type: short-answer
    answers: [key, {{text: "{pattern.replace(chr(92), chr(92) * 2)}", match: regex}}]
    """)
    assert typed(question, text).is_right == is_right


@pytest.mark.parametrize(
    ("answer", "text", "rule"),
    [
        ("whale", "whlae", "typo"),
        ("whale", "wale", "typo"),
        ("whale", "wlae", ""),
        ("lamp", "lam", ""),
        ("lighthouse", "lihgthuose", "typo"),
        ("lighthouse", "lhthse", ""),
        ("lighthouse keeper", "lighthose keper", "typo"),
        ("lighthouse keeper", "lighthousekeeper", ""),
        ("apollo11", "apollo12", ""),
        ("1904", "1903", ""),
        ("whale oil", "whale oli", ""),
    ],
)
def test_slips_in_longer_words_are_overlooked(answer: str, text: str, rule: str) -> None:
    question = question_of(f"type: short-answer\nanswers: ['{answer}']\ntypos: auto")
    assert typed(question, text).rule == rule


def test_no_slip_where_a_rejected_text_is_as_near() -> None:
    text = "type: short-answer\nanswers: [accept]\ntypos: auto"
    assert typed(question_of(text), "axcept").rule == "typo"
    assert typed(question_of(text + "\nreject: [except]"), "axcept").rule == ""


def test_no_slip_where_an_answer_of_other_credit_is_as_near() -> None:
    question = question_of("""
    type: short-answer
    answers: [affect, {text: effect, credit: 10%}, {text: defect, credit: 10%}]
    typos: auto
    """)
    assert typed(question, "iffect").score == 0
    assert typed(question, "affecd").score == 1


def test_a_wrong_capital_is_no_slip_where_case_counts() -> None:
    question = question_of("""
    type: short-answer
    answers: [Washington]
    case-sensitive: true
    typos: auto
    """)
    assert typed(question, "washington").rule == ""
    assert typed(question, "washingtno").rule == ""
    assert typed(question, "Washingtno").rule == "typo"


def test_what_is_too_long_is_complained_about() -> None:
    question = question_of(LAMP)
    assert question.complaint(one("x" * 2000)) is None
    assert question.complaint(one("x" * 2001)) is not None
    assert typed(question, "oil of " + "x" * 3000 + " whales").score == 0


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ("answers: []", ["Q320"]),
        ("answers: [{text: a, credit: 50%}]", ["Q320"]),
        ("answers: [{text: a*, match: wildcard}]", ["Q320"]),
        ("answers: [key, '']", ["Q321"]),
        ("answers: [key, '?']\nignore: [punctuation]", ["Q321"]),
        ("answers: [key, {text: '*', match: wildcard}]", ["Q321"]),
        ("answers: [key, {text: 'k.*', match: regex}]\nignore: [punctuation]", []),
        ("answers: [key, Key.]", ["Q322"]),
        ("answers: [key]\nreject: [KEY]", ["Q323"]),
        ("answers: [key, {text: lock, credit: 0}]", ["Q324"]),
        ("answers: [key, {text: (lock, match: regex}]", ["Q325"]),
        ("answers: [key, {text: '(?=l)ock', match: regex}]", ["Q325"]),
        (f"answers: [key, {{text: {'k' * 201}, match: regex}}]", ["Q326"]),
        (f"answers: [key, {{text: {'k' * 201}, match: wildcard}}]", ["Q326"]),
    ],
)
def test_an_authors_fault_is_named(fields: str, codes: list[str]) -> None:
    assert codes_of(f"type: short-answer\n{fields}") == codes
