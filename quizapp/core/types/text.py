"""Words between the questions: it asks nothing and stands above the question after it.

```yaml
- id: about-part-two
  type: text
  body: |
    The next questions are about **the last paragraph**.
```
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Final, Literal

from pydantic import Field

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Number, Text, hyphenate
from quizapp.core.passage import Passage
from quizapp.core.question import WRONG, Message, Outcome, Question, Response

_OWN: Final = frozenset({"id", "type", "body", "tags", "lang"})


class TextBlock(Question):
    """A text to read; it has no answer and no points."""

    is_numbered: ClassVar[bool] = False
    needs_prompt: ClassVar[bool] = False

    type: Literal["text"]
    points: Number = Field(
        Fraction(0),
        description="A text has no points.",
        examples=["0"],
        json_schema_extra={"default": 0},
    )
    body: Text = Field(
        description="What to show (Markdown).", examples=["Read the last paragraph once more."]
    )

    @property
    def key(self) -> Response:
        return ()

    def complaint(self, response: Response) -> Message | None:
        return None

    def grade(self, response: Response) -> Outcome:
        return Outcome(WRONG)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        for name in type(self).model_fields:
            if name in self.model_fields_set - _OWN:
                yield Problem(
                    "Q375",
                    f"a `text` has no `{hyphenate(name)}`",
                    (hyphenate(name),),
                    help="It only shows its `body`. Delete this, or take another type.",
                )
        if not self.body.strip():
            yield Problem("Q376", "this text is empty", ("body",), help="Write it, or delete it.")


MODEL = TextBlock
