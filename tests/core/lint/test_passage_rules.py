"""The rules that a passage makes possible: what they find and what they leave alone."""

from __future__ import annotations

import pytest

from tests.core.lint.examples import choice_question, codes, warnings, with_passage

LIGHTHOUSE = """
    Hale Point got its lighthouse in 1871, after three ships were lost in one winter.

    The lamp burned whale oil until 1904. No keeper has lived there since 1987.
"""


def about(*choices: str) -> list[str]:
    return codes(with_passage(LIGHTHOUSE, choice_question(*choices)))


# The key copied from the passage


def test_five_words_of_the_passage_in_the_key_alone_are_found() -> None:
    assert about("It was after three ships were lost", "It was after two fires in town") == ["W231"]


def test_a_whole_key_of_three_words_is_found_whatever_its_quotes_and_capitals() -> None:
    assert about("Burned “whale” oil", "burned cheap coal") == ["W231"]


def test_a_key_in_other_words_is_left_alone() -> None:
    assert about("Several vessels had sunk", "three ships were built there") == []


def test_with_a_distractor_copied_as_well_nothing_is_given_away() -> None:
    assert about("three ships were lost in one winter", "No keeper has lived there since") == []
    assert about("after three ships were lost", "in one winter", "the lamp") == []


def test_a_few_small_words_are_no_copy() -> None:
    assert about("in 1871", "in 1872") == []
    assert about("has lived in it", "got on in it") == []


def test_words_of_two_paragraphs_are_no_run() -> None:
    assert about("in one winter the lamp burned", "in spring somebody stole all of it") == []


def test_each_question_is_held_against_its_own_passage() -> None:
    text = """
        passages:
          - {id: one, text: Three ships were lost in one winter.}
          - {id: two, text: The lamp burned whale oil until 1904.}
        sections:
          - title: Two
            passage: two
            questions:
              - id: q
                type: single-choice
                prompt: What happened?
                choices: [{text: three ships were lost, correct: true}, there was a fire]
    """
    assert codes(text) == []
    assert codes(text.replace("passage: two", "passage: one")) == ["W231"]


# A paragraph nobody asks about

LONG = """
    In 1871 the town built a lighthouse at last, after three ships were lost in a single winter.

    The lamp burned whale oil until 1904, when an electric one was put in and the keeper left.
"""


def number(name: str, evidence: str = "") -> str:
    cited = f", evidence: {evidence}" if evidence else ""
    return f"- {{id: {name}, type: numeric, prompt: How many {name}?, answer: 3{cited}}}\n"


def test_a_paragraph_without_evidence_is_told_at_the_passage() -> None:
    (found,) = warnings(with_passage(LONG, number("ships", "three ships")))
    assert (found.code, found.line, found.message) == ("W232", 3, "nobody asks about paragraph 2")
    assert found.label == "“The lamp burned whale oil until …”"


def test_with_evidence_in_every_paragraph_nothing_is_told() -> None:
    assert codes(with_passage(LONG, [number("a", "three ships"), number("b", "whale oil")])) == []


def test_where_few_questions_cite_evidence_nothing_is_told() -> None:
    few = [number("a", "three ships"), number("b"), number("c")]
    assert codes(with_passage(LONG, few)) == []
    assert codes(with_passage(LONG, few[:2])) == ["W232"]
    assert codes(with_passage(LONG, few[1:])) == []


def test_where_most_paragraphs_are_left_out_the_quiz_is_a_sample() -> None:
    three = LONG + "\n    A third paragraph follows." + " It has seven words, like this one." * 2
    assert codes(with_passage(three, number("ships", "three ships"))) == []


def test_a_short_paragraph_needs_no_question() -> None:
    short = LONG.replace("when an electric one was put in and the keeper left", "and that was it")
    assert codes(with_passage(short, number("ships", "three ships"))) == []


def test_what_is_marked_in_the_passage_is_asked_about() -> None:
    marked = """
        - id: mark
          type: hot-text
          prompt: Mark the sentence about the fuel.
          select: sentences
          answer: The lamp burned whale oil until 1904
    """
    assert codes(with_passage(LONG, number("ships", "three ships") + _dedented(marked))) == []


