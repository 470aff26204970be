"""An accepted answer is within a typo of a rejected one.

A slip of the finger then turns right into wrong, and who means the wrong one may get full points:
the marking says nothing about understanding. A typo is what `typos: auto` forgives: in a word of
five letters or more one edit (a letter more, less, other, or two swapped), from nine letters two.

Bad:

```yaml
- id: who-wrote
  type: short-answer
  prompt: Who wrote the letter?
  answers: [Hansen]
  reject: [Hanson]
```

Good:

```yaml
- id: who-wrote
  type: short-answer
  prompt: What was the profession of the man who wrote the letter?
  answers: [carpenter]
  reject: [fisherman]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.core.accepted import TypedAnswer
from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import typed_answers_of
from quizapp.core.quiz import Quiz
from quizapp.core.typos import is_typo

CODE = "W236"


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield rejected answers that a slip could make of an accepted one."""
    for question in quiz.questions():
        for at, typed in typed_answers_of(question):
            for index, accepted in _near(typed):
                rejected = typed.reject[index].text
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        f"`{rejected}` is a typo away from the accepted `{accepted}`",
                        (*at, "reject", index, "text"),
                        "rejected",
                        "Ask so that the two answers differ more, or let readers choose.",
                    ),
                )


def _near(typed: TypedAnswer) -> Iterator[tuple[int, str]]:
    accepted = [a.text for a in typed.answers if a.match == "exact"] if typed.reject else []
    folded = [typed.fold(text) for text in accepted]
    for index, rejected in enumerate(typed.reject):
        other = typed.fold(rejected.text)
        for text, form in zip(accepted, folded, strict=True):
            if form != other and is_typo(other, form):
                yield index, text
                break
