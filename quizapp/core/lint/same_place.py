"""The key always stands at the same place, and choices are not shuffled.

After a few questions readers choose the place and not the answer (guideline 20 of Haladyna,
Downing & Rodriguez 2002: vary the location of the right answer). Told from four single-choice
questions on.

Bad:

```yaml
settings: {shuffle: []}
questions:
  - {id: a, type: single-choice, prompt: Where?, choices: [{text: North, correct: true}, South]}
  - {id: b, type: single-choice, prompt: When?, choices: [{text: Winter, correct: true}, Summer]}
  - {id: c, type: single-choice, prompt: Who?, choices: [{text: Nora, correct: true}, Carl]}
  - {id: d, type: single-choice, prompt: What?, choices: [{text: Fire, correct: true}, Flood]}
```

Good:

```yaml
settings: {shuffle: [choices]}
questions:
  - {id: a, type: single-choice, prompt: Where?, choices: [{text: North, correct: true}, South]}
  - {id: b, type: single-choice, prompt: When?, choices: [{text: Winter, correct: true}, Summer]}
  - {id: c, type: single-choice, prompt: Who?, choices: [{text: Nora, correct: true}, Carl]}
  - {id: d, type: single-choice, prompt: What?, choices: [{text: Fire, correct: true}, Flood]}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz

CODE = "W234"
FEWEST: Final = 4


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield one finding when all keys that keep their place stand at the same one."""
    places = [
        _place_of_key(quiz.items[question_id].question)
        for section in quiz.sections
        if "choices" not in section.shuffle
        for unit in section.units
        for question_id in unit
        if quiz.items[question_id].question.type == "single-choice"
    ]
    if len(places) >= FEWEST and len(set(places)) == 1:
        at = ("sections",) if "choices" in quiz.settings.shuffle else ("settings", "shuffle")
        yield Finding(
            None,
            Problem(
                CODE,
                f"all {len(places)} keys are choice number {places[0]}",
                at,
                "choices keep their places",
                "Write `shuffle: [choices]`, or move some of the keys.",
            ),
        )


def _place_of_key(question: Question) -> int:
    """Return at which place the key stands, from 1."""
    choices = next(choices_of(question)).choices
    return next(place for place, choice in enumerate(choices, 1) if choice.correct)