def _dedented(text: str) -> str:
    return "\n".join(line[8:] for line in text.strip("\n").splitlines()) + "\n"


# One question giving away another

FUEL = """
- id: fuel
  type: short-answer
  prompt: What did the lamp burn until 1904?
  answers: [whale oil]
"""


def other(prompt: str, *choices: str) -> str:
    return FUEL + choice_question(*(choices or ("Yes", "Hardly")), prompt=prompt, name="other")


def test_a_prompt_that_answers_another_question_is_found_where_it_stands() -> None:
    (found,) = warnings(other("Why did the lamp burn whale oil?"))
    assert (found.code, found.message) == ("W233", "this gives away the answer to `fuel`")
    assert found.line == 10


def test_a_key_in_all_choices_of_another_is_given_away() -> None:
    assert codes(other("Why did the lamp burn it?", "Whale oil was cheap", "Whale oil was near"))


def test_a_key_among_the_choices_of_another_is_not_given_away() -> None:
    assert codes(other("What did the lamp burn later?", "Electricity", "Whale oil")) == []


def test_a_key_named_beside_other_things_is_not_given_away() -> None:
    assert codes(other("Who sold whale oil in the village?")) == []


def test_the_key_as_part_of_a_word_is_not_given_away() -> None:
    assert codes(other("Which whale oilcloth did the lamp burn through?")) == []


def test_a_statement_gives_away_only_when_it_is_true() -> None:
    statement = (
        "- {id: other, type: true-false, prompt: The lamp burned whale oil in 1904., answer: %s}"
    )
    question = FUEL.replace("the lamp burn", "the lamp in 1904 burn")
    assert codes(question + statement % "true") == ["W233"]
    assert codes(question + statement % "false") == []


def test_the_text_of_a_cloze_gives_away_too() -> None:
    cloze = """
- id: other
  type: cloze
  text: "The lamp had to burn whale oil for {years} years."
  gaps: {years: {answers: [33]}}
"""
    assert [(d.code, d.line) for d in warnings(FUEL + cloze)] == [("W233", 11)]


def test_questions_that_share_their_choices_give_nothing_away() -> None:
    pair = "".join(
        choice_question(key, *rest, prompt=f"Who wrote {what} letter about the lighthouse?", name=n)
        for n, what, key, *rest in [
            ("a", "the first", "Nora Flint", "Carl Holm"),
            ("b", "Nora Flint or Carl Holm the other", "Carl Holm", "Nora Flint"),
        ]
    )
    assert codes(pair) == []


def test_part_b_may_name_the_key_of_part_a() -> None:
    part_b = other("Why did the lamp burn whale oil?")
    assert codes(part_b + "  after: fuel\n") == []


def test_what_the_prompt_itself_names_is_no_secret() -> None:
    assert (
        codes("""
        - {id: a, type: short-answer, prompt: Was it lamp oil or whale oil?, answers: [whale oil]}
        - {id: b, type: short-answer, prompt: Was it lamp light or whale oil?, answers: [light]}
    """)
        == []
    )


def test_short_numbers_stand_everywhere_and_years_do_not() -> None:
    years = """
        - {{id: a, type: numeric, prompt: When was the lighthouse built?, answer: {key}}}
        - {{id: b, type: short-answer, prompt: Who built the lighthouse in {key}?, answers: [she]}}
    """
    assert codes(years.format(key=1871)) == ["W233"]
    assert codes(years.format(key=18)) == []


def test_a_name_needs_more_of_the_other_prompt_beside_it() -> None:
    question = "- {{id: {}, type: short-answer, prompt: {}?, answers: [{}]}}\n"
    asked = question.format("a", "Which country lost airports to drones", "Estonia")
    assert codes(asked + question.format("b", "Who saw drones after Estonia", "Nora")) == []
    telling = question.format("b", "Who lost airports to drones in Estonia", "Nora")
    assert codes(asked + telling) == ["W233"]


# The key always in the same place


def keys_at(places: list[int], shuffle: str) -> str:
    questions = []
    for n, place in enumerate(places):
        choices = ["one", "two", "six"]
        choices[place] = f"{{text: {choices[place]}, correct: true}}"
        questions.append(
            f"- {{id: q{n}, type: single-choice, prompt: Which {n}?, "
            f"choices: [{', '.join(choices)}]}}\n"
        )
    return f"settings: {{shuffle: {shuffle}}}\nquestions:\n{''.join(questions)}"


