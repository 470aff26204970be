"""One choice is right.

```yaml
- id: why-built
  type: single-choice
  prompt: Why was the lighthouse built?
  choices:
    - text: Three ships had been lost
      correct: true
    - A keeper asked for it
    - text: Ships had often run late
      credit: 1/2
      feedback: Late, yes, but that was not the reason.
    - text: None of these
      pin: last
  evidence: after three ships were lost in one winter
  explanation: The passage names the lost ships as the reason.
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from quizapp.core.diagnostics import Problem
from quizapp.core.passage import Passage
from quizapp.core.question import (
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
    one_correct_problem,
)
from quizapp.core.types._guessing import guess_one


class SingleChoice(Question):
    """A question with one right choice."""

    type: Literal["single-choice"]
    choices: Choices = Field(
        description="What to choose from; exactly one is correct.",
        examples=[
            [{"text": "Three ships had been lost", "correct": "true"}, "A keeper asked for it"]
        ],
    )

    @property
    def key(self) -> Response:
        return tuple(("", choice.name) for choice in self.choices if choice.correct)

    def complaint(self, response: Response) -> Message | None:
        if not response:
            return Message("Choose an answer.")
        if self._chosen(response) is None:
            return Message("Choose one of the answers shown.")
        return None

    def _chosen(self, response: Response) -> Choice | None:
        """Return the choice that a response names, if it is one of ours and no more than that."""
        if len(response) != 1 or response[0][0]:
            return None
        return next((choice for choice in self.choices if choice.name == response[0][1]), None)

    def grade(self, response: Response) -> Outcome:
        chosen = self._chosen(response)
        if chosen is None:
            return Outcome(WRONG)
        score = chosen_credit(chosen)
        parts = (PartOutcome("", chosen.name, score),)
        return Outcome(score, parts, feedback=(chosen.feedback,) if chosen.feedback else ())

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("", Input.ONE, choice_options(self.choices), Shuffle.AS_SET),)

    def guess(self) -> Guess | None:
        return guess_one([chosen_credit(choice) for choice in self.choices])

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        yield from choice_problems(self.choices)
        advice = ", or use `type: multiple-response`"
        yield from one_correct_problem(self.choices, ("choices",), advice)


MODEL = SingleChoice
