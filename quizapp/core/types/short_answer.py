"""A few words are typed.

```yaml
- id: lamp-fuel
  type: short-answer
  prompt: What did the lamp burn until 1904?
  answers:
    - whale oil
    - text: oil
      credit: 50%
      feedback: Which oil?
    - text: oil * whales
      match: wildcard
    - text: (burned|burnt) whale oil
      match: regex
  reject:
    - text: fish oil
      feedback: Not from fish.
    - palm oil
  case-sensitive: false
  ignore: [accents, articles]
  typos: auto
```

The module `quizapp.core.accepted` says how a typed text is matched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from quizapp.core import limits
from quizapp.core.accepted import TypedAnswer
from quizapp.core.diagnostics import Problem
from quizapp.core.passage import Passage
from quizapp.core.question import (
    Entry,
    Input,
    Message,
    Outcome,
    PartOutcome,
    Question,
    Response,
    too_long,
)
from quizapp.core.types._responses import typed_text


class ShortAnswer(TypedAnswer, Question):
    """A question answered in a few typed words."""

    type: Literal["short-answer"]

    @property
    def key(self) -> Response:
        return (("", self.model_answer),)

    def complaint(self, response: Response) -> Message | None:
        if not typed_text(response):
            return Message("Type an answer.")
        return too_long(response, limits.SHORT_ANSWER_CHARACTERS)

    def grade(self, response: Response) -> Outcome:
        typed = typed_text(response)
        verdict = self.judge(typed)
        parts = (PartOutcome("", response[0][1], verdict.credit),) if typed else ()
        feedback = (verdict.feedback,) if verdict.feedback else ()
        return Outcome(verdict.credit, parts, verdict.rule, feedback)

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("", Input.TEXT),)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        yield from self.answer_problems()


MODEL = ShortAnswer
