"""Texts with gaps to Moodle: words to drag where there is a word bank, else embedded answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from quizapp.core.types._gaps import Gap, GapPlace
from quizapp.core.types.cloze import Cloze
from quizapp.formats._markup import html_from_markdown
from quizapp.formats._moodle.content import Written, from_markdown
from quizapp.formats._moodle.embedded import BEGIN, write_menu, write_typed
from quizapp.formats._moodle.gap_places import fill, mark, unmarked
from quizapp.formats._moodle.markup import element, plain, text
from quizapp.formats._moodle.missing_words import PLACE
from quizapp.formats._refusals import NoPlace
from quizapp.formats._typed_answers import typed_answers
from quizapp.formats._weights import Weighted
from quizapp.formats._xml_writer import Node


class Gaps(NamedTuple):
    """A text with gaps in Moodle's way; `marks` is what its gaps add up to, 0 if they do not."""

    kind: str
    text: Written
    more: tuple[Node, ...] = ()
    marks: int = 0


def write_gaps(question: Cloze) -> Gaps:
    """Return a text with gaps. Raises NoPlace for what cannot be held."""
    pieces = question.pieces()
    literal = "\n".join(piece for piece in pieces if isinstance(piece, str))
    if _can_be_dragged(question) and not PLACE.search(question.prompt + literal):
        return _dragged(question)
    if BEGIN.search(question.prompt + literal):
        raise NoPlace("its text has what Moodle takes for a gap")
    return _embedded(question)


def _can_be_dragged(question: Cloze) -> bool:
    gaps = question.gaps.values()
    return (
        question.word_bank is not None
        and all(gap.answers and len(gap.answers) == 1 for gap in gaps)
        and len({gap.weight for gap in gaps}) == 1
    )


def _marked(question: Cloze) -> tuple[Written, list[str]]:
    """Return the whole text with a mark for each gap, and the gaps' names in that order."""
    names = [piece.name for piece in question.pieces() if isinstance(piece, GapPlace)]
    numbers = iter(range(len(names)))
    body = "".join(
        mark(next(numbers)) if isinstance(piece, GapPlace) else unmarked(piece)
        for piece in question.pieces()
    )
    prompt = f"{unmarked(question.prompt).strip()}\n\n" if question.prompt else ""
    return from_markdown(prompt + body), names


def _dragged(question: Cloze) -> Gaps:
    written, names = _marked(question)
    keys = [question.gaps[name].model_answer for name in names]
    words = [*dict.fromkeys(keys), *(question.word_bank or ())]
    filled = fill(written.text, lambda number: f"[[{words.index(keys[number]) + 1}]]")
    boxes = (_box(word, is_repeated=keys.count(word) > 1) for word in words)
    more = (plain("shuffleanswers", "1"), *boxes)
    return Gaps("ddwtos", Written(filled, written.format), more)


def _box(word: str, *, is_repeated: bool) -> Node:
    shown = html_from_markdown(word, one_line=True)
    again = [element("infinite")] if is_repeated else []
    return text(shown, plain("group", "1"), *again, name="dragbox")


def _embedded(question: Cloze) -> Gaps:
    written, names = _marked(question)
    marks = _marks(question)
    banks = {entry.part: [option.name for option in entry.options] for entry in question.entries()}
    gaps = [_gap(question.gaps[name], marks[name], banks[name]) for name in names]
    filled = fill(written.text, lambda number: gaps[number])
    return Gaps("cloze", Written(filled, written.format), marks=sum(marks.values()))


def _marks(question: Cloze) -> Mapping[str, int]:
    """Return whole marks for the gaps: such as make up the points, if there are any."""
    weights = {name: gap.weight for name, gap in question.gaps.items()}
    total = sum(weights.values(), Fraction(0))
    exact = {name: weight * question.points / total for name, weight in weights.items()}
    if any(share.denominator != 1 or share <= 0 for share in exact.values()):
        factor = lcm(*(weight.denominator for weight in weights.values()))
        exact = {name: weight * factor for name, weight in weights.items()}
    return {name: int(share) for name, share in exact.items()}


def _gap(gap: Gap, weight: int, bank: list[str]) -> str:
    if gap.choices:
        return write_menu(weight, _menu(gap))
    if bank:
        offered = ((word, gap.judge(word)) for word in bank)
        return write_menu(weight, (Weighted(w, v.credit, v.feedback) for w, v in offered))
    return write_typed(weight, typed_answers(gap), by_case=gap.case_sensitive)


def _menu(gap: Gap) -> Iterator[Weighted]:
    for choice in gap.choices:
        share = Fraction(1) if choice.correct else choice.credit or Fraction(0)
        yield Weighted(choice.text, share, choice.feedback)
