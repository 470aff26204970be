"""One question of a quiz file to GIFT."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Final

from quizapp.core.question import Question
from quizapp.core.types._gaps import Gap, GapPlace
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.matching import Matching
from quizapp.core.types.multiple_response import MultipleResponse
from quizapp.core.types.numeric import Numeric, NumericAnswer
from quizapp.core.types.open_response import OpenResponse
from quizapp.core.types.short_answer import ShortAnswer
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.types.text import TextBlock
from quizapp.core.types.true_false import TrueFalse
from quizapp.formats._gift_text import escape, needs_markdown
from quizapp.formats._markup import plain_line
from quizapp.formats._refusals import NoPlace
from quizapp.formats._typed_answers import margin_of, typed_answers, write_decimal
from quizapp.formats._weights import Weighted, weighted_choices, write_share


class _Texts:
    """The Markdown of one question: GIFT's own format where it says the same, else [markdown]."""

    def __init__(self) -> None:
        self.is_markdown = False

    def block(self, text: str) -> str:
        self.is_markdown = self.is_markdown or needs_markdown(text)
        return escape(text.strip())

    def inline(self, text: str) -> str:
        self.is_markdown = self.is_markdown or needs_markdown(text)
        return f"{self._mark(text)}{escape(text)}"

    def feedback(self, text: str) -> str:
        return f"#{self.said(text)}" if text else ""

    def said(self, text: str) -> str:
        return f"{self._mark(text)}{self.block(text)}"

    def _mark(self, text: str) -> str:
        """Return what must stand before a text that begins like a format of its own."""
        return "[markdown]" if text.lstrip().startswith("[") else ""


def question_text(question: Question) -> str:
    """Return a question without its comments. Raises NoPlace for what GIFT cannot hold."""
    write = _WRITERS.get(type(question))
    if write is None:
        raise NoPlace(f"GIFT has no {question.type}")
    texts = _Texts()
    title = f"::{escape(question.id)}::" if question.id else ""
    body = write(question, texts)
    if question.explanation and body.rstrip().endswith("}"):
        body = f"{body.rstrip()[:-1]}####{texts.said(question.explanation)}\n}}"
    return f"{title}{'[markdown]' if texts.is_markdown else ''}{body}\n"


def _with_prompt(question: Question, texts: _Texts, answers: Iterator[str]) -> str:
    prompt = texts.block(question.prompt)
    lines = "".join(f"\t{answer}\n" for answer in answers)
    return f"{prompt} {{\n{lines}}}"


def _choices(question: Any, texts: _Texts) -> str:
    weighted = weighted_choices(question)
    is_single = isinstance(question, SingleChoice)
    if not is_single and any(weight == 1 for _, weight in weighted):
        raise NoPlace("GIFT would take it for a single choice")

    def answers() -> Iterator[str]:
        for choice, weight in weighted:
            is_right = is_single and choice.correct
            share = "" if is_right or not weight else f"%{write_share(weight)}%"
            text = texts.inline(choice.text)
            if not share and choice.text.startswith("%"):
                share = "%100%" if is_right else "%0%"
            yield f"{'=' if is_right else '~'}{share}{text}{texts.feedback(choice.feedback)}"

    return _with_prompt(question, texts, answers())


def _true_false(question: Any, texts: _Texts) -> str:
    if question.not_given:
        raise NoPlace("GIFT has no third answer to true/false")
    said = {"true": question.feedback.true, "false": question.feedback.false}
    other = "false" if question.answer == "true" else "true"
    to_wrong, to_right = said[other], said[question.answer]
    feedback = f"#{texts.said(to_wrong)}" if to_wrong or to_right else ""
    feedback += texts.feedback(to_right)
    return f"{texts.block(question.prompt)} {{{question.answer.upper()}{feedback}}}"


def _typed(answer: Weighted, texts: _Texts) -> str:
    if "->" in answer.text:
        raise NoPlace("GIFT would take the `->` in an answer for a pair")
    is_full = answer.weight == 1 and not answer.text.startswith("%")
    share = "" if is_full else f"%{write_share(answer.weight)}%"
    return f"={share}{escape(answer.text)}{texts.feedback(answer.feedback)}"


