"""Ticking every choice earns half of the points or more.

A rule that takes back less than it gives rewards readers who have not read. `right-minus-wrong`
does so where two thirds of the choices or more are right, `credits` where nothing costs
anything, and any rule where all choices are right. `balanced`, the default, never does; `max`
forbids it.

Bad:

```yaml
- id: lamp-fuels
  type: multiple-response
  prompt: What has the lamp burned?
  scoring: right-minus-wrong
  choices:
    - {text: Whale oil, correct: true}
    - {text: Kerosene, correct: true}
    - {text: Rapeseed oil, correct: true}
    - Coal
```

Good:

```yaml
- id: lamp-fuels
  type: multiple-response
  prompt: What has the lamp burned?
  scoring: balanced
  choices:
    - {text: Whale oil, correct: true}
    - {text: Kerosene, correct: true}
    - {text: Rapeseed oil, correct: true}
    - Coal
```
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of
from quizapp.core.quiz import Quiz

CODE = "W235"
MUCH: Final = Fraction(1, 2)


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield multiple-response questions that can be answered blindly."""
    for question in quiz.questions():
        if question.type != "multiple-response":
            continue
        choices = next(choices_of(question)).choices
        score = question.grade(tuple(("", choice.name) for choice in choices)).score
        if score is not None and score >= MUCH:
            is_all_right = all(choice.correct for choice in choices)
            at = "choices" if is_all_right else "scoring"
            advice = (
                "Add wrong choices."
                if is_all_right
                else ("Write `scoring: balanced`, or add wrong choices; `max` limits the ticks.")
            )
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    f"ticking every choice earns {_percent(score)} of the points",
                    (at,),
                    help=advice,
                ),
            )


def _percent(share: Fraction) -> str:
    return f"{int(share * 100 + MUCH)}%"
