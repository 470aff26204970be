"""Sentences or paragraphs are marked in the passage itself.

```yaml
- id: mark-the-fuel
  type: hot-text
  prompt: Mark the sentence that tells what the lamp burned.
  select: sentences
  answer: The lamp burned whale oil until 1904.
  scoring: all-of
  min: 1
  max: 2
```

`answer` is a quotation of the passage or a list of them; each lies within one sentence (or
paragraph) and stands for it. Of a sentence that occurs twice, `text#1` is the first and `text#2`
the second. With `scoring: all-of` all of them are to be marked: the share marked, less the share of
other pieces marked. With `any-of` one of them is enough, and nothing else. More marks than `max`
earn nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple, Self

from pydantic import Field, PrivateAttr

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Count, Texts
from quizapp.core.folding import fold_typography
from quizapp.core.passage import Passage, Stretch
from quizapp.core.question import (
    RIGHT,
    WRONG,
    Entry,
    Guess,
    Input,
    Label,
    Message,
    Option,
    Outcome,
    PartOutcome,
    Question,
    Response,
)
from quizapp.core.types._choices import count_problems
from quizapp.core.types._guessing import guess_ticks
from quizapp.core.types._responses import chosen_names, marks_complaint, marks_wanted
from quizapp.core.types._scoring import balanced, balanced_count

_MARKUP = re.compile(r"([\\`*_\[\]<>&!#|~])")


class Piece(NamedTuple):
    """A part of the passage to be marked; `name` is what a response stores."""

    name: str
    text: str
    occurrence: int
    stretch: Stretch

    def holds(self, stretch: Stretch) -> bool:
        """Tell whether a stretch lies within this piece."""
        own = self.stretch
        return (
            own.paragraph == stretch.paragraph
            and own.start <= stretch.start
            and stretch.end <= own.end
        )


class HotText(Question):
    """Pieces of the passage to mark."""

    writes_distractors: ClassVar[bool] = False

    type: Literal["hot-text"]
    select: Literal["sentences", "paragraphs"] = Field(
        description="What can be marked.", examples=["sentences"]
    )
    answer: Texts = Field(
        description="Quotations of the passage, each within one right piece.",
        examples=["The lamp burned whale oil until 1904."],
    )
    scoring: Literal["all-of", "any-of"] = Field(
        "all-of", description="Whether all are to be marked, or any one.", examples=["any-of"]
    )
    min: Count | None = Field(None, description="The fewest pieces to mark.", examples=[1])
    max: Count | None = Field(None, description="The most pieces to mark.", examples=[2])

    _pieces: tuple[Piece, ...] = PrivateAttr(())
    _right: tuple[str, ...] = PrivateAttr(())

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return what can be marked, in the passage's order; empty until bound."""
        return self._pieces

    def bind(self, passage: Passage | None) -> Self:
        """Return the question with the pieces of its passage."""
        bound = self.model_copy()
        if passage is not None:
            bound._pieces = cut_pieces(passage, self.select)
            found = (find_pieces(text, bound._pieces, passage) for text in self.answer)
            bound._right = tuple(dict.fromkeys(places[0].name for places in found if places))
        return bound

    @property
    def key(self) -> Response:
        wanted = self._right if self.scoring == "all-of" else self._right[:1]
        return tuple(("", name) for name in self._names if name in wanted)

    def wanted(self) -> Message | None:
        return marks_wanted(self.min, self.max)

    def complaint(self, response: Response) -> Message | None:
        if not response:
            return (
                Message("Mark a sentence in the passage.")
                if self.select == "sentences"
                else Message("Mark a paragraph in the passage.")
            )
        return marks_complaint(response, self._names, self.min, self.max)

    def grade(self, response: Response) -> Outcome:
        marked, right = chosen_names(response, self._names), set(self._right)
        parts = tuple(PartOutcome("", name, RIGHT if name in right else WRONG) for name in marked)
        if self.max is not None and len(marked) > self.max:
            return Outcome(WRONG, parts)
        if self.scoring == "any-of":
            is_one = len(marked) == 1 and marked[0] in right
            return Outcome(RIGHT if is_one else WRONG, parts)
        return Outcome(balanced(set(marked), right, len(self._pieces)), parts)

    def entries(self) -> tuple[Entry, ...]:
        # An option's text is Markdown, and a piece is what the reader sees.
        options = (Option(piece.name, _MARKUP.sub(r"\\\1", piece.text)) for piece in self._pieces)
        return (Entry("", Input.MANY, tuple(options), label=Label.NUMBER),)

    def guess(self) -> Guess | None:
        offered, right = len(self._pieces), len(self._right)
        most = offered if self.max is None else self.max
        allowed = range(max(1, self.min or 0), most + 1)

        def score(hits: int, wrong: int) -> Fraction:
            if self.scoring == "any-of":
                return RIGHT if hits == 1 and not wrong else WRONG
            return balanced_count(hits, wrong, right, offered)

        return guess_ticks(right, offered, allowed, score)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        if passage is None:
            yield Problem(
                "Q360",
                "there is no passage to mark anything in",
                help="Add a `passage`, or use another type.",
            )
            return
        if not self.answer:
            yield Problem(
                "Q364", "no answer is given", ("answer",), help="Quote what is to be marked."
            )
            return
        pieces = cut_pieces(passage, self.select)
        faults = list(self._answer_problems(pieces, passage))
        yield from faults
        if not faults:
            yield from self._count_problems(len(pieces))

    def _answer_problems(self, pieces: tuple[Piece, ...], passage: Passage) -> Iterator[Problem]:
        seen: set[str] = set()
        for index, quotation in enumerate(self.answer):
            places = find_pieces(quotation, pieces, passage)
            problem = _place_problem(quotation, places, passage, self.select)
            if problem is None and places[0].name in seen:
                problem = Problem(
                    "Q365",
                    f"this is in the same {self.select[:-1]} as another answer",
                    help="One quotation of each piece is enough: delete one.",
                )
            if problem:
                yield problem._replace(at=("answer", index))
            seen.update(place.name for place in places)

    def _count_problems(self, offered: int) -> Iterator[Problem]:
        if offered <= len(self.answer):
            yield Problem(
                "Q367",
                f"every one of the {self.select} is right: there is nothing to choose",
                ("answer",),
                help="Quote fewer, or take a longer passage.",
            )
        right = len(self.answer) if self.scoring == "all-of" else 1
        yield from count_problems(self.min, self.max, right, offered, "Q366")

    @property
    def _names(self) -> list[str]:
        return [piece.name for piece in self._pieces]


