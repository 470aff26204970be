"""The prompt writes the choices out in a line.

Choices one below the other are compared at a glance, and a line of them is not (guideline 10 of
Haladyna, Downing & Rodriguez 2002: format the item vertically). Written in the prompt, they are
also read twice, and their letters mean nothing once the choices are shuffled.

Bad:

```yaml
- id: lamp-fuel
  type: single-choice
  prompt: "What did the lamp burn: a) whale oil, b) coal, c) gas?"
  choices: [{text: whale oil, correct: true}, coal, gas]
```

Good:

```yaml
- id: lamp-fuel
  type: single-choice
  prompt: What did the lamp burn?
  choices: [{text: whale oil, correct: true}, coal, gas]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of
from quizapp.core.quiz import Quiz

CODE = "W210"

_LINE = re.compile(r"(?i)(?:^|[\s(])a\)\s?\S.*?[\s(]b\)\s?\S.*?[\s(]c\)\s?\S")


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield prompts of questions with choices that have a), b) and c) in one line."""
    for question in quiz.questions():
        if ")" in question.prompt and _LINE.search(question.prompt) and any(choices_of(question)):
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    "the prompt lists choices in a line",
                    ("prompt",),
                    "a), b) and c)",
                    "Leave them to `choices`, or write a list, each on a line of its own.",
                ),
            )
