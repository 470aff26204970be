"""Choices are numbers, keep their places, and are not in order.

Readers look for the number they have in mind, and find it at once where numbers go up or down
(guideline 21 of Haladyna, Downing & Rodriguez 2002: place choices in logical or numerical order).
Where choices are shuffled there is nothing to say.

Bad:

```yaml
settings: {shuffle: []}
questions:
  - id: when-built
    type: single-choice
    prompt: When was it built?
    choices: [1904, {text: 1871, correct: true}, 1987]
```

Good:

```yaml
settings: {shuffle: []}
questions:
  - id: when-built
    type: single-choice
    prompt: When was it built?
    choices: [{text: 1871, correct: true}, 1904, 1987]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, plain
from quizapp.core.quiz import Quiz
from quizapp.core.types._choices import Choice

CODE = "W221"
FEWEST: Final = 3

# A number that reads one way everywhere, and its unit: "1,234" and "1.234" do not.
_NUMBER = re.compile(
    r"(?P<before>[^\w\s-]?) ?(?P<number>-?\d+(?:[.,]\d{1,2})?)(?P<unit>(?: ?[^\d\s]+)?)"
)


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield lists of numbers that go up and down."""
    for section in quiz.sections:
        if "choices" in section.shuffle:
            continue
        for question_id in (name for unit in section.units for name in unit):
            for group in choices_of(quiz.items[question_id].question):
                numbers = _numbers(group.choices) if group.at == ("choices",) else []
                if len(numbers) >= FEWEST and sorted(numbers) not in (numbers, numbers[::-1]):
                    yield Finding(
                        question_id,
                        Problem(
                            CODE,
                            "the choices are numbers without an order",
                            group.at,
                            "go up and down",
                            "Write them from the smallest to the greatest.",
                        ),
                    )


def _numbers(choices: Sequence[Choice]) -> list[Fraction]:
    """Return the numbers that choices are, all of one unit; none when one is something else."""
    found = [_NUMBER.fullmatch(plain(choice.text)) for choice in choices if not choice.pin]
    matches = [match for match in found if match]
    units = {(match["before"], match["unit"]) for match in matches}
    if len(matches) < len(found) or len(units) != 1:
        return []
    return [Fraction(match["number"].replace(",", ".")) for match in matches]
