"""Each left is matched with its right.

```yaml
- id: years-and-events
  type: matching
  prompt: What happened in which year?
  pairs:
    1871: The lighthouse was built
    1904: The lamp stopped burning whale oil
    1987: The last keeper left
  distractors:
    - A ship was lost
  scoring: per-part
```

Every left has a menu of all rights and distractors. Two lefts may have the same right. `scoring`
is `per-part` (right pairs of all pairs) or `all-or-nothing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from pydantic import Field

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Text
from quizapp.core.passage import Passage
from quizapp.core.question import (
    RIGHT,
    WRONG,
    Entry,
    Guess,
    Input,
    Message,
    Option,
    Outcome,
    PartOutcome,
    Question,
    Response,
    Shuffle,
    repeated,
)
from quizapp.core.types._guessing import all_of_it, guess_one, guess_parts
from quizapp.core.types._responses import filled_parts, parts_complaint
from quizapp.core.types._scoring import all_or_nothing


class Matching(Question):
    """Pairs to find."""

    type: Literal["matching"]
    pairs: dict[str, Text] = Field(
        description="Each left with its right (Markdown, one line each).",
        examples=[{"1871": "The lighthouse was built", "1987": "The last keeper left"}],
    )
    distractors: tuple[Text, ...] = Field(
        (), description="Further rights that belong to no left.", examples=[["A ship was lost"]]
    )
    scoring: Literal["per-part", "all-or-nothing"] = Field(
        "per-part", description="How pairs become points.", examples=["all-or-nothing"]
    )

    @property
    def key(self) -> Response:
        return tuple(self.pairs.items())

    def complaint(self, response: Response) -> Message | None:
        filled = filled_parts(response)
        if not filled:
            return Message("Choose an answer for each.")
        missing = len(self.pairs) - len(filled)
        return parts_complaint(response, self.entries()) or (
            Message("Choose an answer for the ones that are left: %(count)d.", {"count": missing})
            if missing
            else None
        )

    def grade(self, response: Response) -> Outcome:
        parts = tuple(
            PartOutcome(left, right, RIGHT if self.pairs[left] == right else WRONG)
            for left, right in filled_parts(response).items()
            if left in self.pairs
        )
        score = Fraction(sum(part.score == 1 for part in parts), len(self.pairs) or 1)
        return Outcome(all_or_nothing(score) if self.scoring == "all-or-nothing" else score, parts)

    def entries(self) -> tuple[Entry, ...]:
        pool = tuple(Option(right, right) for right in self._pool)
        return tuple(Entry(left, Input.ONE, pool, Shuffle.ALWAYS) for left in self.pairs)

    def guess(self) -> Guess | None:
        # A right may be taken for several lefts, so each left is guessed by itself.
        one = guess_one([RIGHT] + [WRONG] * (len(self._pool) - 1))
        guess = one and guess_parts((one, RIGHT) for _ in self.pairs)
        return guess if self.scoring == "per-part" else all_of_it(guess)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        if len(self.pairs) < 2:
            yield Problem("Q340", "there must be at least two pairs", ("pairs",))
        elif len(self._pool) < 2:
            yield Problem(
                "Q341",
                "there is only one right to choose from",
                ("pairs",),
                help="Add `distractors`, or other rights.",
            )
        lefts = list(self.pairs)
        for index in repeated(lefts):
            yield Problem(
                "Q342",
                "this left looks like another",
                ("pairs", lefts[index]),
                help="Readers could not tell the two apart: change one.",
            )
        yield from self._right_problems()

    def _right_problems(self) -> Iterator[Problem]:
        rights = list(dict.fromkeys(self.pairs.values()))
        places: dict[str, tuple[str | int, ...]] = {}
        for left, right in self.pairs.items():
            places.setdefault(right, ("pairs", left))
            if not (left.strip() and right.strip()):
                yield Problem("Q344", "this pair lacks a text", ("pairs", left))
        for index in repeated(rights + list(self.distractors)):
            distractor = index - len(rights)
            yield Problem(
                "Q343",
                "this looks like another answer of the menu",
                places[rights[index]] if distractor < 0 else ("distractors", distractor),
                help="Spell what is the same alike; a distractor fits no left.",
            )
        for index, text in enumerate(self.distractors):
            if not text.strip():
                yield Problem("Q344", "this distractor has no text", ("distractors", index))

    @property
    def _pool(self) -> list[str]:
        return list(dict.fromkeys([*self.pairs.values(), *self.distractors]))


MODEL = Matching
