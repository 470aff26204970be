"""A prompt holds a negative that nothing marks.

Readers overlook a small "not", and then answer the opposite question (guideline 17 of Haladyna,
Downing & Rodriguez 2002: word the stem positively; if a negative must be, mark it). Ask
positively, or write the word in bold or capitals. Words in quotation marks are left alone, and so
are the instructions of types that sort, match or fill in, and "Why did it not burn?": it asks for
the reason of what did not happen, and nobody takes it for its opposite.

Bad:

```yaml
- id: not-a-fuel
  type: single-choice
  prompt: Which of these did the lamp not burn?
  choices: [{text: Coal, correct: true}, Whale oil, Kerosene]
```

Good:

```yaml
- id: not-a-fuel
  type: single-choice
  prompt: Which of these did the lamp **not** burn?
  choices: [{text: Coal, correct: true}, Whale oil, Kerosene]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._negatives import Word, negatives
from quizapp.core.lint._questions import ASKING, language_of
from quizapp.core.nodes import Place
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz

CODE = "W217"

_ASKS_FOR_A_REASON = re.compile(
    r"\W*(?:why|hvorfor|kvifor|varför|warum|wieso|weshalb|pourquoi|perché|waarom|por qu[eé])\b",
    re.IGNORECASE,
)


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield prompts with a negative that is neither bold nor in capitals."""
    for question in quiz.questions():
        for word in _unmarked(quiz, question)[:1]:
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    f"a small “{word.text}” in the prompt is easily overlooked",
                    ("prompt",),
                    f"“{word.text}” is not marked",
                    f"Ask positively, or write **{word.text}**.",
                ),
            )


def mend(quiz: Quiz, question: Question) -> Iterator[tuple[Place, str]]:
    """Yield the prompt with its small negatives in bold."""
    prompt = question.prompt
    for word in reversed(_unmarked(quiz, question)):
        prompt = f"{prompt[: word.start]}**{word.text}**{prompt[word.start + len(word.text) :]}"
    mended = question.model_copy(update={"prompt": prompt})
    # Among stars that are not in pairs, more of them would mark something else.
    if prompt != question.prompt and not _unmarked(quiz, mended):
        yield ("prompt",), prompt


def _unmarked(quiz: Quiz, question: Question) -> list[Word]:
    if question.type not in ASKING or _ASKS_FOR_A_REASON.match(question.prompt):
        return []
    return negatives(question.prompt, language_of(quiz, question), marked=False)