def _typed_answers(question: Any, texts: _Texts) -> Iterator[str]:
    return (_typed(answer, texts) for answer in typed_answers(question))


def _short_answer(question: Any, texts: _Texts) -> str:
    return _with_prompt(question, texts, _typed_answers(question, texts))


def _matching(question: Any, texts: _Texts) -> str:
    rights = [*question.pairs.values(), *question.distractors]
    if any("->" in text for text in [*question.pairs, *rights]):
        raise NoPlace("GIFT cannot hold a `->` in a pair")

    def answers() -> Iterator[str]:
        for left, right in question.pairs.items():
            yield f"={texts.inline(left)} -> {escape(plain_line(right))}"
        for right in question.distractors:
            yield f"= -> {escape(plain_line(right))}"

    return _with_prompt(question, texts, answers())


def _numeric(question: Any, texts: _Texts) -> str:
    if question.answer is not None:
        tolerance = question.tolerance or "0"
        inner = _around(question.answer, tolerance)
        return f"{texts.block(question.prompt)} {{#{inner}}}"

    def answers() -> Iterator[str]:
        for answer in question.answers:
            share = "" if answer.credit == 1 else f"%{write_share(answer.credit)}%"
            yield f"={share}{_interval(answer)}{texts.feedback(answer.feedback)}"

    body = _with_prompt(question, texts, answers())
    return re.sub(r" \{\n", " {#\n", body, count=1)


def _interval(answer: NumericAnswer) -> str:
    if answer.value is not None:
        return _around(answer.value, answer.tolerance)
    return f"{_decimal(answer.from_)}..{_decimal(answer.to)}"


def _around(value: Fraction, tolerance: str) -> str:
    margin = margin_of(value, tolerance)
    return f"{_decimal(value)}:{_decimal(margin)}" if margin else _decimal(value)


def _decimal(number: Fraction | None) -> str:
    return write_decimal(number or Fraction(0))


def _open_response(question: Any, texts: _Texts) -> str:
    return f"{texts.block(question.prompt)} {{}}"


def _text(question: Any, texts: _Texts) -> str:
    return texts.block(question.body)


def _cloze(question: Any, texts: _Texts) -> str:
    pieces = question.pieces()
    gaps = [piece for piece in pieces if isinstance(piece, GapPlace)]
    if len(gaps) != 1 or question.word_bank is not None:
        raise NoPlace("GIFT has one gap in a text, and no word bank")
    if question.prompt:
        raise NoPlace("GIFT has no place for what is asked beside a text with a gap")
    place = pieces.index(gaps[0])
    before, after = "".join(map(str, pieces[:place])), "".join(map(str, pieces[place + 1 :]))
    if not after.strip():
        raise NoPlace("GIFT has a gap only where the text goes on behind it")
    inner = " ".join(_gap(question.gaps[gaps[0].name], texts))
    return f"{texts.block(before)} {{{inner}}}{_tail(after)}{texts.block(after)}"


def _tail(after: str) -> str:
    return " " if after[:1].isspace() else ""


def _gap(gap: Gap, texts: _Texts) -> Iterator[str]:
    if not gap.choices:
        yield from _typed_answers(gap, texts)
        return
    for choice in gap.choices:
        weight = choice.credit or Fraction(0)
        share = "" if choice.correct or not weight else f"%{write_share(weight)}%"
        mark = "=" if choice.correct else "~"
        yield f"{mark}{share}{texts.inline(choice.text)}{texts.feedback(choice.feedback)}"


_WRITERS: Final[dict[type[Question], Callable[[Any, _Texts], str]]] = {
    SingleChoice: _choices,
    MultipleResponse: _choices,
    TrueFalse: _true_false,
    ShortAnswer: _short_answer,
    Matching: _matching,
    Numeric: _numeric,
    OpenResponse: _open_response,
    Cloze: _cloze,
    TextBlock: _text,
}
