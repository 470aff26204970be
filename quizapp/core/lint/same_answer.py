"""All true-false questions have the same answer.

After a few, readers answer by habit (guideline 20 of Haladyna, Downing & Rodriguez 2002: vary the
location of the right answer; with true-false questions, the answer itself). Told from four on.

Bad:

```yaml
- {id: a, type: true-false, prompt: The lamp burned oil., answer: true}
- {id: b, type: true-false, prompt: Ships were lost., answer: true}
- {id: c, type: true-false, prompt: It was built in 1871., answer: true}
- {id: d, type: true-false, prompt: The last keeper moved away., answer: true}
```

Good:

```yaml
- {id: a, type: true-false, prompt: The lamp burned oil., answer: true}
- {id: b, type: true-false, prompt: The ships came home., answer: false}
- {id: c, type: true-false, prompt: It was built in 1871., answer: true}
- {id: d, type: true-false, prompt: A keeper lives there., answer: false}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.quiz import Quiz

CODE = "W241"
FEWEST: Final = 4


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield one finding when all true-false questions of a quiz have the same answer."""
    found = [question for question in quiz.questions() if question.type == "true-false"]
    answers = {value for question in found for _, value in question.key}
    if len(found) >= FEWEST and len(answers) == 1:
        yield Finding(
            None,
            Problem(
                CODE,
                f"all {len(found)} true-false questions have the answer `{answers.pop()}`",
                ("questions",),
                "always the same",
                "Change some of the statements.",
            ),
        )
