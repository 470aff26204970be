"""A true-false question makes more than one statement.

Who holds one half to be true and the other to be false cannot answer, and who errs in one half may
still be right (guideline 1 of Haladyna, Downing & Rodriguez 2002: one item, one specific content).
Told only when selected, of prompts with several sentences: the first may only set the scene.

Bad:

```yaml
- id: oil-and-keeper
  type: true-false
  prompt: The lamp burned oil. A keeper still lives there.
  answer: false
```

Good:

```yaml
- id: oil-and-keeper
  type: true-false
  prompt: A keeper still lives there.
  answer: false
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._quotations import unquoted
from quizapp.core.quiz import Quiz

CODE = "W242"
IS_DEFAULT = False

# A sentence ends behind a word of three letters or more: "Mr. Smith" is no end.
_SEVERAL = re.compile(r"[^\W\d]{3,}\**[.!?;]\**\s+\S")


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield statements of several sentences."""
    for question in quiz.questions():
        if question.type == "true-false" and _SEVERAL.search(unquoted(question.prompt)):
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    "this makes more than one statement",
                    ("prompt",),
                    "several sentences",
                    "Make each a question of its own.",
                ),
            )
