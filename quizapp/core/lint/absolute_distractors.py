"""Several distractors say "always", "never" or the like, and the key does not.

Practised readers know that what is so sweeping is hardly ever right, and strike it out unread
(guideline 28a of Haladyna, Downing & Rodriguez 2002: avoid specific determiners such as always,
never, completely and absolutely). Told when it is at least two distractors and half of them.

Bad:

```yaml
- id: how-often
  type: single-choice
  prompt: When did the keeper light the lamp?
  choices: [{text: At dusk, correct: true}, He always burned it, He never lit it]
```

Good:

```yaml
- id: how-often
  type: single-choice
  prompt: When did the keeper light the lamp?
  choices: [{text: At dusk, correct: true}, At midnight, At dawn]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, language_of, words
from quizapp.core.quiz import Quiz

CODE = "W228"
FEWEST: Final = 2

_WORDS: Final = {
    language: frozenset(known.split())
    for language, known in {
        "en": "always never completely absolutely entirely totally",
        "da": "altid aldrig fuldstændig fuldstændigt absolut totalt",
        "de": "immer niemals völlig absolut vollkommen gänzlich",
        "fr": "jamais complètement absolument totalement entièrement",
        "es": "siempre nunca jamás completamente absolutamente totalmente",
        "sv": "alltid aldrig fullständigt absolut totalt",
        "nb": "alltid aldri fullstendig absolutt totalt",
        "nn": "alltid aldri fullstendig absolutt totalt",
        "nl": "altijd nooit volledig absoluut totaal",
        "it": "sempre mai completamente assolutamente totalmente",
        "pt": "sempre nunca jamais completamente absolutamente totalmente",
    }.items()
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield lists of choices in which only distractors are sweeping."""
    for question in quiz.questions():
        known = _WORDS.get(language_of(quiz, question), frozenset())
        for group in choices_of(question) if known.isdisjoint(words(question.prompt)) else ():
            found = {
                correct: [
                    choice
                    for choice in group.choices
                    if choice.correct == correct and not known.isdisjoint(words(choice.text))
                ]
                for correct in (True, False)
            }
            distractors = sum(not choice.correct for choice in group.choices)
            count = len(found[False])
            if not found[True] and count >= FEWEST and 2 * count >= distractors:
                word = next(w for w in words(found[False][0].text) if w in known)
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        f"{count} distractors are sweeping, and the key is not",
                        group.place(found[False][0]),
                        f"“{word}”",
                        "Put into the distractors what somebody could believe.",
                    ),
                )
