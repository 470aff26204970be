"""The key is much the longest choice.

Authors qualify what is right and not what is wrong, and readers who have learned this choose the
longest (guideline 24 of Haladyna, Downing & Rodriguez 2002: keep the length of choices about
equal). Much the longest is: half as long again as the longest distractor, and at least 15
characters more.

Bad:

```yaml
- id: keeper-left
  type: single-choice
  prompt: Why did the keeper leave?
  choices:
    - text: The lamp had become electric and needed nobody to light it
      correct: true
    - He fell ill
    - The rock flooded
```

Good:

```yaml
- id: keeper-left
  type: single-choice
  prompt: Why did the keeper leave?
  choices:
    - text: The lamp needed nobody
      correct: true
    - He fell ill that winter
    - The rock was flooded
```
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, plain
from quizapp.core.quiz import Quiz

CODE = "W224"
TIMES: Final = Fraction(3, 2)
CHARACTERS: Final = 15


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield keys that their length gives away."""
    for question in quiz.questions():
        for group in choices_of(question):
            lengths = [len(plain(choice.text)) for choice in group.choices if not choice.correct]
            keys = [choice for choice in group.choices if choice.correct]
            if not group.has_one_key or not lengths or len(keys) != 1:
                continue
            length, longest = len(plain(keys[0].text)), max(lengths)
            if length >= TIMES * longest and length - longest >= CHARACTERS:
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        "the key is much the longest choice",
                        group.place(keys[0]),
                        f"{length} characters; the longest distractor has {longest}",
                        "Shorten the key, or give a distractor as much detail.",
                    ),
                )
