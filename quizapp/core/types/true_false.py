"""A statement is true, false or, where offered, not given in the passage.

```yaml
- id: keeper-lives-there
  type: true-false
  prompt: A keeper still lives at Hale Point.
  answer: false
  not-given: true
  feedback:
    true: Read the last sentence again.
    not-given: The passage does say when the last keeper left.
```

The words shown are in the language of the question: its `lang`, else the quiz's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, Self

from pydantic import Field

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Model, Text, YesNo
from quizapp.core.passage import Passage
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
from quizapp.core.types._guessing import guess_one
from quizapp.core.words import word

Answer = Literal["true", "false", "not-given"]
WORDS: dict[str, str] = {"true": "True", "false": "False", "not-given": "Not given"}


class AnswerFeedback(Model):
    """What to say to each answer."""

    true: Text = Field("", description="Said to who answers true.", examples=["Read on."])
    false: Text = Field("", description="Said to who answers false.", examples=["Read on."])
    not_given: Text = Field("", description="Said to who answers not given.", examples=["It is."])

    def to(self, answer: str) -> tuple[str, ...]:
        """Return what is said to an answer: one text or none."""
        text: str = getattr(self, answer.replace("-", "_"))
        return (text,) if text else ()


class TrueFalse(Question):
    """A statement to judge."""

    type: Literal["true-false"]
    answer: Answer = Field(description="Whether the statement is true.", examples=["false"])
    not_given: YesNo = Field(
        False, description="Offer `not given` as a third answer.", examples=["true"]
    )
    feedback: AnswerFeedback = Field(
        AnswerFeedback(),
        description="What to say to each answer (Markdown).",
        examples=[{"true": "Read the last sentence again."}],
    )

    @property
    def key(self) -> Response:
        return (("", self.answer),)

    def complaint(self, response: Response) -> Message | None:
        if not response:
            return Message("Choose an answer.")
        if len(response) > 1 or response[0][0] or response[0][1] not in self._offered:
            return Message("Choose one of the answers shown.")
        return None

    def grade(self, response: Response) -> Outcome:
        if self.complaint(response):
            return Outcome(WRONG)
        answer = response[0][1]
        score = RIGHT if answer == self.answer else WRONG
        return Outcome(score, (PartOutcome("", answer, score),), feedback=self.feedback.to(answer))

    def entries(self) -> tuple[Entry, ...]:
        options = (Option(name, word(WORDS[name], self.lang)) for name in self._offered)
        return (Entry("", Input.ONE, tuple(options), label=Label.WORD),)

    def guess(self) -> Guess | None:
        return guess_one([RIGHT if name == self.answer else WRONG for name in self._offered])

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        if self.answer not in self._offered:
            yield Problem(
                "Q315",
                "the answer is `not-given`, and readers are not offered it",
                ("answer",),
                help="Add `not-given: true`, to every true-false question of the quiz.",
            )
        elif self.feedback.not_given and not self.not_given:
            yield Problem(
                "Q316",
                "this feedback is never shown: `not-given` is not offered",
                ("feedback", "not-given"),
                help="Add `not-given: true`, or delete the feedback.",
            )

    @classmethod
    def problems_together(cls, questions: Sequence[Self]) -> Iterator[tuple[Self, Problem]]:
        """Yield the questions that offer other answers than most: they would give the key away."""
        counts = Counter(question.not_given for question in questions)
        usual = counts[True] >= counts[False]
        for question in questions:
            if question.not_given != usual:
                yield (
                    question,
                    Problem(
                        "Q317",
                        "the true-false questions of a quiz must offer the same answers",
                        ("not-given",),
                        help="Write `not-given: true` in all of them or in none.",
                    ),
                )

    @property
    def _offered(self) -> list[str]:
        return [name for name in WORDS if name != "not-given" or self.not_given]


MODEL = TrueFalse
