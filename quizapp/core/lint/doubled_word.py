"""A small word stands twice in a row.

A slip of this kind takes readers' minds off the question and makes them doubt the rest
(guidelines 11 and 12 of Haladyna, Downing & Rodriguez 2002: edit and proof items; use correct
grammar and spelling). Looked for are words that no sentence needs twice: “that that” is left alone.

Bad:

```yaml
- id: why-built
  type: short-answer
  prompt: What did the the keeper light?
  answers: [the lamp]
```

Good:

```yaml
- id: why-built
  type: short-answer
  prompt: What did the keeper light?
  answers: [the lamp]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, language_of
from quizapp.core.lint._quotations import unquoted
from quizapp.core.nodes import Place
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz

CODE = "W211"

# No prepositions where they can end a clause: "what she stood for for years" is right.
_WORDS: Final = {
    "en": "the an of to and or his their its",
    "da": "og eller en et hans deres",
    "de": "und oder von ein eine einen des",
    "fr": "le les des du et ou un une dans",
    "es": "el los las de un una con por en",
    "sv": "och eller en ett",
    "nb": "og eller",
    "nn": "og eller",
    "nl": "het een en of",
    "it": "il di un una con per della del",
    "pt": "os de um uma com por em",
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield texts of a question with a word that stands twice."""
    for question in quiz.questions():
        words = _WORDS.get(language_of(quiz, question), "")
        for at, text in _texts(question) if words else ():
            if found := _doubled(words).search(unquoted(text)):
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        f"“{found[1]}” stands here twice",
                        at,
                        f"“{' '.join(found[0].split())}”",
                        "Delete one of them.",
                    ),
                )


def _texts(question: Question) -> Iterator[tuple[Place, str]]:
    yield ("prompt",), question.prompt
    yield ("explanation",), question.explanation
    for group in choices_of(question):
        yield from ((group.place(choice), choice.text) for choice in group.choices)


@cache
def _doubled(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-])({'|'.join(words.split())})\s+\1(?![\w'’-])")
