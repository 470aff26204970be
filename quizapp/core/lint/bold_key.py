"""Only the key has words in bold.

It is then found without reading (guideline 28d of Haladyna, Downing & Rodriguez 2002: avoid a
conspicuous key). It often is a mark that the author forgot.

Bad:

```yaml
- id: lamp-fuel
  type: single-choice
  prompt: What did the lamp burn?
  choices: [{text: "**Whale oil**", correct: true}, Coal, Gas]
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

import re
from collections.abc import Iterator

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of
from quizapp.core.quiz import Quiz

CODE = "W239"

_BOLD = re.compile(r"\*\*\S.*?\*\*|__\S.*?__")


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield keys in bold among distractors without."""
    for question in quiz.questions():
        for group in choices_of(question):
            bold = {choice.correct for choice in group.choices if _BOLD.search(choice.text)}
            if bold == {True} and not all(choice.correct for choice in group.choices):
                key = next(c for c in group.choices if c.correct and _BOLD.search(c.text))
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        "only right choices have words in bold",
                        group.place(key),
                        "bold",
                        "Write all choices alike.",
                    ),
                )
