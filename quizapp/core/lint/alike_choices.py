"""Two choices say the same, one in words and one in digits, or with a full stop.

They are both right or both wrong: either there are two keys, or readers can strike out both
(guideline 19 of Haladyna, Downing & Rodriguez 2002: only one choice is the right answer;
guideline 22: choices must not overlap).

Bad:

```yaml
- id: how-many
  type: single-choice
  prompt: How many ships were lost?
  choices: [{text: three, correct: true}, four, "3"]
```

Good:

```yaml
- id: how-many
  type: single-choice
  prompt: How many ships were lost?
  choices: [{text: three, correct: true}, four, two]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, language_of, plain, words
from quizapp.core.quiz import Quiz

CODE = "W219"

_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")

# From two on: in many languages one is also an article.
_NUMBERS: Final = {
    "en": "two three four five six seven eight nine ten eleven twelve",
    "da": "to tre fire fem seks syv otte ni ti elleve tolv",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv",
    "nb": "to tre fire fem seks sju åtte ni ti elleve tolv",
    "nn": "to tre fire fem seks sju åtte ni ti elleve tolv",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze",
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield choices that another one above says too."""
    for question in quiz.questions():
        numbers = _numbers(language_of(quiz, question))
        for group in choices_of(question):
            seen: dict[str, str] = {}
            for choice in group.choices:
                folded = _fold(choice.text, numbers)
                if (first := seen.setdefault(folded, choice.text)) != choice.text:
                    yield Finding(
                        question.id,
                        Problem(
                            CODE,
                            f"this choice says the same as “{plain(first)}”",
                            group.place(choice),
                            "the same again",
                            "Put something else in its place.",
                        ),
                    )


@cache
def _numbers(language: str) -> dict[str, str]:
    names = _NUMBERS.get(language, "").split()
    return {name: str(number) for number, name in enumerate(names, 2)}


def _fold(text: str, numbers: dict[str, str]) -> str:
    """Return what a choice says: numbers as digits, without the spaces between thousands."""
    said = plain(text).casefold().rstrip(" .")
    if numbers.keys().isdisjoint(words(text)):
        return _THOUSANDS.sub("", said)
    return re.sub(r"\w+", lambda found: numbers.get(found[0], found[0]), said)
