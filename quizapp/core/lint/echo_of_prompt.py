"""Only the key repeats a word of the prompt.

Readers without an idea choose what sounds like the question (guideline 28b of Haladyna, Downing &
Rodriguez 2002: avoid clang associations). Told only when selected: where a passage has one word
for a thing, prompt and key need it both.

Bad:

```yaml
- id: storm-effect
  type: single-choice
  prompt: What did the snowstorm do?
  choices: [{text: The snowstorm broke the lens, correct: true}, It sank a boat, It blew out]
```

Good:

```yaml
- id: storm-effect
  type: single-choice
  prompt: What did the snowstorm do?
  choices: [{text: It broke the lens, correct: true}, It sank a boat, It covered the rock]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import ASKING_WORDS, LANGUAGES, choices_of, language_of, words
from quizapp.core.quiz import Quiz

CODE = "W237"
IS_DEFAULT = False
LETTERS: Final = 5


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield keys that alone have a longer word in common with the prompt."""
    for question in quiz.questions():
        if question.type != "single-choice" or language_of(quiz, question) not in LANGUAGES:
            continue
        group = next(choices_of(question))
        said = {word for word in words(question.prompt) if len(word) >= LETTERS} - ASKING_WORDS
        key = next(choice for choice in group.choices if choice.correct)
        others = {w for choice in group.choices if not choice.correct for w in words(choice.text)}
        for word in [word for word in words(key.text) if word in said - others][:1]:
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    f"of the choices only the key repeats “{word}” from the prompt",
                    group.place(key),
                    f"“{word}”",
                    "Say it otherwise, or let a distractor repeat it too.",
                ),
            )
