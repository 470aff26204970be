"""Any number of choices are right.

```yaml
- id: fuels
  type: multiple-response
  prompt: Which fuels did the lamp burn?
  choices:
    - text: Whale oil
      correct: true
    - text: Kerosene
      correct: true
    - Coal
    - text: Gas
      feedback: Gas came to the town, never to the tower.
  scoring: balanced
  min: 1
  max: 3
```

`scoring` is one of

- `balanced`: the share of right choices ticked, less the share of wrong ones ticked, so that
  ticking everything earns as little as ticking nothing;
- `right-minus-wrong`: each wrong tick takes back one right tick;
- `all-or-nothing`;
- `credits`: the sum of the ticked choices' `credit`. A correct choice without one earns an equal
  share, a wrong one nothing.

More ticks than `max` earn nothing; fewer than `min` are complained about and scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from pydantic import Field

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Count
from quizapp.core.passage import Passage
from quizapp.core.question import (
    RIGHT,
    WRONG,
    Entry,
    Guess,
    Input,
    Message,
    Outcome,
    PartOutcome,
    Question,
    Response,
    Shuffle,
)
from quizapp.core.types._choices import (
    Choice,
    Choices,
    choice_options,
    choice_problems,
    chosen_credit,
    count_problems,
)
from quizapp.core.types._guessing import guess_credits, guess_ticks
from quizapp.core.types._responses import chosen_names, marks_complaint, marks_wanted
from quizapp.core.types._scoring import balanced, balanced_count, right_minus_wrong


class MultipleResponse(Question):
    """A question with one right choice or more."""

    type: Literal["multiple-response"]
    choices: Choices = Field(
        description="What to choose from; one or more are correct.",
        examples=[[{"text": "Whale oil", "correct": "true"}, "Coal"]],
    )
    scoring: Literal["balanced", "right-minus-wrong", "all-or-nothing", "credits"] = Field(
        "balanced", description="How ticks become points.", examples=["all-or-nothing"]
    )
    min: Count | None = Field(None, description="The fewest choices to tick.", examples=[2])
    max: Count | None = Field(None, description="The most choices to tick.", examples=[3])

    @property
    def key(self) -> Response:
        return tuple(("", choice.name) for choice in self.choices if choice.correct)

    def wanted(self) -> Message | None:
        return marks_wanted(self.min, self.max)

    def complaint(self, response: Response) -> Message | None:
        if not response:
            return Message("Choose an answer.")
        return marks_complaint(response, self._names, self.min, self.max)

    def grade(self, response: Response) -> Outcome:
        chosen = chosen_names(response, self._names)
        ticked = [choice for choice in self.choices if choice.name in chosen]
        return Outcome(
            WRONG if self.max is not None and len(chosen) > self.max else self._score(chosen),
            tuple(PartOutcome("", choice.name, chosen_credit(choice)) for choice in ticked),
            feedback=tuple(choice.feedback for choice in ticked if choice.feedback),
        )

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("", Input.MANY, choice_options(self.choices), Shuffle.AS_SET),)

    def guess(self) -> Guess | None:
        offered, right = len(self.choices), len(self.key)
        most = offered if self.max is None else self.max
        allowed = range(max(1, self.min or 0), most + 1)
        if self.scoring == "credits":
            return guess_credits([self._credit(choice) for choice in self.choices], allowed)

        def score(hits: int, wrong: int) -> Fraction:
            if self.scoring == "balanced":
                return balanced_count(hits, wrong, right, offered)
            if self.scoring == "right-minus-wrong":
                return max(WRONG, Fraction(hits - wrong, right))
            return RIGHT if hits == right and not wrong else WRONG

        return guess_ticks(right, offered, allowed, score)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        yield from choice_problems(self.choices, correct_has_credit=self.scoring == "credits")
        right = sum(choice.correct for choice in self.choices)
        if not right:
            yield Problem(
                "Q310",
                "no choice is correct",
                ("choices",),
                help="Write `correct: true` under each right one.",
            )
            return
        yield from count_problems(self.min, self.max, right, len(self.choices), "Q311")
        yield from self._credit_problems()

    def _credit_problems(self) -> Iterator[Problem]:
        if self.scoring == "credits":
            total = sum((self._credit(choice) for choice in self.choices if choice.correct), WRONG)
            if total < 1:
                yield Problem(
                    "Q312",
                    f"the correct choices earn {total} together, and should earn 1",
                    ("choices",),
                    help="Raise their `credit`, or leave it out: then they share evenly.",
                )
            return
        for index, choice in enumerate(self.choices):
            if choice.credit is not None and not choice.correct:
                yield Problem(
                    "Q313",
                    f"`credit` counts for nothing with `scoring: {self.scoring}`",
                    ("choices", index, "credit"),
                    help="Write `scoring: credits`, or leave it out.",
                )

    @property
    def _names(self) -> list[str]:
        return [choice.name for choice in self.choices]

    def _score(self, chosen: list[str]) -> Fraction:
        ticked, right = set(chosen), {value for _, value in self.key}
        if self.scoring == "balanced":
            return balanced(ticked, right, len(self.choices))
        if self.scoring == "right-minus-wrong":
            return right_minus_wrong(ticked, right)
        if self.scoring == "all-or-nothing":
            return RIGHT if ticked == right and right else WRONG
        total = sum((self._credit(c) for c in self.choices if c.name in ticked), WRONG)
        return min(RIGHT, max(WRONG, total))

    def _credit(self, choice: Choice) -> Fraction:
        if choice.credit is not None:
            return choice.credit
        return Fraction(1, len(self.key)) if choice.correct else WRONG


MODEL = MultipleResponse
