"""All choices begin with the same words.

What all choices say belongs to the stem: it is then read once (guideline 13 of Haladyna, Downing &
Rodriguez 2002: minimize the amount of reading; guideline 15: put the central idea into the stem).
Told from three choices and four words on.

Bad:

```yaml
- id: why-built
  type: single-choice
  prompt: Why was the lighthouse built?
  choices:
    - text: It was built because ships were lost
      correct: true
    - It was built because a keeper asked
    - It was built because oil was cheap
```

Good:

```yaml
- id: why-built
  type: single-choice
  prompt: The lighthouse was built because …
  choices:
    - text: ships were lost
      correct: true
    - a keeper asked
    - oil was cheap
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, words
from quizapp.core.quiz import Quiz

CODE = "W213"
FEWEST: Final = 3
WORDS: Final = 4


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield lists of choices with a beginning in common."""
    for question in quiz.questions():
        for group in choices_of(question):
            texts = [words(choice.text) for choice in group.choices]
            columns = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
            shared = [column[0] for column in columns]
            if len(texts) >= FEWEST and len(shared) >= WORDS:
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        "all choices begin with the same words",
                        group.at,
                        f"“{' '.join(shared)} …”",
                        "Move the words into the prompt, and let the choices complete it.",
                    ),
                )
