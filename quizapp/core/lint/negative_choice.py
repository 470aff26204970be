"""A choice holds a negative that nothing marks.

It is overlooked as easily as in a prompt (guideline 27 of Haladyna, Downing & Rodriguez 2002:
phrase choices positively; avoid negatives such as "not"). Told only when selected: what somebody
failed to do can be just what is asked.

Bad:

```yaml
- id: keeper-left
  type: single-choice
  prompt: Why did the keeper leave?
  choices: [{text: He did not like the sea, correct: true}, The rock was flooded, Oil was dear]
```

Good:

```yaml
- id: keeper-left
  type: single-choice
  prompt: Why did the keeper leave?
  choices: [{text: He disliked the sea, correct: true}, The rock was flooded, Oil was dear]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._negatives import negatives
from quizapp.core.lint._questions import choices_of, language_of
from quizapp.core.quiz import Quiz

CODE = "W227"
IS_DEFAULT = False


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield choices with a small negative."""
    for question in quiz.questions():
        language = language_of(quiz, question)
        for group in choices_of(question):
            for choice in group.choices:
                for word in negatives(choice.text, language, marked=False)[:1]:
                    yield Finding(
                        question.id,
                        Problem(
                            CODE,
                            f"a small “{word.text}” in a choice is easily overlooked",
                            group.place(choice),
                            f"“{word.text}” is not marked",
                            "Say it positively.",
                        ),
                    )
