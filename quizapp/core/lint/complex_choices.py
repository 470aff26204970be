"""A choice is a combination of others, such as “A and C”.

Who knows one of the parts can strike out most of the combinations, and the rest is puzzle work
that favours the quick (guideline 9 of Haladyna, Downing & Rodriguez 2002: avoid the complex
multiple-choice format, Type K). Choices are shuffled here, so that letters point nowhere as well.

Bad:

```yaml
- id: lamp-fuels
  type: single-choice
  prompt: What has the lamp burned?
  choices: [Whale oil, Kerosene, Coal, {text: Both A and B, correct: true}]
```

Good:

```yaml
- id: lamp-fuels
  type: multiple-response
  prompt: What has the lamp burned?
  choices: [{text: Whale oil, correct: true}, {text: Kerosene, correct: true}, Coal]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import ChoiceList, choices_of, words
from quizapp.core.lint._quotations import unquoted
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz

CODE = "W209"

_LABEL = re.compile(r"[a-h]|i{1,3}|iv|v|vi|\d")
_JOINING: Final = frozenset(
    "and or both only but not og eller både kun bare berre und oder nur sowohl als auch et ou "
    "seulement y o sólo solo och både bara en of alleen zowel ed sia apenas só tanto como".split()
)
# "I. " or "(a) " before each of the parts.
_LISTED = re.compile(r"(?:^|\s)\(?([A-Ha-h]|I{1,3}|IV|V|VI|\d)[.)]\s", re.MULTILINE)


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield choices that only name other choices, or parts of a list in the prompt."""
    for question in quiz.questions():
        for group in choices_of(question):
            for index in _combinations(question, group):
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        "this choice is a combination of others",
                        (*group.at, index, "text"),
                        "a combination",
                        "Let readers tick what is right: `type: multiple-response`.",
                    ),
                )
                break


def _combinations(question: Question, group: ChoiceList) -> Iterator[int]:
    """Yield the places of combinations; where all choices are letters, they may be names."""
    kinds = [_labels(words(choice.text)) for choice in group.choices]
    combined = [index for index, labels in enumerate(kinds) if len(labels) > 1]
    if combined and (all(kinds) or any(label.isdigit() for label in kinds[combined[0]])):
        listed = {label.lower() for label in _LISTED.findall(unquoted(question.prompt))}
        combined = [index for index in combined if kinds[index] <= listed]
    yield from combined


def _labels(found: tuple[str, ...]) -> frozenset[str]:
    """Return the labels that a choice consists of, with joining words; empty if it has others."""
    labels = frozenset(word for word in found if word not in _JOINING and _LABEL.fullmatch(word))
    others = [word for word in found if word not in labels and word not in _JOINING]
    is_joined = len(labels) < 2 or len(found) > len(labels)
    return labels if is_joined and not others else frozenset()