@pytest.mark.parametrize(
    ("places", "shuffle", "found"),
    [
        ([1, 1, 1, 1], "[]", ["W234"]),
        ([1, 1, 1, 1], "[questions]", ["W234"]),
        ([1, 1, 1, 1], "[choices]", []),
        ([1, 1, 1, 2], "[]", []),
        ([1, 1, 1], "[]", []),
    ],
)
def test_keys_at_one_place_are_found_when_choices_stay(
    places: list[int], shuffle: str, found: list[str]
) -> None:
    assert codes(keys_at(places, shuffle)) == found


def test_choices_are_shuffled_unless_the_file_says_otherwise() -> None:
    assert codes(keys_at([0, 0, 0, 0], "")) == []


# A rule under which ticking everything wins


def ticks(right: int, wrong: int, extra: str) -> str:
    choices = [f"{{text: r{n}, correct: true}}" for n in range(right)]
    choices += [f"w{n}" for n in range(wrong)]
    return (
        f"- {{id: q, type: multiple-response, prompt: Which?, choices: [{', '.join(choices)}]"
        f"{extra}}}\n"
    )


@pytest.mark.parametrize(
    ("right", "wrong", "extra", "found"),
    [
        (2, 1, ", scoring: right-minus-wrong", ["W235"]),
        (3, 2, ", scoring: right-minus-wrong", []),
        (2, 2, ", scoring: right-minus-wrong", []),
        (3, 1, ", scoring: balanced", []),
        (3, 1, "", []),
        (3, 1, ", scoring: all-or-nothing", []),
        (2, 3, ", scoring: credits", ["W235"]),
        (2, 3, ", scoring: credits, max: 2", []),
        (3, 0, "", ["W235"]),
    ],
)
def test_ticking_everything_must_not_earn_half_of_the_points(
    right: int, wrong: int, extra: str, found: list[str]
) -> None:
    assert codes(ticks(right, wrong, extra)) == found


def test_credits_that_cost_something_are_left_alone() -> None:
    text = ticks(2, 2, ", scoring: credits")
    one_costs = text.replace("w0", "{text: w0, credit: -50%}")
    assert codes(one_costs) == ["W235"]
    assert codes(one_costs.replace("w1", "{text: w1, credit: -50%}")) == []


# An accepted answer within a typo of a rejected one


def typed(answers: str, reject: str, extra: str = "") -> str:
    return (
        f"- {{id: q, type: short-answer, prompt: Who?, answers: [{answers}], reject: [{reject}]"
        f"{extra}}}\n"
    )


@pytest.mark.parametrize(
    ("accepted", "rejected"),
    [
        ("Hansen", "Hanson"),
        ("harbour", "Harbours"),
        ("board", "baord"),
        ("Tyskland Nord", "Tysklan Nord"),
        ("immigrant", "emigrant"),
    ],
)
def test_an_answer_a_typo_away_from_a_rejected_one_is_found(accepted: str, rejected: str) -> None:
    assert codes(typed(accepted, rejected)) == ["W236"]


@pytest.mark.parametrize(
    ("accepted", "rejected"),
    [
        ("cat", "bat"),
        ("1871", "1872"),
        ("Room 12", "Room 13"),
        ("Estonia", "Denmark"),
        ("whale oil", "fish oil"),
        ("Austria", "Australia"),
        ("{text: Hans*, match: wildcard}, Nora", "Hanse"),
    ],
)
def test_answers_that_no_slip_confuses_are_left_alone(accepted: str, rejected: str) -> None:
    assert codes(typed(accepted, rejected)) == []


def test_typed_gaps_of_a_cloze_are_looked_at() -> None:
    cloze = """
        - id: q
          type: cloze
          text: "By {who}."
          gaps: {who: {answers: [Hansen], reject: [Hanson]}}
          word-bank:
    """
    assert codes(cloze) == ["W236"]
    assert codes(cloze.replace("word-bank:", "word-bank: [Holm]")) == []
