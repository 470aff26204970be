"""Two negatives stand in one clause, or in a prompt and in its choice.

Readers who know the answer go wrong in turning it around twice: the question tests patience
(guideline 7 of Haladyna, Downing & Rodriguez 2002: avoid trick items; guideline 27: phrase choices
positively). Bold type does not help here.

Bad:

```yaml
- id: not-without
  type: single-choice
  prompt: Which of these did the keeper **not** do?
  choices:
    - text: He did not light the lamp
      correct: true
    - He wound the clockwork
    - He cleaned the glass
```

Good:

```yaml
- id: not-without
  type: single-choice
  prompt: Which of these did the keeper **not** do?
  choices:
    - text: He put out the lamp
      correct: true
    - He wound the clockwork
    - He cleaned the glass
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._negatives import Word, negatives
from quizapp.core.lint._questions import ASKING, choices_of, language_of
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz

CODE = "W207"

# Where another clause begins: each may have its own negative.
_BETWEEN = re.compile(
    r"[,;:.!?–—\n]|(?i:\b(?:and|or|but|nor|because|who|which|that|og|eller|men|som|fordi|at|und|oder"
    r"|aber|sondern|weil|dass|et|ou|mais|ni|que|qui|parce|y|e|o|u|pero|och|utan|därför|att|ikkje"
    r"|en|of|maar|omdat|dat|die|ed|ma|né|che|mas|nem|porque)\b)"
)
_FAR: Final = 60
# Where "no ... nunca" is how one says "never".
_CONCORD: Final = frozenset({"es", "pt"})
# "Which of these is not a reason?" turns the choices around; "why did she not go?" does not, and
# neither does "which reason did she give for not going?".
_WHICH = re.compile(
    r"(?i)\b(?:which|hvilke[nt]?|welche[mnrs]?|(?:la|le|les)?quel(?:le)?s?|cuál(?:es)?|vilke[nt]|vilka"
    r"|kva for|kven av|welke?|quale|quali|qual|quais)\b[^.!?\n]*?(?P<before>\w*)\W*\Z"
)
_PREPOSITIONS: Final = frozenset("for of by to from at om zu pour de för å att te per di".split())


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield questions that have to be turned around twice."""
    for question in quiz.questions():
        language = language_of(quiz, question)
        words = negatives(question.prompt, language) if question.type in ASKING else []
        pair = None if language in _CONCORD else _pair(question.prompt, words)
        if pair:
            message = f"“{pair[0].text}” and “{pair[1].text}” stand in one clause"
            yield _finding(question, ("prompt",), message, "a double negative")
        elif words and _is_about_choices(question.prompt[: words[-1].start]):
            yield from _choices(question, language, words[-1])


def _pair(prompt: str, words: list[Word]) -> tuple[Word, Word] | None:
    for first, second in pairwise(words):
        between = prompt[first.start + len(first.text) : second.start]
        if len(between) < _FAR and not _BETWEEN.search(between):
            return first, second
    return None


def _is_about_choices(beginning: str) -> bool:
    found = _WHICH.search(beginning)
    return found is not None and found["before"].lower() not in _PREPOSITIONS


def _choices(question: Question, language: str, word: Word) -> Iterator[Finding]:
    for group in choices_of(question):
        for choice in group.choices:
            if found := negatives(choice.text, language):
                message = f"the prompt has “{word.text}”, and this choice “{found[0].text}”"
                yield _finding(question, group.place(choice), message, "negative again")
                return


def _finding(question: Question, at: tuple[str | int, ...], message: str, label: str) -> Finding:
    advice = "Say one of the two positively."
    return Finding(question.id, Problem(CODE, message, at, label, advice))
