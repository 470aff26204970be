"""Questions with choices to Moodle XML."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from quizapp.core.question import Question
from quizapp.core.types.single_choice import SingleChoice
from quizapp.formats._moodle.made import Made, Manner, prompt_of
from quizapp.formats._moodle.markup import marked, plain, text
from quizapp.formats._weights import Weighted, weighted_choices, write_share
from quizapp.formats._xml_writer import Node

# Moodle refuses any other share, or takes the nearest: these are what its lists offer.
_SHARES: Final = {
    *(Fraction(n, 20) for n in (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 15, 16, 18, 20)),
    *(Fraction(1, n) for n in (3, 6, 7, 8, 9)),
    Fraction(2, 3),
    Fraction(5, 6),
}
_ODD: Final = "Moodle does not offer its shares: import it with “Nearest grade if not listed”"


def write_choices(question: Any, manner: Manner) -> Made:
    """Write a question of which one choice or several are right."""
    weighted = [
        Weighted(choice.text, weight, choice.feedback)
        for choice, weight in weighted_choices(question)
    ]
    is_single = isinstance(question, SingleChoice)
    odd = any(abs(weight) not in _SHARES for _, weight, _ in weighted)
    content = _multichoice(question, weighted, manner, is_single=is_single)
    return Made("multichoice", content, (_ODD,) if odd else ())


def write_true_false(question: Any, manner: Manner) -> Made:
    """Write a statement; one with a third answer becomes a choice."""
    if question.not_given:
        return _three_answers(question, manner)
    answers = (
        text(
            word,
            marked("feedback", said),
            name="answer",
            fraction="100" if word == question.answer else "0",
            format="moodle_auto_format",
        )
        for word, said in (("true", question.feedback.true), ("false", question.feedback.false))
    )
    return Made("truefalse", (prompt_of(question), *answers))


def _multichoice(
    question: Question, weighted: list[Weighted], manner: Manner, *, is_single: bool
) -> tuple[Node, ...]:
    return (
        prompt_of(question),
        plain("single", "true" if is_single else "false"),
        plain("shuffleanswers", "true" if manner.shuffles else "false"),
        plain("answernumbering", "abc"),
        *(_choice(choice) for choice in weighted),
    )


def _choice(choice: Weighted) -> Node:
    feedback = marked("feedback", choice.feedback)
    share = write_share(choice.weight)
    return marked("answer", choice.text, feedback, one_line=True, fraction=share)


def _three_answers(question: Any, manner: Manner) -> Made:
    told = question if question.lang else question.model_copy(update={"lang": manner.language})
    weighted = [
        Weighted(
            option.text,
            Fraction(option.name == question.answer),
            "".join(question.feedback.to(option.name)),
        )
        for option in told.entries()[0].options
    ]
    content = _multichoice(question, weighted, manner, is_single=True)
    return Made("multichoice", content, ("it is a choice of three in Moodle",))
