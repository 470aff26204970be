"""Two choices say the opposite of each other, and the others are neither.

One of the two must be right, so readers need to look at no other (guideline 28e of Haladyna,
Downing & Rodriguez 2002: avoid pairs of options that clue the test-taker to the correct choice).
Told where a negative is all that the two differ in.

Bad:

```yaml
- id: keeper-stayed
  type: single-choice
  prompt: What became of the keeper?
  choices: [{text: He did stay, correct: true}, He did not stay, The sea took him]
```

Good:

```yaml
- id: keeper-stayed
  type: single-choice
  prompt: What became of the keeper?
  choices: [{text: He stayed, correct: true}, He moved away, The sea took him]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._negatives import negatives
from quizapp.core.lint._questions import ChoiceList, choices_of, language_of, plain, words
from quizapp.core.quiz import Quiz

CODE = "W240"
FEWEST: Final = 3


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield lists with one pair of opposites, of which one is the key."""
    for question in quiz.questions():
        language = language_of(quiz, question)
        for group in choices_of(question):
            pairs = list(_pairs(group, language)) if group.has_one_key else []
            if len(group.choices) >= FEWEST and len(pairs) == 1:
                plain_one, negated = pairs[0]
                if any(group.choices[index].correct for index in pairs[0]):
                    yield Finding(
                        question.id,
                        Problem(
                            CODE,
                            "this choice is the opposite of another, and one of the two is the key",
                            (*group.at, negated, "text"),
                            f"the opposite of “{plain(group.choices[plain_one].text)}”",
                            "Make pairs of all choices, or of none.",
                        ),
                    )


def _pairs(group: ChoiceList, language: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a choice and of the same with a negative."""
    places = {words(choice.text): index for index, choice in enumerate(group.choices)}
    for index, choice in enumerate(group.choices):
        for word in negatives(choice.text, language):
            rest = choice.text[: word.start] + choice.text[word.start + len(word.text) :]
            if words(rest) in places:
                yield places[words(rest)], index
