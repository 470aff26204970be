"""Two choices are ranges that share a number.

Who has counted right does not know which of the two to take (guideline 22 of Haladyna, Downing &
Rodriguez 2002: keep choices independent; they should not overlap). Told of questions that ask how
many there are; periods such as 1914–1918 may well overlap.

Bad:

```yaml
- id: how-many
  type: single-choice
  prompt: How many ships were lost?
  choices: [0–5, {text: 5–10, correct: true}, 10–20]
```

Good:

```yaml
- id: how-many
  type: single-choice
  prompt: How many ships were lost?
  choices: [0–4, {text: 5–9, correct: true}, 10–20]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, language_of, plain
from quizapp.core.quiz import Quiz

CODE = "W222"

_HOW_MANY: Final = {
    "en": "how many",
    "da": "hvor mange",
    "de": "wie ?viele",
    "fr": "combien",
    "es": "cuánt[oa]s",
    "sv": "hur många",
    "nb": "hvor mange",
    "nn": "kor mange",
    "nl": "hoeveel",
    "it": "quant[ie]",
    "pt": "quant[oa]s",
}
_RANGE = re.compile(
    r"(?:\w+ )?(\d{1,9}) ?(?:-|to|and|til|bis|à|a|til|till|tot) ?(\d{1,9})(?: \w+)?"
)


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield choices whose range reaches into that of one above."""
    for question in quiz.questions():
        how_many = _HOW_MANY.get(language_of(quiz, question))
        if how_many is None or question.type != "single-choice":
            continue
        if not re.search(rf"(?i)\b{how_many}\b", question.prompt):
            continue
        group = next(choices_of(question))
        ranges = [(choice, _range(choice.text)) for choice in group.choices]
        for (first, one), (second, other) in combinations(ranges, 2):
            if one and other and max(one[0], other[0]) <= min(one[1], other[1]):
                shared = max(one[0], other[0])
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        f"{shared} is in this range and in “{plain(first.text)}”",
                        group.place(second),
                        "overlaps",
                        "Begin one range after the end of the other.",
                    ),
                )
                break


def _range(text: str) -> tuple[int, int] | None:
    found = _RANGE.fullmatch(plain(text))
    if found is None or int(found[1]) >= int(found[2]):
        return None
    return int(found[1]), int(found[2])
