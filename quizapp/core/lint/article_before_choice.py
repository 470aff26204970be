"""The prompt ends with "a" or "an", and some choices do not fit.

Grammar then strikes out choices that the passage should (guideline 28c of Haladyna, Downing &
Rodriguez 2002: avoid grammatical inconsistencies that cue the test-taker). Let the article stand
in the choices, or write "a(n)". For English.

Bad:

```yaml
- id: keeper-was
  type: single-choice
  prompt: Before she came to the rock, the keeper was an
  choices: [{text: engineer, correct: true}, sailor, teacher]
```

Good:

```yaml
- id: keeper-was
  type: single-choice
  prompt: What was the keeper before she came to the rock?
  choices: [{text: an engineer, correct: true}, a sailor, a teacher]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, language_of, plain
from quizapp.core.quiz import Quiz

CODE = "W238"

_ARTICLE = re.compile(r"(?i)\b(an?)(?:\s*[_.:…-]+)?\s*\Z")
# Words of which the first letter does not tell the sound: hour, university, European, X-ray.
_UNSURE = re.compile(
    r"(?i:\W|\d|h(?:eir|ono|onest|our|erb)|u|eu|ew|one|once|[a-z]{1,2}\b)|[A-Z]{2}"
)
_VOWEL = re.compile(r"(?i)[aeio]")


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield choices that do not follow the article before them."""
    for question in quiz.questions():
        if question.type != "single-choice" or language_of(quiz, question) != "en":
            continue
        article = _ARTICLE.search(plain(question.prompt))
        if article is None:
            continue
        group = next(choices_of(question))
        for choice in group.choices:
            text = plain(choice.text)
            if not _UNSURE.match(text) and bool(_VOWEL.match(text)) != (article[1].lower() == "an"):
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        f"“{article[1]}” in the prompt does not go with this choice",
                        group.place(choice),
                        f"“{article[1]} {text}”",
                        "Move the article into the choices.",
                    ),
                )
                break