def cut_pieces(passage: Passage, select: str) -> tuple[Piece, ...]:
    """Cut a passage into its sentences or paragraphs; one that stood before is named `text#2`."""
    pieces: list[Piece] = []
    counts: dict[str, int] = {}
    for paragraph in passage.paragraphs:
        whole = ((0, len(paragraph.text)),)
        for start, end in paragraph.sentences if select == "sentences" else whole:
            text = " ".join(paragraph.text[start:end].split())
            if text:
                count = counts[text] = counts.get(text, 0) + 1
                name = f"{text}#{count}" if count > 1 else text
                pieces.append(Piece(name, text, count, Stretch(paragraph.number, start, end)))
    return tuple(pieces)


def find_pieces(quotation: str, pieces: Sequence[Piece], passage: Passage) -> tuple[Piece, ...]:
    """Return the pieces a quotation can stand for: by number, else by text, else around it."""
    folded = fold_typography(quotation)
    whole = [(piece, fold_typography(piece.text)) for piece in pieces]
    numbered = tuple(piece for piece, text in whole if f"{text}#{piece.occurrence}" == folded)
    if found := numbered or tuple(piece for piece, text in whole if text == folded):
        return found
    places = passage.find(quotation)
    return tuple(piece for piece in pieces if any(piece.holds(place) for place in places))


def _place_problem(
    quotation: str, places: tuple[Piece, ...], passage: Passage, select: str
) -> Problem | None:
    if len(places) == 1:
        return None
    if places:
        return Problem(
            "Q362",
            f"these words stand in {len(places)} {select}",
            help="Quote more words; what occurs twice is told apart by `text#1` and `text#2`.",
        )
    if crossed := passage.find(quotation):
        return Problem(
            "Q363",
            f"these words are not within one {select[:-1]}",
            label=f"in paragraph {crossed[0].paragraph}",
            help="Quote each piece by itself, as a list.",
        )
    near = passage.nearest(quotation)
    advice = "Copy the words from the passage; headings cannot be marked."
    if near:
        advice = f'the nearest is "{passage.text_of(near)}" (paragraph {near.paragraph})'
    return Problem("Q361", "the answer is not in the passage", (), "no such words", advice)


MODEL = HotText
