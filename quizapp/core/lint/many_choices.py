"""A single choice is made from more than five.

Each further choice costs reading time, and beyond the third hardly any is plausible enough to be
chosen by anybody: three are enough for most questions (guideline 18 of Haladyna, Downing &
Rodriguez 2002; Rodriguez 2005). Where several choices are right, each of them is a small question
of its own and the number does not matter.

Bad:

```yaml
- id: lamp-fuel
  type: single-choice
  prompt: What did the lamp burn?
  choices: [{text: Whale oil, correct: true}, Coal, Gas, Wood, Peat, Wax]
```

Good:

```yaml
- id: lamp-fuel
  type: single-choice
  prompt: What did the lamp burn?
  choices: [{text: Whale oil, correct: true}, Coal, Gas]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of
from quizapp.core.quiz import Quiz

CODE = "W218"
MOST: Final = 5


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield lists of more than five choices of which one is right."""
    for question in quiz.questions():
        for group in choices_of(question):
            count = len(group.choices)
            if group.has_one_key and count > MOST:
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        f"{count} choices are more than readers weigh",
                        group.at,
                        f"more than {MOST}",
                        "Keep the key and the two to four that tempt most.",
                    ),
                )
