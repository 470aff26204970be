"""The prompt has more than sixty words.

What is read before the question is not remembered in it (guideline 16 of Haladyna, Downing &
Rodriguez 2002: avoid window dressing; guideline 13: minimize the amount of reading). What all
readers need belongs to the passage, or to a `text` above the question. Told only when selected:
some questions need their setting.

Bad:

```yaml
- id: lamp-fuel
  type: short-answer
  prompt: >-
    Lighthouses have always had a hold on the minds of those who live by the sea, and the one at
    Hale Point is no exception. Many people come each summer to see it, and most of them want to
    know how such a tower was run in the days before there was electricity. Bearing all of this in
    mind, say what the lamp burned in its first years.
  answers: [whale oil]
```

Good:

```yaml
- id: lamp-fuel
  type: short-answer
  prompt: What did the lamp burn in its first years?
  answers: [whale oil]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.passage import count_words
from quizapp.core.quiz import Quiz

CODE = "W216"
IS_DEFAULT = False
MOST: Final = 60


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield prompts that are long."""
    for question in quiz.questions():
        # A word has a letter and a space: most prompts are not worth counting.
        count = count_words(question.prompt) if len(question.prompt) > 2 * MOST else 0
        if count > MOST:
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    f"this prompt has {count} words",
                    ("prompt",),
                    f"more than {MOST}",
                    "Leave out what the answer does not need, or put it into a `text` above.",
                ),
            )
