"""A longer text is written, and marked by the teacher.

```yaml
- id: why-it-matters
  type: open-response
  prompt: Why did the loss of three ships change the town? Give reasons from the passage.
  points: 3
  rubric:
    - criterion: Names the loss as the reason for the lighthouse
      points: 2
      levels:
        - points: 0
          text: Does not name it
        - points: 1
          text: Names it, without the reason
        - points: 2
          text: Names it, and what followed
    - criterion: Uses the words of the passage
      points: 1
  sample-answer: Three ships were lost in one winter, so the town built a lighthouse.
  words: 10-60
```

The points of the rubric add up to the question's. Until it is marked an answer has no score; a
blank earns nothing. Too few or too many words are complained about and stop nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from quizapp.core import limits
from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Model, Number, Text, wrong
from quizapp.core.folding import fold_typography
from quizapp.core.passage import Passage, count_words
from quizapp.core.question import (
    WRONG,
    Entry,
    Input,
    Message,
    Outcome,
    Question,
    Response,
    too_long,
)
from quizapp.core.types._responses import typed_text

_RANGE = re.compile(r"(\d{1,5}) ?- ?(\d{1,5})", re.ASCII)


def _read_words(value: Any) -> tuple[int, int]:
    found = _RANGE.fullmatch(fold_typography(value)) if isinstance(value, str) else None
    if not found or not int(found[1]) <= int(found[2]) or found[2] == "0":
        raise wrong("the fewest and the most words are wanted here", "Write 40-120.")
    return int(found[1]), int(found[2])


WordRange = Annotated[
    tuple[int, int],
    BeforeValidator(_read_words),
    WithJsonSchema({"type": "string", "pattern": r"^\d+ ?[-–] ?\d+$"}),
]


class Level(Model):
    """How well a criterion can be met."""

    points: Number = Field(description="What it earns.", examples=["1"])
    text: Text = Field(description="How an answer of this level looks.", examples=["Names it"])


class Criterion(Model):
    """One thing the teacher looks for."""

    criterion: Text = Field(description="What to look for.", examples=["Names the reason"])
    points: Number = Field(description="The most it earns.", examples=["2"])
    levels: tuple[Level, ...] = Field(
        (),
        description="How well it can be met.",
        examples=[[{"points": "0", "text": "Does not name it"}, {"points": "2", "text": "Does"}]],
    )


class OpenResponse(Question):
    """A question answered with a text of the reader's own."""

    is_marked_by_hand: ClassVar[bool] = True

    type: Literal["open-response"]
    rubric: tuple[Criterion, ...] = Field(
        (),
        description="What the teacher looks for; the points add up to the question's.",
        examples=[[{"criterion": "Names the reason", "points": "1"}]],
    )
    sample_answer: Text = Field(
        "",
        description="A good answer, shown with the result (Markdown).",
        examples=["Three ships were lost in one winter."],
    )
    words: WordRange | None = Field(
        None, description="The fewest and the most words.", examples=["40-120"]
    )

    @property
    def key(self) -> Response:
        least, _ = self.words or (1, 1)
        return (("", self.sample_answer or " ".join(["word"] * max(1, least))),)

    def wanted(self) -> Message | None:
        if not self.words:
            return None
        least, most = self.words
        return Message("%(least)d to %(most)d words.", {"least": least, "most": most})

    def complaint(self, response: Response) -> Message | None:
        typed = typed_text(response)
        if not typed:
            return Message("Write an answer.")
        least, most = self.words or (0, limits.ANSWER_CHARACTERS)
        count = count_words(typed)
        if count < least:
            values = {"count": count, "least": least}
            return Message("Too few words: %(count)d. The fewest is %(least)d.", values)
        if count > most:
            values = {"count": count, "most": most}
            return Message("Too many words: %(count)d. The most is %(most)d.", values)
        return too_long(response)

    def grade(self, response: Response) -> Outcome:
        return Outcome(None if typed_text(response) else WRONG)

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("", Input.LONG_TEXT),)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        total = sum((criterion.points for criterion in self.rubric), Fraction(0))
        if self.rubric and total != self.points:
            yield Problem(
                "Q370",
                f"the rubric adds up to {total}, and the question has {self.points}",
                ("points",) if "points" in self.model_fields_set else ("rubric",),
                help=f"Write `points: {total}`, or change the rubric.",
            )
        for index, criterion in enumerate(self.rubric):
            yield from _criterion_problems(criterion, ("rubric", index))
        yield from self._sample_problems()

    def _sample_problems(self) -> Iterator[Problem]:
        count = count_words(self.sample_answer)
        if self.words and count and not self.words[0] <= count <= self.words[1]:
            yield Problem(
                "Q374",
                f"the sample answer has {count} words, and `words` does not allow it",
                ("sample-answer",),
                help="Change its length, or `words`.",
            )


def _criterion_problems(criterion: Criterion, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if criterion.points <= 0:
        yield Problem(
            "Q371",
            "a criterion earns more than 0 points",
            (*at, "points"),
            help="Write how many points it can earn, or delete it.",
        )
    for index, level in enumerate(criterion.levels):
        if not 0 <= level.points <= criterion.points:
            yield Problem(
                "Q372",
                f"a level earns from 0 to the criterion's {criterion.points} points",
                (*at, "levels", index, "points"),
                help="Change the level's points, or the criterion's.",
            )
    if criterion.levels and all(level.points < criterion.points for level in criterion.levels):
        yield Problem(
            "Q373",
            f"no level earns the criterion's {criterion.points} points",
            (*at, "levels"),
            help="Add the highest level, or lower the criterion's points.",
        )


MODEL = OpenResponse
